// Finds a key among the members of an object, in constant time for large objects.
#pragma once

#include "runtime/support/document/tree.h"

namespace asl::document {

/// The index of one object while members are added to it.
class KeyIndex {
public:
  explicit KeyIndex(const Node &object) : object_(object) {}

  const Member *find(const std::string &key) {
    constexpr size_t few = 16;
    const std::vector<Member> &members = object_.members;
    if (members.size() < few)
      return object_.find(key);
    for (; indexed_ < members.size(); ++indexed_)
      places_.emplace(members[indexed_].key, indexed_);
    auto place = places_.find(key);
    return place == places_.end() ? nullptr : &members[place->second];
  }

private:
  const Node &object_;
  std::unordered_map<std::string, size_t> places_;
  size_t indexed_ = 0;
};

} // namespace asl::document
