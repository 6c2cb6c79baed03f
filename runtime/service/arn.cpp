// Parsing of ARNs and names.
#include "runtime/service/arn.h"

#include "runtime/support/utf8.h"

#include <algorithm>
#include <array>
#include <utility>

namespace asl::service {
namespace {

/// Takes the text up to the next colon, or all of it.
std::string_view takePart(std::string_view &rest) {
  size_t colon = rest.find(':');
  std::string_view part = rest.substr(0, colon);
  rest.remove_prefix(colon == std::string_view::npos ? rest.size() : colon + 1);
  return part;
}

Failure invalid(std::string_view why) { return {"Invalid Arn: '" + std::string(why) + "'"}; }
Failure badPrefix(std::string_view text) {
  return invalid("Invalid ARN prefix: " + std::string(text));
}
Failure badType(std::string_view type) {
  return invalid("Resource type not valid in this context: " + std::string(type));
}

bool isNumber(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// Splits `NAME/LABEL`.
void setName(Arn &arn, std::string_view text) {
  size_t slash = text.find('/');
  arn.name = text.substr(0, slash);
  if (slash != std::string_view::npos)
    arn.label = text.substr(slash + 1);
}

constexpr std::array<std::pair<std::string_view, Arn::Kind>, 5> types = {
    {{"stateMachine", Arn::Kind::StateMachine},
     {"execution", Arn::Kind::Execution},
     {"express", Arn::Kind::Express},
     {"mapRun", Arn::Kind::MapRun},
     {"activity", Arn::Kind::Activity}}};

/// Reads what follows the type. False when a part is missing.
bool readResource(Arn &arn, std::string_view rest) {
  if (arn.kind == Arn::Kind::Activity) {
    arn.name = rest;
    return !rest.empty();
  }
  bool isExpress = arn.kind == Arn::Kind::Express;
  setName(arn, takePart(rest));
  if (arn.name.empty())
    return false;
  if (arn.kind != Arn::Kind::StateMachine) {
    arn.last = isExpress ? takePart(rest) : rest;
    arn.uuid = isExpress ? rest : std::string_view();
    return !arn.last.empty();
  }
  if (rest.empty())
    return true;
  arn.kind = isNumber(rest) ? Arn::Kind::Version : Arn::Kind::Alias;
  arn.last = rest;
  return true;
}

bool isPartition(std::string_view text) {
  constexpr std::string_view most = "abcdefghijklmnopqrstuvwxyz-";
  return text == "aws" ||
         (text.starts_with("aws-") && text.find_first_not_of(most) == std::string_view::npos);
}

/// What may follow `role/` of an ARN: `a/b/name`.
bool isRolePath(std::string_view text) {
  auto isVisible = [](char c) { return c > ' ' && c < '\x7F'; };
  auto isOfName = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("_+=,.@-").find(c) != std::string_view::npos;
  };
  std::string_view name = text.substr(text.rfind('/') + 1);
  return !name.empty() && std::ranges::all_of(name, isOfName) &&
         std::ranges::all_of(text, isVisible);
}

} // namespace

std::string_view typeOf(Arn::Kind kind) {
  for (const auto &[name, each] : types)
    if (each == kind)
      return name;
  return "stateMachine";
}

Expected<Arn> parseArn(std::string_view text) {
  std::string_view rest = text;
  std::string_view word = takePart(rest), partition = takePart(rest), service = takePart(rest);
  std::string_view region = takePart(rest), account = takePart(rest), type = takePart(rest);
  if (word != "arn" || !isPartition(partition) || service != "states" || region.empty() ||
      account.empty())
    return badPrefix(text);
  const auto *found =
      std::ranges::find(types, type, &std::pair<std::string_view, Arn::Kind>::first);
  if (found == types.end())
    return badType(type);
  Arn arn;
  arn.kind = found->second;
  arn.prefix = text.substr(0, static_cast<size_t>(type.data() - text.data()));
  if (!readResource(arn, rest))
    return invalid("Invalid ARN: " + std::string(text));
  return arn;
}

bool isRoleArn(std::string_view text) {
  constexpr std::string_view role = "role/";
  constexpr size_t accountDigits = 12;
  std::string_view rest = text;
  std::string_view word = takePart(rest), partition = takePart(rest), service = takePart(rest);
  std::string_view region = takePart(rest), account = takePart(rest);
  return word == "arn" && isPartition(partition) && service == "iam" && region.empty() &&
         account.size() == accountDigits && isNumber(account) && rest.starts_with(role) &&
         isRolePath(rest.substr(role.size()));
}

bool isName(std::string_view name) {
  constexpr std::string_view forbidden = "<>{}[]?*\"#%\\^|~`$&,;:/";
  if (!utf8::isValid(name))
    return false;
  std::u32string characters = utf8::decode(name);
  auto isAllowed = [&](char32_t c) {
    bool isControl = c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0xFFFE || c == 0xFFFF;
    bool isSpace = c == ' ' || c == 0xA0 || c == 0x2028 || c == 0x2029 || c == 0x3000;
    bool isForbidden = c < 0x80 && forbidden.find(static_cast<char>(c)) != std::string_view::npos;
    return !isControl && !isSpace && !isForbidden;
  };
  return !characters.empty() && characters.size() <= 80 &&
         std::ranges::all_of(characters, isAllowed);
}

} // namespace asl::service
