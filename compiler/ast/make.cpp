#include "compiler/ast/make.h"

#include <utility>

namespace aslc::ast {

Field<std::string> makeText(std::string text, Range range) {
  return {std::move(text), range, range, nullptr};
}

State makeSucceed(std::string name, Range range) {
  State state;
  state.name = std::move(name);
  state.nameRange = state.range = range;
  state.kind = SucceedState{};
  return state;
}

} // namespace aslc::ast
