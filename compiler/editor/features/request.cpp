#include "compiler/editor/features/request.h"

namespace aslc::editor {

namespace {

using Kind = catalogue::Type::Kind;

std::string listed(std::string_view before, size_t count, auto &&nameAt) {
  constexpr size_t most = 30;
  std::string text(before);
  for (size_t i = 0; i < std::min(count, most); ++i)
    text += (i == 0 ? " `" : ", `") + std::string(nameAt(i)) + "`";
  return text + (count > most ? ", ..." : ".");
}

/// `array of text`, `object`.
std::string describe(catalogue::Type type) {
  std::string text = type.isTime() ? "time" : std::string(nameOf(type));
  if (type.kind() == Kind::List)
    text += " of " + describe(type.element());
  else if (type.kind() == Kind::Map)
    text += " with values of type " + describe(type.element());
  return text;
}

/// What an object needs and may have.
std::string aboutMembers(catalogue::Type type) {
  std::vector<std::string_view> needed, others;
  for (size_t i = 0; i < type.memberCount(); ++i) {
    catalogue::Member member = type.member(i);
    (member.always ? needed : others).push_back(member.name);
  }
  std::string text;
  if (!needed.empty())
    text += "\n\n" + listed("Needs", needed.size(), [&](size_t i) { return needed[i]; });
  if (!others.empty())
    text += "\n\n" + listed("May have", others.size(), [&](size_t i) { return others[i]; });
  return text;
}

} // namespace

std::string_view nameOf(catalogue::Type type) {
  switch (type.kind()) {
  case Kind::Any:
    return "any value";
  case Kind::Text:
    return "text";
  case Kind::Number:
    return "number";
  case Kind::Boolean:
    return "boolean";
  case Kind::List:
    return "array";
  case Kind::Map:
  case Kind::Object:
    return "object";
  }
  return {};
}

std::optional<catalogue::Operation> operationAt(const Where &where) {
  std::string_view resource = textOf(where.state, "Resource");
  if (where.holder != "ItemReader" && where.holder != "ResultWriter")
    return catalogue::integrationOf(resource).operation;
  // Readers and writers name actions of the SDK without its prefix.
  constexpr std::string_view integrations = "arn:aws:states:::";
  resource = textOf(memberOf(where.state, where.holder), "Resource");
  if (!resource.starts_with(integrations))
    return std::nullopt;
  return catalogue::integrationOf(std::string(integrations) +
                                  "aws-sdk:" + std::string(resource.substr(integrations.size())))
      .operation;
}

std::optional<catalogue::Type> typeAt(const Where &where) {
  bool isRequest = where.field == "Parameters" || where.field == "Arguments";
  auto operation = operationAt(where);
  if (!isRequest || !operation)
    return std::nullopt;
  catalogue::Type type = operation->request;
  for (const Step &step : where.inField) {
    if (type.kind() == Kind::List || type.kind() == Kind::Map) {
      type = type.element();
      continue;
    }
    auto member = type.kind() == Kind::Object && step.isKey ? type.find(step.key) : std::nullopt;
    if (!member)
      return std::nullopt;
    type = member->type;
  }
  return type;
}

std::string aboutParameter(const Where &where, std::string_view key) {
  auto type = typeAt(where);
  bool isEvaluated = !where.isJsonata() && key.ends_with(".$");
  std::string_view name = isEvaluated ? key.substr(0, key.size() - 2) : key;
  auto member = type && type->kind() == Kind::Object ? type->find(name) : std::nullopt;
  if (!member)
    return "";
  const catalogue::Operation operation = *operationAt(where);
  std::string text = "**" + std::string(name) + "**: " + describe(member->type) +
                     (member->always ? ", required" : "") + "\n\nA parameter of `" +
                     std::string(operation.service) + ":" + std::string(operation.name) + "`.";
  if (isEvaluated)
    text += " A path or an intrinsic call gives its value.";
  if (where.inField.empty() && name == operation.key)
    text += " It makes a repetition of the call harmless" + std::string(operation.keyScope()) + ".";
  catalogue::Type inner = member->type;
  while (inner.kind() == Kind::List || inner.kind() == Kind::Map)
    inner = inner.element();
  if (inner.valueCount() != 0)
    text += "\n\n" + listed("One of", inner.valueCount(), [&](size_t i) { return inner.value(i); });
  if (inner.kind() == Kind::Object)
    text += aboutMembers(inner);
  return text;
}

} // namespace aslc::editor
