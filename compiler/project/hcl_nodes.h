// Reads values of Terraform's expressions as numbers, booleans and containers.
#pragma once

#include "compiler/project/text.h"

namespace aslc::project {

/// The value of a number, or of a text that holds one; 1 for another text, which may stand for a
/// number that is not known, and 0 for any other value.
double numberOf(const source::Node &node);
/// Whether a value is true, also as text.
bool isTrue(const source::Node &node);
/// The member or the item that is called `key`; null when there is none.
const source::Node *itemIn(const source::Node &node, std::string_view key);
/// A resource that is used as a text, as it is written; any other text itself.
std::string withoutMark(std::string text);
/// A scalar as text; other values as JSON.
std::string plainText(const source::Node &node);

} // namespace aslc::project
