// The columns, besides those of `journal` and `revision`, that an encrypted journal encrypts.
#pragma once

#include <array>

namespace asl::journal {

struct EncryptedColumn {
  const char *name;   ///< the column's part of its values' places
  const char *values; ///< selects the row's number and the value
  const char *change; ///< sets the value of the row of a number
  bool isText;
};

inline constexpr std::array<EncryptedColumn, 5> encryptedColumns = {{
    {"execution.input_hash", "SELECT id, input_hash FROM execution",
     "UPDATE execution SET input_hash = ? WHERE id = ?", false},
    {"execution.error", "SELECT id, error FROM execution WHERE error IS NOT NULL",
     "UPDATE execution SET error = ? WHERE id = ?", true},
    {"execution.cause", "SELECT id, cause FROM execution WHERE cause IS NOT NULL",
     "UPDATE execution SET cause = ? WHERE id = ?", true},
    {"inbox.body", "SELECT id, body FROM inbox", "UPDATE inbox SET body = ? WHERE id = ?", true},
    {"inbox.answer", "SELECT id, answer FROM inbox WHERE answer IS NOT NULL",
     "UPDATE inbox SET answer = ? WHERE id = ?", true},
}};

} // namespace asl::journal
