// Machines in shared libraries.
#include "asl/host/host.h"

#include <algorithm>
#include <cstdint>
#include <dlfcn.h>
#include <fstream>
#include <link.h>

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

/// Must agree with codegen::moduleSymbol.
std::string symbolOf(std::string_view name) {
  std::string symbol = "asl_module_";
  for (char c : name)
    symbol += (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ? c : '_';
  bool isTaken = name == "main" || name == "open" || name == "error";
  return isTaken ? symbol + "_" : symbol;
}

/// The machine called `name`, or the library's only one; null when there is none.
const asl_module *machineOf(void *library, const std::string &path, const std::string &name) {
  void *symbol =
      dlsym(library, symbolOf(name.empty() ? machineName(path) : std::string_view(name)).c_str());
  if (!symbol && name.empty())
    symbol = dlsym(library, "asl_module_main");
  return static_cast<const asl_module *>(symbol);
}

/// True when the file is complete. The loader maps missing parts without an error, and accessing
/// them would kill the process. Files that cannot be read or are not libraries are left to the
/// loader.
bool isWhole(const std::string &file) {
  std::ifstream bytes(file, std::ios::binary | std::ios::ate);
  auto size = static_cast<uint64_t>(std::max<std::streamoff>(bytes.tellg(), 0));
  ElfW(Ehdr) head{};
  auto read = [&](uint64_t at, auto &part) {
    bytes.seekg(static_cast<std::streamoff>(at));
    return static_cast<bool>(bytes.read(reinterpret_cast<char *>(&part), sizeof part));
  };
  if (!read(0, head) ||
      std::string_view(ELFMAG) != std::string_view(reinterpret_cast<char *>(head.e_ident), SELFMAG))
    return true;
  for (unsigned i = 0; i < head.e_phnum; ++i) {
    ElfW(Phdr) part{};
    if (!read(head.e_phoff + i * sizeof part, part))
      return false;
    if (part.p_type == PT_LOAD && (part.p_offset > size || part.p_filesz > size - part.p_offset))
      return false;
  }
  return true;
}

/// A library that is unloaded again unless it is kept.
class Library {
public:
  Library(const std::string &file, int mode) : handle_(dlopen(file.c_str(), mode | RTLD_LOCAL)) {}
  ~Library() {
    if (handle_)
      dlclose(handle_);
  }
  Library(const Library &) = delete;
  Library &operator=(const Library &) = delete;
  void *handle() const { return handle_; }
  void keep() { handle_ = nullptr; }

private:
  void *handle_;
};

} // namespace

/// Addresses of all functions a module may call: they force the linker to include them (see
/// CMakeLists.txt).
extern "C" const void *const asl_abi_functions[];

Module Module::open(const std::string &path, const std::string &name) {
  static_cast<void>(*const_cast<const void *const volatile *>(asl_abi_functions));
  // Without a folder the loader would search the system's libraries.
  std::string file = path.find('/') == path.npos ? "./" + path : path;
  if (!isWhole(file))
    throw ModuleError("cannot load " + path + ": the file is incomplete");
  {
    // Bind lazily: a module of a newer ABI may call functions that do not exist here, and must be
    // refused because of its version.
    Library library(file, RTLD_LAZY);
    if (!library.handle())
      throw ModuleError("cannot load " + path + ": " + dlerror());
    const asl_module *module = machineOf(library.handle(), path, name);
    if (!module)
      throw ModuleError(path + " contains no machine" +
                        (name.empty() ? "" : " called `" + name + "`") +
                        ": build one with `aslc build --emit=shared`");
    if (module->abi_version != ASL_ABI_VERSION)
      throw ModuleError(path + " was compiled for version " + std::to_string(module->abi_version) +
                        " of the runtime's ABI, this program has version " +
                        std::to_string(ASL_ABI_VERSION) + ": compile it again");
  }
  // Now bind everything, so that no function is missing while it runs.
  Library library(file, RTLD_NOW);
  if (!library.handle())
    throw ModuleError("cannot load " + path + ": " + dlerror() +
                      " (link the program with the flags of `pkg-config --libs aslrt`)");
  const asl_module *module = machineOf(library.handle(), path, name);
  // Never unloaded: running machines use its constants.
  library.keep();
  return Module(module);
}

} // namespace asl
