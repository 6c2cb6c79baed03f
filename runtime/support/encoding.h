// Bytes as plain text, in the usual ways.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace asl {

/// The digits of Base64, each at its value. A digit more than there are is `=`.
inline constexpr std::string_view base64Digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Base64 of RFC 4648, with padding.
std::string base64Encoded(std::string_view bytes);

/// The bytes that `text` stands for, by the rules of java.util.Base64's basic decoder: padding may
/// be left out, but not be partial, and no other characters may occur.
std::optional<std::string> base64Decoded(std::string_view text);

/// Each byte as two hexadecimal digits, in lower case.
std::string hexOf(std::string_view bytes);
/// The sixteen digits of `number`, in lower case.
std::string hexOf(uint64_t number);

/// The bytes that pairs of hexadecimal digits of either case stand for; nullopt for any other text.
std::optional<std::string> hexDecoded(std::string_view digits);
/// The number that `text` begins with as four hexadecimal digits of either case, such as those of
/// an escape `\\uXXXX`; nullopt when it does not.
std::optional<char32_t> hexQuad(std::string_view text);

/// Replaces all bytes but letters and digits of ASCII, and those of `kept`, by `%` and two
/// hexadecimal digits, in upper case. Without `kept` this is what RFC 3986 says for the parts of a
/// URL.
std::string percentEncoded(std::string_view bytes, std::string_view kept = "-._~");

} // namespace asl
