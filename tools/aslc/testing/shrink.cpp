// Makes an input with which a test fails smaller.
#include "runtime/support/utf8.h"
#include "tools/aslc/testing/random_input.h"

#include <algorithm>
#include <cmath>

namespace aslc::testing {
namespace {

void smallerTexts(const std::string &text, std::vector<Json> &found) {
  if (text.empty())
    return;
  found.emplace_back("");
  bool isAscii = std::all_of(text.begin(), text.end(), [](char c) { return c >= 0; });
  if (isAscii) {
    found.emplace_back(text.substr(0, text.size() / 2));
    found.emplace_back(text.substr(0, text.size() - 1));
  }
  if (std::string plain(asl::utf8::countCodePoints(text), 'a'); plain != text)
    found.emplace_back(plain);
}

void smallerNumbers(double number, std::vector<Json> &found) {
  auto whole = static_cast<int64_t>(std::trunc(number));
  for (int64_t each : {int64_t(0), int64_t(1), whole / 2, whole - (whole > 0 ? 1 : -1)})
    if (std::abs(static_cast<double>(each)) < std::abs(number))
      found.emplace_back(each);
  if (static_cast<double>(whole) != number)
    found.emplace_back(whole);
  if (number < 0)
    found.emplace_back(-whole);
}

/// Values that are smaller than `value` in one place.
std::vector<Json> smaller(const Json &value) {
  std::vector<Json> found;
  if (value.is_string())
    smallerTexts(value.get<std::string>(), found);
  if (value.is_number())
    smallerNumbers(value.get<double>(), found);
  if (value.is_boolean() && value.get<bool>())
    found.emplace_back(false);
  if (value.is_array() && value.size() > 1)
    found.emplace_back(Json(value.begin(), value.begin() + static_cast<long>(value.size() / 2)));
  if (!value.is_structured())
    return found;
  for (const auto &[key, member] : value.items()) {
    Json without = value;
    if (value.is_array())
      without.erase(without.begin() + std::stol(key));
    else
      without.erase(key);
    found.push_back(std::move(without));
  }
  for (const auto &[key, member] : value.items())
    for (Json &less : smaller(member)) {
      Json changed = value;
      if (value.is_array())
        changed[static_cast<size_t>(std::stoul(key))] = std::move(less);
      else
        changed[key] = std::move(less);
      found.push_back(std::move(changed));
    }
  return found;
}

} // namespace

Json shrink(const Json &schema, Json value, const std::function<bool(const Json &)> &fails,
            size_t most) {
  bool isSmaller = true;
  while (isSmaller) {
    isSmaller = false;
    for (Json &candidate : smaller(value)) {
      if (!isValid(schema, candidate))
        continue;
      if (most-- == 0)
        return value;
      if (!fails(candidate))
        continue;
      value = std::move(candidate);
      isSmaller = true;
      break;
    }
  }
  return value;
}

} // namespace aslc::testing
