// Types of requests and responses.
#include "compiler/catalogue/catalogue.h"
#include "compiler/catalogue/statuses.h"
#include "compiler/catalogue/tables.h"

namespace aslc::catalogue {

Type::Kind Type::kind() const { return static_cast<Kind>(types[index_].kind); }

size_t Type::valueCount() const { return kind() == Kind::Text ? types[index_].count : 0; }

std::string_view Type::value(size_t index) const {
  return name(values[types[index_].first + index]);
}

bool Type::isFinal(size_t index) const {
  if (!isFinalStatus(value(index)))
    return false;
  for (size_t i = 0; i < valueCount(); ++i)
    if (isRunningStatus(value(i)))
      return true;
  return false;
}

Bounds Type::bounds() const {
  bool isBounded = kind() == Kind::Number || (kind() == Kind::Text && types[index_].count == 0);
  const BoundsRow &row = catalogue::bounds[isBounded ? types[index_].first : 0];
  return {row.least, row.most};
}

bool Type::isTime() const { return kind() == Kind::Any && types[index_].first == 1; }

Type Type::element() const {
  bool holdsOthers = kind() == Kind::List || kind() == Kind::Map;
  return holdsOthers ? Type(types[index_].first) : Type();
}

size_t Type::memberCount() const { return kind() == Kind::Object ? types[index_].count : 0; }

Member Type::member(size_t index) const {
  size_t at = types[index_].first + index;
  uint32_t marked = members[at];
  return {name(static_cast<NameId>(marked >> MemberMark::bits)), Type(memberTypes[at]),
          (marked & MemberMark::always) != 0, (marked & MemberMark::sometimes) != 0,
          (marked & MemberMark::required) != 0};
}

std::optional<Member> Type::find(std::string_view name) const {
  size_t low = 0, high = memberCount();
  while (low < high) {
    size_t middle = (low + high) / 2;
    Member candidate = member(middle);
    if (candidate.name == name)
      return candidate;
    if (candidate.name < name)
      low = middle + 1;
    else
      high = middle;
  }
  return std::nullopt;
}

size_t lengthOf(std::string_view member) {
  if (member == "RequestId" || member == "MessageId" || member == "EventId")
    return 36;
  return member.starts_with("MD5Of") ? 32 : 0;
}

} // namespace aslc::catalogue
