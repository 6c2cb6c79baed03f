// A row of the table `journal` as an encrypted journal keeps it.
#pragma once

#include "runtime/journal/sqlite/database.h"
#include "runtime/journal/sqlite/encryption.h"
#include "runtime/journal/sqlite/row.h"

namespace asl::journal {

/// What is written of one burst. `burst` must outlive it.
class SealedRow {
public:
  SealedRow(const Encryption &encryption, const Burst &burst, uint64_t seq, uint64_t prev);
  SealedRow(const SealedRow &) = delete;
  SealedRow &operator=(const SealedRow &) = delete;

  const RowHead &head() const { return head_; }
  std::optional<Blob> meta() const {
    return meta_.empty() ? std::nullopt : std::optional(Blob{meta_});
  }
  Blob record() const { return {record_}; }
  int32_t checksum() const { return journal::checksum(head_, meta_, record_); }

private:
  RowHead head_;
  std::string meta_, sealed_;
  std::string_view record_; ///< that of the burst, or `sealed_`
};

} // namespace asl::journal
