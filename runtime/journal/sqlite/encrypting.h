// A journal that was begun without a key becomes an encrypted one.
#pragma once

#include "runtime/support/expected.h"

#include <string>

namespace asl::journal {

/// Encrypts the values of the journal `path` for the key in `keyFile`: all of them, or none if it
/// fails. Nothing of what they were before stays in the file. The caller holds the owner's lock;
/// fails when another process has the file open.
Expected<void> encryptJournal(const std::string &path, const std::string &keyFile);

} // namespace asl::journal
