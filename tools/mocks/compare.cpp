#include "tools/mocks/compare.h"

#include "runtime/dom/text.h"
#include "runtime/support/utf8.h"

#include <algorithm>
#include <cctype>

namespace aslc::mocks {

namespace {

constexpr size_t longestShown = 200; ///< bytes

/// `.name`, or `["a name"]` where that is no word.
std::string memberPlace(const std::string &place, const std::string &name) {
  bool isWord = !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c >= 0x80;
  });
  return isWord ? place + "." + name : place + "[" + asl::dom::write(Json(name)) + "]";
}

void compareObjects(const Json &expected, const Json &actual, bool partly, const std::string &place,
                    std::vector<Difference> &found) {
  for (const auto &[name, value] : expected.items())
    if (actual.contains(name))
      compare(value, actual[name], partly, memberPlace(place, name), found);
    else
      found.push_back({memberPlace(place, name), shortText(value), "(absent)"});
  if (partly)
    return;
  for (const auto &[name, value] : actual.items())
    if (!expected.contains(name))
      found.push_back({memberPlace(place, name), "(absent)", shortText(value)});
}

void compareArrays(const Json &expected, const Json &actual, bool partly, const std::string &place,
                   std::vector<Difference> &found) {
  size_t common = std::min(expected.size(), actual.size());
  auto at = [&](size_t index) { return place + "[" + std::to_string(index) + "]"; };
  for (size_t i = 0; i < common; ++i)
    compare(expected[i], actual[i], partly, at(i), found);
  for (size_t i = common; i < expected.size(); ++i)
    found.push_back({at(i), shortText(expected[i]), "(absent)"});
  for (size_t i = common; i < actual.size(); ++i)
    found.push_back({at(i), "(absent)", shortText(actual[i])});
}

} // namespace

void compare(const Json &expected, const Json &actual, bool partly, const std::string &place,
             std::vector<Difference> &found) {
  if (expected.is_object() && actual.is_object())
    return compareObjects(expected, actual, partly, place, found);
  if (expected.is_array() && actual.is_array())
    return compareArrays(expected, actual, partly, place, found);
  if (!isEqual(expected, actual))
    found.push_back({place, shortText(expected), shortText(actual)});
}

Json projected(const Json &expected, const Json &actual) {
  if (!expected.is_object() || !actual.is_object())
    return actual;
  Json result = Json::object();
  for (const auto &[name, value] : expected.items())
    if (actual.contains(name))
      result[name] = projected(value, actual[name]);
  return result;
}

std::string shortText(const Json &value) {
  std::string text = asl::dom::write(value);
  if (text.size() <= longestShown)
    return text;
  size_t end = longestShown;
  while (end > 0 && asl::utf8::isContinuation(text[end]))
    --end;
  return text.substr(0, end) + "...";
}

} // namespace aslc::mocks
