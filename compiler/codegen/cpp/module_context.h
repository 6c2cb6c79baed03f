// What the functions of one C++ source file share.
#pragma once

#include "compiler/codegen/cpp/constant_pool.h"

namespace aslc::codegen::cpp {

struct ModuleContext {
  ConstantPool constants;
};

} // namespace aslc::codegen::cpp
