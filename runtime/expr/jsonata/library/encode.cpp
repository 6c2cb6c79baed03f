// Encodings, hashes and random numbers of JSONata's library and Step Functions' additions to it.
#include "runtime/expr/jsonata/library/library.h"
#include "runtime/support/encoding.h"
#include "runtime/support/utf8.h"
#include "runtime/support/uuid.h"

#include <openssl/evp.h>

#include <cmath>
#include <cstring>

namespace asl::jsonata::library {

namespace {

/// Bytes as the reference's "binary" strings have them: one character each (Latin-1).
std::string fromBinary(std::string_view bytes) {
  std::string out;
  for (char c : bytes)
    utf8::append(out, static_cast<unsigned char>(c));
  return out;
}
/// The low bytes of the text's UTF-16 units.
std::string toBinary(std::string_view text) {
  std::string out;
  for (char32_t code : utf8::decode(text)) {
    if (code >= 0x10000) // the two units' low bytes: 0xD7C0 + (code >> 10), 0xDC00 + (code & 0x3FF)
      out += static_cast<char>(0xC0 + (code >> 10));
    out += static_cast<char>(code);
  }
  return out;
}

// What ECMAScript's encodeURIComponent and encodeURI keep besides letters and digits.
constexpr std::string_view keptInComponents = "-_.!~*'()";
constexpr std::string_view keptInUrls = "-_.!~*'();/?:@&=+$,#";
constexpr std::string_view reserved = ";/?:@&=+$,#";

Value encodeWith(const Call &call, std::string_view kept) {
  return isUndefined(call[0]) ? undefined() : call.heap.string(percentEncoded(text(call[0]), kept));
}

int hexDigit(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  char lower = static_cast<char>(c | 32);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

Value decodeWith(const Call &call, std::string_view kept, std::string_view name) {
  if (isUndefined(call[0]))
    return undefined();
  std::string_view in = text(call[0]);
  std::string out;
  for (size_t i = 0; i < in.size(); ++i) {
    if (in[i] != '%') {
      out += in[i];
      continue;
    }
    int high = i + 1 < in.size() ? hexDigit(in[i + 1]) : -1,
        low = i + 2 < in.size() ? hexDigit(in[i + 2]) : -1;
    if (high < 0 || low < 0)
      return fail(call.heap, "D3140", {.value = call[0], .token = name});
    auto byte = static_cast<char>(high * 16 + low);
    if (kept.find(byte) != std::string_view::npos)
      out += in.substr(i, 3);
    else
      out += byte;
    i += 2;
  }
  if (!utf8::isValid(out))
    return fail(call.heap, "D3140", {.value = call[0], .token = name});
  return call.heap.string(out);
}

} // namespace

Value encodeUrlComponent_(const Call &call) { return encodeWith(call, keptInComponents); }
Value encodeUrl_(const Call &call) { return encodeWith(call, keptInUrls); }
Value decodeUrlComponent_(const Call &call) { return decodeWith(call, "", "decodeUrlComponent"); }
Value decodeUrl_(const Call &call) { return decodeWith(call, reserved, "decodeUrl"); }

Value base64encode_(const Call &call) {
  if (isUndefined(call[0]))
    return undefined();
  return call.heap.string(base64Encoded(toBinary(text(call[0]))));
}

Value base64decode_(const Call &call) {
  if (isUndefined(call[0]))
    return undefined();
  std::string bytes;
  uint32_t bits = 0;
  int held = 0;
  for (char c : text(call[0])) {
    c = c == '-' ? '+' : c == '_' ? '/' : c;
    if (c == '=')
      break;
    size_t digit = base64Digits.find(c);
    if (digit == std::string_view::npos)
      continue;
    bits = bits << 6 | static_cast<uint32_t>(digit);
    held += 6;
    if (held >= 8)
      bytes += static_cast<char>(bits >> (held -= 8));
  }
  return call.heap.string(fromBinary(bytes));
}

Value hash_(const Call &call) {
  if (isUndefined(call[0]) || isUndefined(call[1]))
    return undefined();
  static constexpr std::pair<std::string_view, const char *> algorithms[] = {{"MD5", "MD5"},
                                                                             {"SHA-1", "SHA1"},
                                                                             {"SHA-256", "SHA256"},
                                                                             {"SHA-384", "SHA384"},
                                                                             {"SHA-512", "SHA512"}};
  for (auto [name, library] : algorithms) {
    if (text(call[1]) != name)
      continue;
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    std::string_view data = text(call[0]);
    if (!EVP_Digest(data.data(), data.size(), digest, &size, EVP_get_digestbyname(library),
                    nullptr))
      break;
    return call.heap.string(hexOf({reinterpret_cast<const char *>(digest), size}));
  }
  return fail(call.heap, "D3137", {.value = call[1], .message = "Hash algorithm is not supported"});
}

Value uuid_(const Call &call) {
  uint64_t high = call.heap.random(), low = call.heap.random() >> 2;
  return call.heap.string(uuidText(high, low));
}

/// With a seed as java.util.Random(seed).nextDouble().
Value random_(const Call &call) {
  if (isUndefined(call[0]))
    return asl::number(call.heap.randomUnit());
  constexpr uint64_t mask = (1ull << 48) - 1, factor = 0x5DEECE66Dull;
  double given = toDouble(call[0]); // to a long as Java does it
  auto seed = std::isnan(given)         ? 0
              : std::fabs(given) < 9e18 ? static_cast<uint64_t>(static_cast<int64_t>(given))
                                        : uint64_t(INT64_MAX) + (given < 0 ? 1 : 0);
  uint64_t state = (seed ^ factor) & mask;
  auto next = [&](int bits) {
    state = (state * factor + 0xB) & mask;
    return state >> (48 - bits);
  };
  uint64_t high = next(26) << 27;
  return asl::number(static_cast<double>(high + next(27)) * 0x1p-53);
}

} // namespace asl::jsonata::library
