// Queries on error values, for the scheduler and the states.
#pragma once

#include "runtime/history/writer.h"
#include "runtime/value/heap.h"

#include <string_view>

namespace asl::exec {

/// The name of an error; empty when it has none.
inline std::string_view errorName(const asl_error &error) {
  return isString(error.name) ? text(error.name) : std::string_view();
}

/// The error as events and DescribeExecution show it. The views live as long as the error value.
inline history::Failure failureOf(const asl_error &error) {
  history::Failure failure;
  if (isString(error.name))
    failure.error = text(error.name);
  if (isString(error.cause))
    failure.cause = text(error.cause);
  return failure;
}

/// Makes a States.Runtime error. Neither Retry nor Catch can match it.
inline Value runtimeError(Heap &heap, std::string_view cause) {
  return heap.error("States.Runtime", cause, true, true);
}

/// True for errors that Retry and Catch cannot match; they end the execution.
inline bool isFatal(const asl_error &error) {
  return error.fatal || errorName(error) == "States.Runtime";
}

} // namespace asl::exec
