// A value that few objects of its owner have.
#pragma once

#include <memory>
#include <optional>
#include <utility>

namespace aslc::ast {

/// Like std::optional, but where there is no value it takes the space of a pointer only. A state
/// may have many expressions, and most have few.
template <typename T> class Boxed {
public:
  Boxed() = default;
  Boxed(std::nullopt_t) {}
  Boxed(T value) : value_(std::make_unique<T>(std::move(value))) {}

  T &emplace() { return *(value_ = std::make_unique<T>()); }
  bool has_value() const { return value_ != nullptr; }
  explicit operator bool() const { return has_value(); }
  T &operator*() { return *value_; }
  const T &operator*() const { return *value_; }
  T *operator->() { return value_.get(); }
  const T *operator->() const { return value_.get(); }

private:
  std::unique_ptr<T> value_;
};

} // namespace aslc::ast
