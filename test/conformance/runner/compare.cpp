// Recursive comparison of recorded values.
#include "test/conformance/runner/compare.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

namespace asl::conformance {

namespace {

/// Length of the placeholder that `text` begins with, or 0.
size_t placeholderLength(std::string_view text) {
  if (text.size() < 3 || text[0] != '<')
    return 0;
  auto isLetter = [](unsigned char c) { return std::isalpha(c) || c == '_'; };
  auto isPart = [&](unsigned char c) {
    return isLetter(c) || std::isdigit(c) || c == ':' || c == '.' || c == '-' || c == ' ';
  };
  if (!isLetter(static_cast<unsigned char>(text[1])))
    return 0;
  size_t at = 2;
  while (at < text.size() && isPart(static_cast<unsigned char>(text[at])))
    ++at;
  return at < text.size() && text[at] == '>' ? at + 1 : 0;
}

/// The literal pieces of `pattern` between its placeholders: one more than there are placeholders.
std::vector<std::string_view> literalPieces(std::string_view pattern) {
  std::vector<std::string_view> pieces;
  size_t begin = 0;
  for (size_t at = 0; at < pattern.size();) {
    size_t length = placeholderLength(pattern.substr(at));
    if (length == 0) {
      ++at;
      continue;
    }
    pieces.push_back(pattern.substr(begin, at - begin));
    at += length;
    begin = at;
  }
  pieces.push_back(pattern.substr(begin));
  return pieces;
}

/// The JSON value that `text` is, if it is one.
std::optional<Json> parseText(const std::string &text) {
  Json value = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (value.is_discarded())
    return std::nullopt;
  return value;
}

bool equalNumbers(const Json &left, const Json &right) {
  if (left.is_number_integer() && right.is_number_integer())
    return left == right;
  return left.get<double>() == right.get<double>();
}

void report(Differences &out, const std::string &place, std::string expected, std::string actual) {
  out.push_back({place, std::move(expected), std::move(actual)});
}

void compareArrays(const Json &expected, const Json &actual, const std::string &place,
                   Differences &out) {
  size_t common = std::min(expected.size(), actual.size());
  for (size_t i = 0; i < common; ++i)
    compareRecorded(expected[i], actual[i], place + "[" + std::to_string(i) + "]", out);
  for (size_t i = common; i < expected.size(); ++i)
    report(out, place + "[" + std::to_string(i) + "]", shortText(expected[i]), "(absent)");
  for (size_t i = common; i < actual.size(); ++i)
    report(out, place + "[" + std::to_string(i) + "]", "(absent)", shortText(actual[i]));
}

bool holdsPlaceholder(std::string_view text) { return literalPieces(text).size() > 1; }

/// The first of `candidates` (members of `actual` not yet taken) that the wildcard member may stand
/// for.
std::optional<std::string> memberFor(const std::string &key, const Json &value, const Json &actual,
                                     const std::vector<std::string> &candidates) {
  for (const std::string &candidate : candidates)
    if (matchesText(key, candidate) && matchesRecorded(value, actual[candidate]))
      return candidate;
  for (const std::string &candidate : candidates)
    if (matchesText(key, candidate))
      return candidate;
  return std::nullopt;
}

void compareObjects(const Json &expected, const Json &actual, const std::string &place,
                    Differences &out) {
  std::vector<std::string> left; // members of `actual` that no expected member has claimed
  for (const auto &[key, value] : actual.items())
    if (!isIgnoredField(key))
      left.push_back(key);
  auto inside = [&](const std::string &key) { return place.empty() ? key : place + "." + key; };
  std::vector<std::string> wildcards;
  for (const auto &[key, value] : expected.items()) {
    if (isIgnoredField(key))
      continue;
    auto at = std::find(left.begin(), left.end(), key);
    if (at != left.end()) {
      left.erase(at);
      compareRecorded(value, actual[key], inside(key), out);
    } else if (holdsPlaceholder(key)) {
      wildcards.push_back(key);
    } else {
      report(out, inside(key), shortText(value), "(absent)");
    }
  }
  for (const std::string &key : wildcards) {
    auto match = memberFor(key, expected[key], actual, left);
    if (!match) {
      report(out, inside(key), shortText(expected[key]), "(absent)");
      continue;
    }
    left.erase(std::find(left.begin(), left.end(), *match));
    compareRecorded(expected[key], actual[*match], inside(*match), out);
  }
  for (const std::string &key : left)
    report(out, inside(key), "(absent)", shortText(actual[key]));
}

/// Whether the recorded string is what `actual` is, by any of the rules for strings.
bool matchesString(const std::string &expected, const Json &actual) {
  if (expected == "timestamp" || expected == "datetime")
    return true;
  if (actual.is_number())
    return isPlaceholder(expected);
  if (!actual.is_string())
    return false;
  const std::string &text = actual.get_ref<const std::string &>();
  if (matchesText(expected, text))
    return true;
  auto left = parseText(expected), right = parseText(text);
  return left && right && matchesRecorded(*left, *right);
}

} // namespace

bool matchesText(std::string_view expected, std::string_view actual) {
  std::vector<std::string_view> pieces = literalPieces(expected);
  if (pieces.size() == 1)
    return expected == actual;
  std::string_view first = pieces.front(), last = pieces.back();
  if (actual.size() < first.size() + last.size() || !actual.starts_with(first) ||
      !actual.ends_with(last))
    return false;
  actual = actual.substr(first.size(), actual.size() - first.size() - last.size());
  for (size_t i = 1; i + 1 < pieces.size(); ++i) {
    size_t at = actual.find(pieces[i]);
    if (at == std::string_view::npos)
      return false;
    actual.remove_prefix(at + pieces[i].size());
  }
  return true;
}

bool isPlaceholder(std::string_view text) {
  return !text.empty() && placeholderLength(text) == text.size();
}

bool isIgnoredField(std::string_view name) {
  static constexpr std::array<std::string_view, 13> ignored = {
      "timestamp",    "executionArn",    "stateMachineArn",    "mapRunArn",  "roleArn",
      "creationDate", "startDate",       "stopDate",           "updateDate", "billingDetails",
      "traceHeader",  "SdkHttpMetadata", "SdkResponseMetadata"};
  return std::find(ignored.begin(), ignored.end(), name) != ignored.end();
}

void compareRecorded(const Json &expected, const Json &actual, const std::string &place,
                     Differences &out) {
  if (expected.is_string()) {
    if (!matchesString(expected.get_ref<const std::string &>(), actual))
      report(out, place, shortText(expected), shortText(actual));
    return;
  }
  if (expected.is_structured() && actual.is_string()) {
    if (auto value = parseText(actual.get_ref<const std::string &>());
        value && value->type() == expected.type()) {
      compareRecorded(expected, *value, place, out);
      return;
    }
  }
  if (expected.is_number() && actual.is_number()) {
    if (!equalNumbers(expected, actual))
      report(out, place, shortText(expected), shortText(actual));
  } else if (expected.type() != actual.type()) {
    report(out, place, shortText(expected), shortText(actual));
  } else if (expected.is_array()) {
    compareArrays(expected, actual, place, out);
  } else if (expected.is_object()) {
    compareObjects(expected, actual, place, out);
  } else if (expected != actual) {
    report(out, place, shortText(expected), shortText(actual));
  }
}

bool matchesRecorded(const Json &expected, const Json &actual) {
  Differences differences;
  compareRecorded(expected, actual, "", differences);
  return differences.empty();
}

bool equalValues(const Json &expected, const Json &actual, bool unordered) {
  if (expected.is_number() && actual.is_number())
    return equalNumbers(expected, actual);
  if (expected.type() != actual.type() || expected.size() != actual.size())
    return false;
  if (expected.is_array() && unordered)
    return std::is_permutation(expected.begin(), expected.end(), actual.begin(),
                               [](const Json &a, const Json &b) { return equalValues(a, b); });
  if (expected.is_array())
    return std::equal(expected.begin(), expected.end(), actual.begin(),
                      [](const Json &a, const Json &b) { return equalValues(a, b); });
  if (expected.is_object())
    return std::all_of(expected.items().begin(), expected.items().end(), [&](const auto &member) {
      auto other = actual.find(member.key());
      return other != actual.end() && equalValues(member.value(), *other);
    });
  return expected == actual;
}

std::string shortText(const Json &value, size_t limit) {
  std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text.size() > limit)
    text = text.substr(0, limit) + "... (" + std::to_string(text.size()) + " bytes)";
  return text;
}

} // namespace asl::conformance
