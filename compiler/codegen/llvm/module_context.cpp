// See module_context.h.
#include "compiler/codegen/llvm/module_context.h"

using namespace aslc::codegen;

llvm::Constant *ModuleContext::regex(llvm::StringRef pattern, bool ignoreCase, bool multiline) {
  llvm::Constant *&made = regexByPattern_[{pattern.str(), ignoreCase, multiline}];
  if (!made) {
    llvm::GlobalVariable *variable = constants.global(
        constants.structure({constants.string(pattern), constants.int32(ignoreCase ? 1 : 0),
                             constants.int32(multiline ? 1 : 0), constants.null()}),
        "regex");
    variable->setConstant(false); // the runtime keeps the compiled form in it
    made = variable;
    regexes_.push_back(made);
  }
  return made;
}
