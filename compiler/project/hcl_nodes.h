// Reads values of Terraform's expressions as numbers, booleans and containers.
#pragma once

#include "compiler/project/text.h"

#include <vector>

namespace aslc::project {

/// The value of a number, or of a text that holds one; 1 for another text, which may stand for a
/// number that is not known, and 0 for any other value.
double numberOf(const source::Node &node);
/// Whether a value is true, also as text.
bool isTrue(const source::Node &node);
/// The member or the item that is called `key`; null when there is none.
const source::Node *itemIn(const source::Node &node, std::string_view key);
/// The members of an object in the order of their keys, as Terraform goes through them and writes
/// them.
std::vector<source::Member> sortedMembers(const source::Node &object);
/// Adds a member, in place of one with the same key. Returns whether there was one.
bool setMember(source::Node &object, source::Member member);
/// A resource that is used as a text, as it is written; any other text itself.
std::string withoutMark(std::string text);
/// A scalar as text; other values as JSON.
std::string plainText(const source::Node &node);
/// JSON as Terraform writes it, which escapes more in texts than JSON needs.
std::string escapedJson(const std::string &json);

} // namespace aslc::project
