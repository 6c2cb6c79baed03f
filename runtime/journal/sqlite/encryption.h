// The encryption of a journal's file, and its keys.
//
// A key file belongs to a person or a machine. It encrypts one value: the data key, which is
// random, is made with the journal, and encrypts all other values. So the key file can be changed
// without rewriting the journal.
#pragma once

#include "runtime/journal/sqlite/cipher.h"
#include "runtime/journal/sqlite/database.h"
#include "runtime/support/expected.h"

#include <memory>

namespace asl::journal {

/// How one journal keeps its values: as they are, or encrypted. Values are bound to a place: a name
/// that tells it from all other places of the file. All members may be called from any thread.
class Encryption {
public:
  Encryption() = default; ///< as they are
  explicit Encryption(std::shared_ptr<const Cipher> cipher) : cipher_(std::move(cipher)) {}

  /// The encryption of the journal in `database`. `keyFile` is empty when none was given. Fails
  /// when the journal needs another key file, or none.
  static Expected<Encryption> open(Database &database, const std::string &keyFile);
  /// The same for its owner: a journal that never had one becomes encrypted if there is a key file.
  static Expected<Encryption> openOrBegin(Database &database, const std::string &keyFile);
  /// Replaces the key file: from now on `newKeyFile` opens the journal.
  static Expected<void> changeKey(Database &database, const std::string &keyFile,
                                  const std::string &newKeyFile);

  bool isOn() const { return cipher_ != nullptr; }

  /// The bytes to store for `value`: `value` itself, or its encrypted form, which is put into
  /// `buffer`.
  std::string_view seal(std::string_view place, std::string_view value, std::string &buffer) const;
  Expected<std::string> open(std::string_view place, std::string_view stored) const;

  /// The same for columns of text.
  std::string sealText(const std::string &place, const std::string &value) const;
  std::optional<std::string> sealText(const std::string &place,
                                      const std::optional<std::string> &value) const;
  Expected<std::string> openText(const std::string &place, std::string_view stored) const;

private:
  std::shared_ptr<const Cipher> cipher_; ///< null: values are kept as they are
};

/// The place of a column's value in the row of this number.
std::string placeOf(std::string_view column, uint64_t row);

} // namespace asl::journal
