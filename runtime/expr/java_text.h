// Values as Java's toString prints them: `{a=1, b=[x, null]}`. States.Format and some error texts
// use it.
#pragma once

#include "runtime/value/value.h"

#include <string>

namespace asl {

/// Appends `value`: strings bare, numbers as in JSON, objects and arrays in the form of Java's
/// collections.
void appendJavaText(std::string &out, Value value);
std::string javaText(Value value);

} // namespace asl
