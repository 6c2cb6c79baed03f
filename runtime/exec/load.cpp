// Taking a module in: is it of this ABI, and can its regular expressions be compiled?
#include "asl/engine/engine.h"

#include "runtime/expr/regex.h"

namespace asl {

std::string Engine::load(const asl_module &module) {
  if (module.abi_version != ASL_ABI_VERSION)
    return "the machine was compiled for version " + std::to_string(module.abi_version) +
           " of the runtime, this is version " + std::to_string(ASL_ABI_VERSION) +
           ": compile it again";
  return prepareRegexes(module);
}

} // namespace asl
