// States.MathAdd, States.MathRandom, States.UUID.
#include "runtime/expr/intrinsic.h"
#include "runtime/support/uuid.h"

namespace asl {
namespace {

/// java.util.Random, so that a seed gives the numbers it gives there.
class JavaRandom {
public:
  explicit JavaRandom(int64_t seed) : state_((static_cast<uint64_t>(seed) ^ kMultiplier) & kMask) {}

  uint32_t next(int bits) {
    state_ = (state_ * kMultiplier + 0xB) & kMask;
    return static_cast<uint32_t>(state_ >> (48 - bits));
  }
  uint64_t next64() {
    auto high = static_cast<int32_t>(next(32));
    auto low = static_cast<int32_t>(next(32));
    return (static_cast<uint64_t>(high) << 32) + static_cast<uint64_t>(static_cast<int64_t>(low));
  }
  /// nextInt(bound)
  uint32_t below(uint32_t bound) {
    uint32_t bits = next(31);
    if ((bound & (bound - 1)) == 0)
      return static_cast<uint32_t>((static_cast<uint64_t>(bound) * bits) >> 31);
    uint32_t value = bits % bound;
    while (bits - value + (bound - 1) > 0x7FFFFFFFu) {
      bits = next(31);
      value = bits % bound;
    }
    return value;
  }

private:
  static constexpr uint64_t kMultiplier = 0x5DEECE66Dull;
  static constexpr uint64_t kMask = (1ull << 48) - 1;
  uint64_t state_;
};

/// A number below `bound` out of 64 random bits, each equally likely but for 1 in 2^64.
uint64_t scaled(uint64_t random, uint64_t bound) {
  return static_cast<uint64_t>((static_cast<unsigned __int128>(random) * bound) >> 64);
}

uint64_t seededBelow(int64_t seed, uint64_t bound) {
  JavaRandom random(seed);
  if (bound <= 0x7FFFFFFFu)
    return random.below(static_cast<uint32_t>(bound));
  return scaled(random.next64(), bound);
}

} // namespace
} // namespace asl

using namespace asl;

asl_value asl_intrinsic_math_add(asl_heap *heap, const asl_value *arguments, uint32_t) {
  std::optional<int64_t> left = roundedInteger(arguments[0]);
  std::optional<int64_t> right = roundedInteger(arguments[1]);
  int64_t sum = 0;
  if (!left || !right)
    return intrinsicFailure(heap, "MathAdd", "Both arguments must be numbers.");
  if (__builtin_add_overflow(*left, *right, &sum))
    return intrinsicFailure(heap, "MathAdd", "The sum does not fit 64 bits.");
  return integer(sum);
}

asl_value asl_intrinsic_math_random(asl_heap *heap, const asl_value *arguments, uint32_t count) {
  std::optional<int64_t> start = roundedInteger(arguments[0]);
  std::optional<int64_t> end = roundedInteger(arguments[1]);
  std::optional<int64_t> seed = count > 2 ? roundedInteger(arguments[2]) : 0;
  if (!start || !end || !seed)
    return intrinsicFailure(heap, "MathRandom", "All arguments must be numbers.");
  if (*start >= *end)
    return intrinsicFailure(heap, "MathRandom", "The start must be smaller than the end.");
  uint64_t range = static_cast<uint64_t>(*end) - static_cast<uint64_t>(*start);
  uint64_t offset = count > 2 ? seededBelow(*seed, range) : scaled(Heap::of(heap).random(), range);
  return integer(static_cast<int64_t>(static_cast<uint64_t>(*start) + offset));
}

asl_value asl_intrinsic_uuid(asl_heap *heap, const asl_value *, uint32_t) {
  uint64_t high = Heap::of(heap).random(), low = Heap::of(heap).random();
  return Heap::of(heap).string(uuidText(high, low));
}
