// The tables, as constant data.
#include "compiler/catalogue/tables.h"

#include "compiler/catalogue/catalogue.h"

#include <iterator>
#include <limits>

namespace aslc::catalogue {

namespace {

// The texts are longer than the standard obliges compilers to read.
#pragma GCC diagnostic ignored "-Woverlength-strings"

constexpr char nameText[] =
#include "compiler/catalogue/tables/names.inc"
    ;
constexpr uint32_t nameEnds[] = {
#include "compiler/catalogue/tables/name_ends.inc"
};
constexpr char errorText[] =
#include "compiler/catalogue/tables/errors.inc"
    ;
constexpr uint32_t errorEnds[] = {
#include "compiler/catalogue/tables/error_ends.inc"
};
constexpr TypeRow typeRows[] = {
#include "compiler/catalogue/tables/types.inc"
};
constexpr uint32_t memberRows[] = {
#include "compiler/catalogue/tables/members.inc"
};
constexpr uint16_t memberTypeRows[] = {
#include "compiler/catalogue/tables/member_types.inc"
};
constexpr NameId valueRows[] = {
#include "compiler/catalogue/tables/values.inc"
};
constexpr double none = std::numeric_limits<double>::infinity();
constexpr BoundsRow boundsRows[] = {
#include "compiler/catalogue/tables/bounds.inc"
};
constexpr OperationRow operationRows[] = {
#include "compiler/catalogue/tables/operations.inc"
};
constexpr ServiceRow serviceRows[] = {
#include "compiler/catalogue/tables/services.inc"
};
constexpr uint16_t errorListRows[] = {
#include "compiler/catalogue/tables/error_lists.inc"
};

/// The text of that number in a long text of which `ends` says where each ends.
template <size_t Size>
std::string_view textAt(const char *text, const uint32_t (&ends)[Size], size_t index) {
  uint32_t begin = index == 0 ? 0 : ends[index - 1];
  return {text + begin, ends[index] - begin};
}

} // namespace

constinit const std::span<const TypeRow> types = typeRows;
constinit const std::span<const uint32_t> members = memberRows;
constinit const std::span<const uint16_t> memberTypes = memberTypeRows;
constinit const std::span<const NameId> values = valueRows;
constinit const std::span<const BoundsRow> bounds = boundsRows;
constinit const std::span<const OperationRow> operations = operationRows;
constinit const std::span<const ServiceRow> services = serviceRows;
constinit const std::span<const uint16_t> errorLists = errorListRows;

std::string_view name(NameId id) { return textAt(nameText, nameEnds, id); }

size_t errorNameCount() { return std::size(errorEnds); }
std::string_view errorName(size_t index) { return textAt(errorText, errorEnds, index); }

std::string_view date() {
  return
#include "compiler/catalogue/tables/date.inc"
      ;
}

} // namespace aslc::catalogue
