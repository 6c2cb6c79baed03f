// The keys that a machine ever looks at, and the perfect hash over them that its module carries.
#pragma once

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <vector>

namespace aslc::codegen {

/// Collects keys and lays out the tables of `asl_symbols` for them.
class SymbolTable {
public:
  /// The number of `key`, from 1; the same text always has the same number.
  uint32_t add(llvm::StringRef key);
  /// The number of `key`, or 0 when it was never added.
  uint32_t find(llvm::StringRef key) const { return numbers_.lookup(key); }
  uint32_t size() const { return static_cast<uint32_t>(numbers_.size()); }

  /// The contents of `asl_symbols`, with numbers instead of addresses. Sizes are powers of two.
  struct Layout {
    uint32_t salt = 0;
    std::vector<uint32_t> seeds;
    std::vector<uint32_t> slots; ///< the number of the symbol, 0 where none is
  };
  /// Tables under which every key has a slot of its own. The same keys give the same tables.
  Layout layout() const;

private:
  llvm::StringMap<uint32_t> numbers_;
};

} // namespace aslc::codegen
