// The result of an operation of ours that can fail: a value, or a sentence about why there is none.
//
// For what goes wrong with files, arguments and configuration. What is wrong with a definition is a
// diagnostic (compiler/diag), and the errors of States Language are data (ASL_ERROR): neither is
// this.
#pragma once

#include <optional>
#include <string>
#include <utility>

namespace asl {

/// Why an operation failed: one sentence without its full stop, or several lines, for whoever
/// started the program. It does not name the operation; the caller adds that.
struct Failure {
  std::string message;
};

/// A value or a Failure. Nothing is thrown: whoever gets an Expected must look before taking the
/// value.
template <typename T> class [[nodiscard]] Expected {
public:
  Expected(T value) : value_(std::move(value)) {}
  Expected(Failure failure) : error_(std::move(failure.message)) {}

  explicit operator bool() const { return value_.has_value(); }
  /// The value. Only after a look that there is one.
  T &operator*() & { return *value_; }
  const T &operator*() const & { return *value_; }
  T &&operator*() && { return *std::move(value_); }
  T *operator->() { return &*value_; }
  const T *operator->() const { return &*value_; }
  /// Why it failed; empty when it did not.
  const std::string &error() const { return error_; }
  /// The same, to be returned by the caller.
  Failure failure() const { return {error_}; }

private:
  std::optional<T> value_;
  std::string error_;
};

/// Success or a Failure.
template <> class [[nodiscard]] Expected<void> {
public:
  Expected() = default;
  Expected(Failure failure) : error_(std::move(failure.message)) {}

  explicit operator bool() const { return !error_; }
  const std::string &error() const {
    static const std::string none;
    return error_ ? *error_ : none;
  }
  Failure failure() const { return {error()}; }

private:
  std::optional<std::string> error_;
};

} // namespace asl
