// The texts that Signature Version 4 is made of: dates, paths, queries, blanks.
#pragma once

#include <ctime>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace asl::api {

std::vector<std::string_view> split(std::string_view text, char separator);
/// Without blanks at both ends.
std::string_view trim(std::string_view text);
std::string lower(std::string_view text);
/// Trimmed, and with one blank in the place of several.
std::string withoutSpareBlanks(std::string_view text);
/// YYYYMMDDTHHMMSSZ of a time, and back.
std::string basicDate(std::time_t time);
bool isBasicDate(std::string_view text);
/// Of a text that is such a date.
std::time_t timeOf(std::string_view basicDate);

/// A path without empty and dot segments, percent-encoded as a whole.
std::string canonicalPath(std::string_view path);

/// The query of a request's target, decoded.
class Query {
public:
  explicit Query(std::string_view target);
  /// The first value of a name; empty when there is none.
  std::string value(std::string_view name) const;
  /// Sorted and encoded, without the signature.
  std::string canonical() const;

private:
  std::vector<std::pair<std::string, std::string>> parameters_;
};

} // namespace asl::api
