#include "runtime/objects/zstd.h"

#include <zstd.h>

#include <memory>

namespace asl::objects {

Expected<std::string> unzstd(std::string_view bytes, size_t mostBytes) {
  std::unique_ptr<ZSTD_DCtx, size_t (*)(ZSTD_DCtx *)> context(ZSTD_createDCtx(), ZSTD_freeDCtx);
  if (!context)
    return Failure{"there is no memory to decompress it"};
  std::string out;
  const size_t step = ZSTD_DStreamOutSize();
  ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
  size_t expected = 1; // 0: a frame has ended
  bool isFull = false;
  while (input.pos < input.size || isFull) {
    size_t before = out.size();
    out.resize(before + step);
    ZSTD_outBuffer output{out.data() + before, step, 0};
    expected = ZSTD_decompressStream(context.get(), &output, &input);
    out.resize(before + output.pos);
    if (ZSTD_isError(expected))
      return Failure{std::string("it is damaged: ") + ZSTD_getErrorName(expected)};
    if (out.size() > mostBytes)
      return Failure{"it holds more than " + std::to_string(mostBytes) + " bytes"};
    isFull = output.pos == step && expected != 0;
  }
  if (expected != 0)
    return Failure{"it is incomplete"};
  return out;
}

} // namespace asl::objects
