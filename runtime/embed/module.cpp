// Machines of shared libraries.
#include "asl/host.h"

#include <cstring>
#include <dlfcn.h>

namespace asl {
namespace {

/// `dir/liborder.so.1` -> `order`.
std::string machineName(std::string_view path) {
  std::string_view file = path.substr(path.rfind('/') + 1);
  file = file.substr(0, file.find(".so"));
  if (file.starts_with("lib"))
    file.remove_prefix(3);
  return std::string(file);
}

std::string symbolOf(std::string_view name) {
  std::string symbol = "asl_module_";
  for (char c : name)
    symbol += (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ? c : '_';
  return symbol;
}

} // namespace

/// The addresses of all that a module may call: they keep it in the program (see CMakeLists.txt).
extern "C" const void *const asl_abi_functions[];

Module Module::open(const std::string &path, const std::string &name) {
  static_cast<void>(*const_cast<const void *const volatile *>(asl_abi_functions));
  // Without a folder the loader would look in the system's.
  std::string file = path.find('/') == path.npos ? "./" + path : path;
  // Lazily: a module of a newer ABI may call what is not there, and is to be refused for its
  // version. It stays loaded: what runs may use its constants until the program ends.
  void *library = dlopen(file.c_str(), RTLD_LAZY | RTLD_LOCAL);
  if (!library)
    throw ModuleError("cannot load " + path + ": " + dlerror());
  void *symbol = nullptr;
  if (!name.empty()) {
    symbol = dlsym(library, symbolOf(name).c_str());
  } else {
    symbol = dlsym(library, symbolOf(machineName(path)).c_str());
    if (!symbol)
      symbol = dlsym(library, "asl_module_main");
  }
  if (!symbol) {
    dlclose(library);
    throw ModuleError(path + " holds no machine" + (name.empty() ? "" : " called `" + name + "`") +
                      ": `aslc build --emit=shared` makes one");
  }
  const auto *module = static_cast<const asl_module *>(symbol);
  if (module->abi_version != ASL_ABI_VERSION) {
    std::string theirs = std::to_string(module->abi_version);
    dlclose(library);
    throw ModuleError(path + " was compiled for version " + theirs +
                      " of the runtime's ABI, this program has version " +
                      std::to_string(ASL_ABI_VERSION) + ": compile it again");
  }
  return Module(module);
}

} // namespace asl
