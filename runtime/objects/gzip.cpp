// The members of gzip; Beast inflates what is in them.
#include "runtime/objects/gzip.h"

#include <boost/beast/zlib/inflate_stream.hpp>
#include <boost/crc.hpp>

#include <cstdint>

namespace asl::objects {

namespace zlib = boost::beast::zlib;

namespace {

class Members {
public:
  Members(std::string_view bytes, size_t mostBytes) : left_(bytes), mostBytes_(mostBytes) {}

  Expected<std::string> read() {
    do {
      if (!skipHead())
        return Failure{"it does not begin as a file of gzip does"};
      size_t begin = out_.size();
      if (Expected<void> inflated = inflate(); !inflated)
        return inflated.failure();
      if (!checkTail(std::string_view(out_).substr(begin)))
        return Failure{"its checksum is wrong"};
    } while (!left_.empty());
    return std::move(out_);
  }

private:
  enum Flag : uint8_t { HeaderSum = 2, Extra = 4, Name = 8, Comment = 16 };

  /// Takes `count` bytes away; false where there are fewer.
  bool skip(size_t count) {
    if (left_.size() < count)
      return false;
    left_.remove_prefix(count);
    return true;
  }
  bool skipText() {
    size_t end = left_.find('\0');
    return end != std::string_view::npos && skip(end + 1);
  }
  uint32_t number(size_t at, size_t bytes) const {
    uint32_t value = 0;
    for (size_t i = 0; i < bytes; ++i)
      value |= uint32_t(static_cast<unsigned char>(left_[at + i])) << (8 * i);
    return value;
  }

  bool skipHead() {
    constexpr size_t fixed = 10;
    if (left_.size() < fixed || !left_.starts_with("\x1F\x8B\x08"))
      return false;
    auto flags = static_cast<uint8_t>(left_[3]);
    skip(fixed);
    if (flags & Extra)
      if (left_.size() < 2 || !skip(2 + size_t(number(0, 2))))
        return false;
    return (!(flags & Name) || skipText()) && (!(flags & Comment) || skipText()) &&
           (!(flags & HeaderSum) || skip(2));
  }

  Expected<void> inflate() {
    constexpr size_t step = size_t(1) << 16;
    zlib::inflate_stream stream;
    zlib::z_params state;
    state.next_in = left_.data();
    state.avail_in = left_.size();
    boost::beast::error_code problem;
    while (problem != zlib::error::end_of_stream) {
      size_t before = out_.size();
      out_.resize(before + step);
      state.next_out = out_.data() + before;
      state.avail_out = step;
      stream.write(state, zlib::Flush::sync, problem);
      out_.resize(out_.size() - state.avail_out);
      if (out_.size() > mostBytes_)
        return Failure{"it holds more than " + std::to_string(mostBytes_) + " bytes"};
      bool isStuck = out_.size() == before && problem != zlib::error::end_of_stream;
      if (isStuck || (problem && problem != zlib::error::end_of_stream &&
                      problem != zlib::error::need_buffers))
        return Failure{"it is damaged or incomplete"};
    }
    left_.remove_prefix(left_.size() - state.avail_in);
    return {};
  }

  bool checkTail(std::string_view text) {
    constexpr size_t tail = 8;
    if (left_.size() < tail)
      return false;
    boost::crc_32_type sum;
    sum.process_bytes(text.data(), text.size());
    bool isRight = number(0, 4) == sum.checksum() && number(4, 4) == uint32_t(text.size());
    skip(tail);
    return isRight;
  }

  std::string_view left_;
  size_t mostBytes_;
  std::string out_;
};

} // namespace

Expected<std::string> gunzip(std::string_view bytes, size_t mostBytes) {
  return Members(bytes, mostBytes).read();
}

} // namespace asl::objects
