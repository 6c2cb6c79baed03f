// Names of the errors that Step Functions and the services it calls are known to raise.
#pragma once

#include "compiler/catalogue/catalogue.h"

#include <optional>
#include <string>
#include <string_view>

namespace aslc::sema {

/// Whether `name` is one of the reserved names, `States.` included.
bool isReservedError(std::string_view name);
/// The reserved name closest to `name`, which begins with `States.`.
std::optional<std::string> closestReserved(std::string_view name);

/// The reserved name that `name`, which is none, differs from in case, or by `State` for `States`.
std::optional<std::string> meantReserved(std::string_view name);

/// The known error that `name` is a misspelling of: it differs in case or by a typing error. None
/// for a known name, and for a name that may be the user's own.
std::optional<std::string> meantError(std::string_view name);

/// Whether an operation of `service` may raise `name`: it is in the tables, or it is one of those
/// that services raise without a description.
bool mayRaise(const catalogue::Service &service, const catalogue::Operation &operation,
              std::string_view name);
/// The error of this operation that was probably meant by `name`, which it does not raise.
std::optional<std::string> meantError(std::string_view name, const catalogue::Service &service,
                                      const catalogue::Operation &operation);

} // namespace aslc::sema
