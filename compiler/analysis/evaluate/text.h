// Texts that are concatenated from parts.
#pragma once

#include "compiler/analysis/shape/shape.h"

#include <string>
#include <string_view>

namespace aslc::analysis {

/// The parts of a text, one after the other.
class JoinedText {
public:
  void append(std::string_view text);
  /// The text of a value: a constant as it is, any other as some text.
  void append(const Shape &value);
  Shape shape() const;

private:
  std::string constant_;
  bool isConstant_ = true;
  bool neverTime_ = false;
  uint64_t leastBytes_ = 0;
};

/// Whether some text among the values is a timestamp.
bool mayBeTimestamp(const Shape &value);
/// Whether every value is a constant timestamp that was over when this program was made.
bool isPastMoment(const Shape &value);
/// Whether every value is a constant timestamp that no execution reaches which starts now.
bool isFarMoment(const Shape &value);
/// The longest that an execution lasts, in seconds.
constexpr int64_t longestExecution = 365 * 24 * 60 * 60;

/// Why a text cannot be read as JSON, by its beginning; empty when it may be.
std::string whyNoJson(std::string_view text);
/// The same by the whole text.
std::string whyInvalidJson(std::string_view text);

} // namespace aslc::analysis
