// A source belongs to a library by the hash of its text, so that the same cases make the same
// libraries and a compiler cache knows most of them.
#include "test/conformance/runner/cpp_backend.h"

#include "compiler/codegen/cpp/codegen.h"
#include "runtime/support/file.h"
#include "runtime/support/hash.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/Error.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <thread>
#include <unistd.h>
#include <vector>

namespace asl::conformance {

namespace {

namespace fs = std::filesystem;

/// Of a hash: the library that a source is in.
constexpr size_t libraryDigits = 2;

struct Source {
  std::string hash;
  std::string text; ///< in a namespace of its own
  std::string symbol() const { return "asl_module_case_" + hash; }
};

std::string hashOf(const std::string &text) {
  uint64_t hash = StableHash().add(text).value();
  char digits[17];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(hash));
  return digits;
}

/// The source of a machine with a symbol that no other has.
Source sourceOf(mlir::ModuleOp module, const std::string &name,
                const aslc::driver::LoadOptions &loading) {
  aslc::codegen::CppOptions options;
  options.partSize = loading.partSize;
  options.name = name;
  options.lines = false;
  Source source;
  source.text = aslc::codegen::generateCpp(module, options);
  source.hash = hashOf(source.text);
  // The last line calls the machine asl_module_main too; expressions have none.
  if (size_t weak = source.text.rfind("extern \"C\" [[gnu::weak"); weak != std::string::npos)
    source.text.erase(weak);
  const std::string symbol = "asl_module_" + name;
  for (size_t at = source.text.rfind(symbol); at != std::string::npos && at > 0;
       at = source.text.rfind(symbol, at - 1)) {
    if (source.text.compare(at + symbol.size(), 1, ";") == 0 ||
        source.text.compare(at + symbol.size(), 1, "{") == 0)
      source.text.replace(at, symbol.size(), source.symbol());
    if (source.text.size() - at > 4096)
      break; // the module is defined at the end
  }
  const std::string include = "#include \"asl/abi/machine.h\"\n";
  source.text.erase(source.text.find(include), include.size());
  source.text = "namespace case_" + source.hash + " {\n" + source.text + "}\n";
  return source;
}

void writeWhole(const fs::path &path, const std::string &text) {
  fs::path fresh = path;
  fresh += "." + std::to_string(getpid()) + ".tmp";
  std::ofstream(fresh, std::ios::binary) << text;
  fs::rename(fresh, path);
}

/// A machine of a library; libraries stay loaded.
class FromLibrary : public aslc::driver::LoadedMachine {
public:
  explicit FromLibrary(const asl_module &module) : module_(module) {}
  const asl_module &module() const override { return module_; }

private:
  const asl_module &module_;
};

llvm::Expected<std::unique_ptr<aslc::driver::LoadedMachine>> find(const std::string &folder,
                                                                  const Source &source) {
  std::string path = folder + "/" + source.hash.substr(0, libraryDigits) + ".so";
  void *library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr)
    return llvm::createStringError(dlerror());
  void *symbol = dlsym(library, source.symbol().c_str());
  if (symbol == nullptr)
    return llvm::createStringError(dlerror());
  return std::make_unique<FromLibrary>(*static_cast<const asl_module *>(symbol));
}

} // namespace

CppBackend::CppBackend(const std::string &folder, std::string compiler)
    : folder_(folder), compiler_(std::move(compiler)), collector_(folder), libraries_(folder) {
  fs::create_directories(folder_);
  for (const fs::directory_entry &old : fs::directory_iterator(folder_))
    fs::remove(old.path());
}

llvm::Expected<std::unique_ptr<aslc::driver::LoadedMachine>>
CppBackend::SourceCollector::load(mlir::ModuleOp module, const std::string &name,
                                  const aslc::driver::LoadOptions &options) {
  Source source = sourceOf(module, name, options);
  writeWhole(fs::path(folder_) / (source.hash + ".inc"), source.text);
  return llvm::createStringError("only collecting sources");
}

llvm::Expected<std::unique_ptr<aslc::driver::LoadedMachine>>
CppBackend::LibraryLoader::load(mlir::ModuleOp module, const std::string &name,
                                const aslc::driver::LoadOptions &options) {
  return find(folder_, sourceOf(module, name, options));
}

std::string CppBackend::compile(unsigned jobs) {
  std::map<std::string, std::set<std::string>> libraries;
  for (const fs::directory_entry &entry : fs::directory_iterator(folder_))
    if (entry.path().extension() == ".inc")
      libraries[entry.path().filename().string().substr(0, libraryDigits)].insert(
          entry.path().string());
  std::vector<std::string> stems;
  for (const auto &[stem, sources] : libraries) {
    std::string text = "#include \"asl/abi/machine.h\"\n";
    for (const std::string &source : sources)
      if (Expected<std::string> code = readFile(source))
        text += *code;
    writeWhole(fs::path(folder_) / (stem + ".cpp"), text);
    stems.push_back(folder_ + "/" + stem);
  }

  std::atomic<size_t> next = 0;
  auto work = [&] {
    for (size_t i = next++; i < stems.size(); i = next++) {
      // In two steps, as a compiler cache wants it.
      std::string to = "' >> '" + stems[i] + ".log' 2>&1";
      std::string command = compiler_ + " -std=c++20 -O0 -fPIC -Wall -Wextra -Wpedantic -I '" +
                            ASLC_INCLUDE_DIR + "' -c '" + stems[i] + ".cpp' -o '" + stems[i] +
                            ".o" + to + " && " + compiler_ + " -shared -fuse-ld=lld '" + stems[i] +
                            ".o' -o '" + stems[i] + ".so" + to;
      if (std::system(command.c_str()) != 0)
        std::ofstream(stems[i] + ".log", std::ios::app) << "failed: " << command << "\n";
    }
  };
  std::vector<std::thread> workers;
  for (unsigned i = 0; i < jobs; ++i)
    workers.emplace_back(work);
  for (std::thread &worker : workers)
    worker.join();
  std::string said;
  for (const std::string &stem : stems)
    if (Expected<std::string> log = readFile(stem + ".log"))
      said += *log;
  return said;
}

} // namespace asl::conformance
