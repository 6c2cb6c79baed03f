// The lines of an answer that goes on for as long as its server likes, read as they come.
#pragma once

#include "runtime/http/url.h"
#include "runtime/support/expected.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace asl::http {

/// One request and its answer. One thread, whose calls block.
class LineStream {
public:
  virtual ~LineStream() = default;
  /// Sends a GET request and waits for the head of the answer. https trusts the authorities in
  /// `caFile` (PEM), or the system's when it is empty. Fails when there is no answer.
  static Expected<std::unique_ptr<LineStream>>
  open(const Url &url, const std::vector<std::pair<std::string, std::string>> &headers,
       const std::string &caFile);
  /// Of HTTP: 200, ...
  virtual unsigned status() const = 0;
  /// The next line, without its line break; nothing at the end of the answer. Fails when the
  /// connection breaks.
  virtual Expected<std::optional<std::string>> next() = 0;
};

} // namespace asl::http
