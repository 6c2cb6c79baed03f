// State shared by the functions of one C++ source file.
#pragma once

#include "compiler/codegen/cpp/constant_pool.h"

namespace aslc::codegen::cpp {

struct ModuleContext {
  ConstantPool constants;
};

} // namespace aslc::codegen::cpp
