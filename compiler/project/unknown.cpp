// Placeholders for values that are not known here.
#include "compiler/project/unknown.h"

#include <algorithm>
#include <array>
#include <set>

namespace aslc::project {

using source::Range;

namespace {

/// Follows JSON text byte by byte: whether it is inside of a string.
class Quotes {
public:
  void take(char byte) {
    if (isEscaped_)
      isEscaped_ = false;
    else if (byte == '\\')
      isEscaped_ = isInside_;
    else if (byte == '"')
      isInside_ = !isInside_;
  }
  bool isInside() const { return isInside_; }

private:
  bool isInside_ = false, isEscaped_ = false;
};

/// Whether a text begins with a dynamic reference of CloudFormation.
bool isReference(std::string_view text) { return text.starts_with("{{resolve:"); }

} // namespace

Decoded withPlaceholders(const Decoded &text, const std::map<uint32_t, UnknownPart> &parts,
                         diag::Engine &diags) {
  Decoded result;
  Quotes quotes;
  std::set<std::string> reported;
  auto replace = [&](const UnknownPart &part, Range place) {
    if (reported.insert(part.name).second)
      diags.emit(place, diag::Kind::UndefinedPlaceholder, {part.name})
          .weaken(diag::Severity::Warning)
          .hint(part.remedy);
    result.appendReplacement("\"${" + part.name + "}\"", place);
  };
  std::string_view all = text.text;
  for (size_t i = 0; i < text.segments.size(); ++i) {
    const source::Segment &segment = text.segments[i];
    size_t end = i + 1 < text.segments.size() ? text.segments[i + 1].at : all.size();
    std::string_view bytes = all.substr(segment.at, end - segment.at);
    auto part = segment.exact ? parts.end() : parts.find(segment.from.begin);
    if (part != parts.end() && !quotes.isInside() && !isLikeJson(bytes)) {
      replace(part->second, segment.from);
      continue;
    }
    size_t done = segment.at;
    for (size_t at = done; at < end; ++at) {
      size_t last = !quotes.isInside() && isReference(all.substr(at)) ? all.find("}}", at) : end;
      if (last < end) { // a dynamic reference
        result.append(text, done, at);
        done = last + 2;
        Range place = text.place(at, done);
        auto known = parts.find(place.begin);
        replace(known == parts.end()
                    ? UnknownPart{std::string(all.substr(at, done - at)), "", false}
                    : known->second,
                place);
        at = done - 1;
        continue;
      }
      quotes.take(all[at]);
    }
    result.append(text, done, end);
  }
  return result;
}

bool isLikeJson(std::string_view text) {
  size_t first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos || isReference(text.substr(first)))
    return false;
  constexpr std::array<std::string_view, 3> words = {"true", "false", "null"};
  return std::string_view("{[\"-0123456789").find(text[first]) != std::string_view::npos ||
         std::find(words.begin(), words.end(), text) != words.end();
}

bool isWholeValue(std::string_view text, std::string_view name) {
  std::string placeholder = "${" + std::string(name) + "}";
  Quotes quotes;
  for (size_t at = 0; at < text.size(); ++at) {
    if (!quotes.isInside() && text.substr(at).starts_with(placeholder))
      return true;
    quotes.take(text[at]);
  }
  return false;
}

bool needsNumber(std::string_view field) {
  constexpr std::array<std::string_view, 12> fields = {
      "BackoffRate",    "HeartbeatSeconds", "IntervalSeconds",       "MaxAttempts",
      "MaxConcurrency", "MaxDelaySeconds",  "MaxInputBytesPerBatch", "MaxItemsPerBatch",
      "Seconds",        "TimeoutSeconds",   "ToleratedFailureCount", "ToleratedFailurePercentage"};
  return std::find(fields.begin(), fields.end(), field) != fields.end();
}

std::string refusedVariable(std::string_view name) {
  return "the module gives the template no variable `" + std::string(name) +
         "`, so that Terraform refuses it";
}

} // namespace aslc::project
