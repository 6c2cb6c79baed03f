#include "compiler/analysis/evaluate/text.h"
#include "compiler/catalogue/catalogue.h"
#include "runtime/expr/time.h"
#include "runtime/value/heap.h"
#include "runtime/value/json.h"

#include <algorithm>
#include <ctime>

namespace aslc::analysis {

namespace {

/// A text of more bytes is not kept: variables can double it again and again.
constexpr size_t longestConstant = size_t(64) << 10;

bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// Whether a timestamp may hold that character anywhere.
bool occursInTime(char c) {
  return isDigit(c) || std::string_view("-:.+TtZz").find(c) != std::string_view::npos;
}

std::string notJson(std::string_view text) {
  return "`" + std::string(text) + "` is not valid JSON";
}

} // namespace

void JoinedText::append(std::string_view text) {
  isConstant_ = isConstant_ && constant_.size() + text.size() <= longestConstant;
  if (isConstant_)
    constant_ += text;
  leastBytes_ += text.size();
  neverTime_ |= !std::all_of(text.begin(), text.end(), occursInTime);
}

void JoinedText::append(const Shape &value) {
  if (auto text = value.constantText())
    return append(*text);
  isConstant_ = false;
  if (value.isOnly(Kind::Text) && value.texts) {
    leastBytes_ += value.texts->leastBytes;
    neverTime_ |= value.texts->neverTime;
  }
}

Shape JoinedText::shape() const {
  if (isConstant_)
    return Shape::text(constant_);
  Shape shape = Shape::of(Kind::Text);
  TextFacts facts;
  facts.leastBytes = leastBytes_;
  facts.neverTime = neverTime_;
  shape.texts = std::make_shared<TextFacts>(std::move(facts));
  return shape;
}

bool mayBeTimestamp(const Shape &value) {
  if (!value.may(Kind::Text) || !value.texts)
    return value.may(Kind::Text);
  const TextFacts &texts = *value.texts;
  if (!texts.isListed)
    return !texts.neverTime && texts.picture.empty();
  return std::any_of(texts.values.begin(), texts.values.end(),
                     [](const std::string &text) { return asl::parseTimestamp(text).has_value(); });
}

namespace {

/// Whether all values are constant timestamps for which `test` holds, by their seconds.
template <typename Test> bool allMoments(const Shape &value, Test test) {
  if (!value.isOnly(Kind::Text) || !value.texts || !value.texts->isListed)
    return false;
  const std::vector<std::string> &texts = value.texts->values;
  return !texts.empty() && std::all_of(texts.begin(), texts.end(), [&](const std::string &text) {
    auto moment = asl::parseTimestamp(text);
    return moment && test(moment->seconds);
  });
}

} // namespace

bool isPastMoment(const Shape &value) {
  auto made = asl::parseTimestamp(std::string(catalogue::date()) + "T00:00:00Z");
  return made && allMoments(value, [&](int64_t seconds) { return seconds < made->seconds; });
}

bool isFarMoment(const Shape &value) {
  auto now = static_cast<int64_t>(std::time(nullptr));
  // An execution that starts later, near to that moment, gets there.
  constexpr int64_t day = 24 * 60 * 60;
  return allMoments(value, [&](int64_t seconds) { return seconds - now > longestExecution + day; });
}

std::string whyNoJson(std::string_view text) {
  size_t first = text.find_first_not_of(" \t\r\n");
  std::string_view rest = first == text.npos ? "" : text.substr(first);
  constexpr std::string_view beginnings = "{[\"-0123456789";
  bool mayBe = !rest.empty() && beginnings.find(rest.front()) != beginnings.npos;
  for (std::string_view word : {"true", "false", "null"})
    mayBe |= rest.starts_with(word);
  return mayBe ? "" : notJson(text);
}

std::string whyInvalidJson(std::string_view text) {
  if (text.size() > longestConstant)
    return whyNoJson(text);
  asl::Heap heap(nullptr, 1);
  return asl::isUndefined(asl::json::read(heap, text)) ? notJson(text) : "";
}

} // namespace aslc::analysis
