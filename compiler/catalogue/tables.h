// The tables as they are stored. tools/catalogue writes them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace aslc::catalogue {

using NameId = uint16_t;
std::string_view name(NameId id);

struct TypeRow {
  /// Text with values: in `values`; without: in `bounds`. Number: in `bounds`. Object: in
  /// `members`. List, Map: the type of what it holds. Any: 1 for a time.
  uint16_t first;
  uint16_t count;
  uint8_t kind;
};

/// The first has none.
struct BoundsRow {
  double least, most;
};

/// A member's name, and in the lowest bits its marks.
struct MemberMark {
  static constexpr uint32_t always = 1, sometimes = 2, required = 4, bits = 3;
};

struct OperationRow {
  NameId name;
  uint16_t request, response, job, job2; ///< types
  uint16_t firstError;                   ///< in `errorLists`
  uint8_t errorCount;
  NameId key;
  uint8_t repetition;
  uint8_t patterns;
};

struct ServiceRow {
  NameId name, errorPrefix, permissionPrefix;
  uint16_t firstOperation, operationCount;
  uint8_t isSdk;
};

extern const std::span<const TypeRow> types;
extern const std::span<const uint32_t> members;
extern const std::span<const uint16_t> memberTypes;
extern const std::span<const NameId> values;
extern const std::span<const BoundsRow> bounds;
extern const std::span<const OperationRow> operations;
/// The optimized integrations, then those of `aws-sdk:`; each sorted by name.
extern const std::span<const ServiceRow> services;
extern const std::span<const uint16_t> errorLists;

} // namespace aslc::catalogue
