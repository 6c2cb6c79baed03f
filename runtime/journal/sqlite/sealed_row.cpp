#include "runtime/journal/sqlite/sealed_row.h"

namespace asl::journal {

SealedRow::SealedRow(const Encryption &encryption, const Burst &burst, uint64_t seq, uint64_t prev)
    : head_(headOf(burst, seq, prev)), meta_(encodeMeta(burst)), record_(burst.record) {
  if (!encryption.isOn())
    return;
  head_.codec |= encryptedFlag;
  if (std::string plain = meta_; !plain.empty())
    encryption.seal(placeOf("meta", head_), plain, meta_);
  record_ = encryption.seal(placeOf("record", head_), record_, sealed_);
}

} // namespace asl::journal
