#include "tools/mocks/same.h"

#include "runtime/dom/text.h"
#include "runtime/expr/time.h"
#include "tools/mocks/recording.h"

#include <algorithm>
#include <cctype>

namespace aslc::mocks {

namespace {

bool isUuid(std::string_view text) {
  constexpr std::string_view form = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  return text.size() == form.size() &&
         std::equal(text.begin(), text.end(), form.begin(), [](char c, char expected) {
           return expected == 'x' ? std::isxdigit(static_cast<unsigned char>(c)) != 0
                                  : c == expected;
         });
}

bool isExecutionArn(std::string_view text) {
  return text.starts_with("arn:") && text.find(":states:") != text.npos &&
         (text.find(":execution:") != text.npos || text.find(":express:") != text.npos ||
          text.find(":mapRun:") != text.npos);
}

/// Tokens are long, in base 64, and begin with small numbers.
bool isToken(std::string_view text) {
  constexpr size_t leastLength = 60, headLength = 20;
  return text == tokenMark ||
         (text.size() >= leastLength && text.substr(0, headLength).find("AAAA") != text.npos &&
          std::all_of(text.begin(), text.end(), [](unsigned char c) {
            return std::isalnum(c) != 0 || c == '+' || c == '/' || c == '=' || c == '-' || c == '_';
          }));
}

bool isTime(const std::string &text) { return asl::parseTimestamp(text).has_value(); }

bool areAlike(const std::string &actual, const std::string &recorded) {
  return (isTime(actual) && isTime(recorded)) || (isUuid(actual) && isUuid(recorded)) ||
         (isExecutionArn(actual) && isExecutionArn(recorded)) ||
         (isToken(actual) && isToken(recorded));
}

/// JSON within a text.
Json objectIn(const std::string &text) {
  bool mayBe = text.starts_with('{') || text.starts_with('[');
  return mayBe ? asl::dom::parseOrdered(text) : Json(Json::value_t::discarded);
}

void takeText(Json &actual, const std::string &recorded) {
  const auto &text = actual.get_ref<const std::string &>();
  if (areAlike(text, recorded)) {
    actual = recorded;
    return;
  }
  Json inner = objectIn(text), before = objectIn(recorded);
  if (!inner.is_discarded() && !before.is_discarded() &&
      isEqual(withRecordedTexts(std::move(inner), before), before))
    actual = recorded;
}

} // namespace

Json withoutToken(Json request, std::string_view token) {
  if (token.empty())
    return request;
  if (request.is_string()) {
    auto text = request.get<std::string>();
    for (size_t at = text.find(token); at != text.npos; at = text.find(token, at))
      text.replace(at, token.size(), tokenMark);
    return text;
  }
  if (request.is_structured())
    for (Json &each : request)
      each = withoutToken(std::move(each), token);
  return request;
}

std::string jsonText(const std::string &json) {
  if (json.find_first_not_of(" \t\r\n") == json.npos)
    return "null";
  if (asl::dom::isJson(json))
    return json;
  return asl::dom::write(Json(json));
}

Json withRecordedTexts(Json actual, const Json &recorded) {
  if (actual.is_string() && recorded.is_string()) {
    takeText(actual, recorded.get_ref<const std::string &>());
  } else if (actual.is_object() && recorded.is_object()) {
    for (auto &[name, value] : actual.items())
      if (auto before = recorded.find(name); before != recorded.end())
        value = withRecordedTexts(std::move(value), *before);
  } else if (actual.is_array() && recorded.is_array()) {
    for (size_t i = 0; i < std::min(actual.size(), recorded.size()); ++i)
      actual[i] = withRecordedTexts(std::move(actual[i]), recorded[i]);
  }
  return actual;
}

} // namespace aslc::mocks
