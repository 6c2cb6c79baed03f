// What the values of Terraform's expressions are as numbers, truths and containers.
#pragma once

#include "compiler/project/text.h"

namespace aslc::project {

/// The number that a value is, also as text; 0 for others.
double numberOf(const source::Node &node);
/// Whether a value is true, also as text.
bool isTrue(const source::Node &node);
/// The member or the item that is called `key`; null when there is none.
const source::Node *itemIn(const source::Node &node, std::string_view key);
/// A scalar as text; other values as JSON.
std::string plainText(const source::Node &node);

} // namespace aslc::project
