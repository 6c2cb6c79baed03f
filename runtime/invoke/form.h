// The form encoding of requests, and of what is in a URL.
#pragma once

#include "asl/abi/abi.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace asl::invoke {

/// How the items of an array are named in a form.
enum class ArrayFormat : uint8_t {
  Indices,  ///< `a[0]=x&a[1]=y`
  Repeat,   ///< `a=x&a=y`
  Commas,   ///< `a=x,y`
  Brackets, ///< `a[]=x&a[]=y`
  None      ///< `a=["x","y"]`
};

/// A value as text: a string by itself, all else as JSON.
std::string plainText(asl_value value);

/// Appends `name=value` to a query or a form, behind a `&` unless `out` is empty.
void appendField(std::string &out, std::string_view name, std::string_view value);

/// The members of `object` as a form. Objects in it are `a[b]=x`.
std::string formOf(asl_value object, ArrayFormat format);

} // namespace asl::invoke
