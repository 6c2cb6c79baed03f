// The texts from which Signature Version 4 is computed: dates, paths, queries, white space.
#pragma once

#include <ctime>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace asl::api {

std::vector<std::string_view> split(std::string_view text, char separator);
/// `text` without white space at both ends.
std::string_view trim(std::string_view text);
std::string lower(std::string_view text);
/// `text`, trimmed and with each run of blanks replaced by one.
std::string withoutSpareBlanks(std::string_view text);
/// YYYYMMDDTHHMMSSZ of a time, and back.
std::string basicDate(std::time_t time);
bool isBasicDate(std::string_view text);
/// The time of a text for which isBasicDate is true.
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
