// Waits for a result that the engine passes to a callback.
#pragma once

#include "runtime/support/expected.h"

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <utility>

namespace asl::service {

/// Gives `begin` a callback and waits until it is called; returns what it was called with. Fails
/// when the callback is dropped instead, as the engine does when the journal is lost, and some
/// seconds after `isGivenUp` has become true.
template <typename T>
Expected<T> await(
    const std::function<void(std::function<void(T)>)> &begin,
    const std::function<bool()> &isGivenUp = [] { return false; }) {
  constexpr std::chrono::milliseconds kBetweenLooks(100), kPatience(3000);
  auto promise = std::make_shared<std::promise<T>>();
  std::future<T> comes = promise->get_future();
  // The callback alone has the promise: it is broken with the last copy.
  begin([promise = std::move(promise)](T value) { promise->set_value(std::move(value)); });
  while (comes.wait_for(kBetweenLooks) != std::future_status::ready)
    if (isGivenUp() && comes.wait_for(kPatience) != std::future_status::ready)
      return Failure{"the process ends while the journal cannot be written"};
  try {
    return comes.get();
  } catch (const std::future_error &) {
    return Failure{"the journal is lost"};
  }
}

} // namespace asl::service
