// The JIT: an object file is made as for `aslc build` and linked in memory. What it may refer to is
// exactly the runtime's ABI, by a table of addresses: it sees nothing else of this process.
#include "compiler/driver/jit.h"

#include "compiler/codegen/llvm/codegen.h"
#include "compiler/codegen/naming.h"
#include "compiler/driver/pipeline.h"
#include "compiler/driver/target.h"
#include "runtime/expr/jsonata/eval/core.h"
#include "runtime/expr/regex.h"
#include "runtime/value/heap.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ExecutionEngine/JITLink/JITLinkMemoryManager.h"
#include "llvm/ExecutionEngine/Orc/Core.h"
#include "llvm/ExecutionEngine/Orc/ExecutorProcessControl.h"
#include "llvm/ExecutionEngine/Orc/ObjectLinkingLayer.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SmallVectorMemoryBuffer.h"

#include <atomic>
#include <cstring>

using namespace aslc;
using namespace aslc::driver;

namespace {

/// Code of an expression by itself says where its errors come from.
void attachLocation(asl_heap *heap, asl_error *error, uint32_t begin, uint32_t end) {
  asl::jsonata::attachLocation(asl::Heap::of(heap), *error, begin, end);
}

/// What generated code may refer to: the ABI, what LLVM itself calls, and attachLocation.
const std::pair<const char *, void *> addresses[] = {
#define ASLC_ABI(name, effects) {#name, reinterpret_cast<void *>(&::name)},
#include "compiler/codegen/llvm/abi_functions.def"
#undef ASLC_ABI
    {"memcpy", reinterpret_cast<void *>(&::memcpy)},
    {"memmove", reinterpret_cast<void *>(&::memmove)},
    {"memset", reinterpret_cast<void *>(&::memset)},
    {codegen::locationFunction, reinterpret_cast<void *>(&attachLocation)},
};

} // namespace

/// The linker of one Jit. Each machine is a library of its own.
class Jit::Session {
public:
  static llvm::Expected<std::shared_ptr<Session>>
  create(const std::vector<Substitute> &substitutes) {
    auto control = llvm::orc::SelfExecutorProcessControl::Create();
    if (!control)
      return control.takeError();
    auto session = std::make_shared<Session>(std::move(*control));
    if (llvm::Error failed = session->defineRuntime(substitutes))
      return failed;
    return session;
  }

  explicit Session(std::unique_ptr<llvm::orc::ExecutorProcessControl> control)
      : execution_(std::move(control)), linker_(execution_) {}
  ~Session() { llvm::cantFail(execution_.endSession(), "a session without machines can end"); }
  Session(const Session &) = delete;
  Session &operator=(const Session &) = delete;

  llvm::Expected<llvm::orc::JITDylib *> load(std::unique_ptr<llvm::MemoryBuffer> object) {
    auto library = execution_.createJITDylib("machine" + std::to_string(++count_));
    if (!library)
      return library.takeError();
    library->addToLinkOrder(*runtime_);
    if (llvm::Error failed = linker_.add(*library, std::move(object)))
      return failed;
    return &*library;
  }

  llvm::Expected<void *> find(llvm::orc::JITDylib &library, llvm::StringRef name) {
    auto symbol = execution_.lookup({&library}, name);
    if (!symbol)
      return symbol.takeError();
    return symbol->getAddress().toPtr<void *>();
  }

  void unload(llvm::orc::JITDylib &library) {
    llvm::cantFail(execution_.removeJITDylib(library), "a loaded machine can be unloaded");
  }

private:
  llvm::Error defineRuntime(const std::vector<Substitute> &substitutes) {
    auto library = execution_.createJITDylib("runtime");
    if (!library)
      return library.takeError();
    runtime_ = &*library;
    llvm::orc::SymbolMap symbols;
    auto define = [&](const char *name, void *address) {
      symbols[execution_.intern(name)] = {llvm::orc::ExecutorAddr::fromPtr(address),
                                          llvm::JITSymbolFlags::Exported};
    };
    for (auto [name, address] : addresses)
      define(name, address);
    for (auto [name, address] : substitutes)
      define(name, address);
    return runtime_->define(llvm::orc::absoluteSymbols(std::move(symbols)));
  }

  llvm::orc::ExecutionSession execution_;
  llvm::orc::ObjectLinkingLayer linker_;
  llvm::orc::JITDylib *runtime_ = nullptr;
  std::atomic<unsigned> count_ = 0;
};

class Jit::Loaded final : public LoadedMachine {
public:
  Loaded(std::shared_ptr<Session> session, llvm::orc::JITDylib &library)
      : session_(std::move(session)), library_(library) {}
  ~Loaded() override {
    if (module_)
      asl::releaseRegexes(*module_);
    session_->unload(library_);
  }
  const asl_module &module() const override { return *module_; }

  llvm::Error resolve(llvm::StringRef symbol) {
    llvm::Expected<void *> address = session_->find(library_, symbol);
    if (!address)
      return address.takeError();
    module_ = static_cast<const asl_module *>(*address);
    return llvm::Error::success();
  }

private:
  std::shared_ptr<Session> session_;
  llvm::orc::JITDylib &library_;
  const asl_module *module_ = nullptr;
};

Jit::Jit(std::vector<Substitute> substitutes) : substitutes_(std::move(substitutes)) {}
Jit::~Jit() = default;

llvm::Expected<std::shared_ptr<Jit::Session>> Jit::session() {
  std::lock_guard lock(mutex_);
  if (!session_) {
    auto made = Session::create(substitutes_);
    if (!made)
      return made.takeError();
    session_ = std::move(*made);
  }
  return session_;
}

llvm::Expected<std::unique_ptr<LoadedMachine>>
Jit::load(mlir::ModuleOp machine, const std::string &name, const LoadOptions &options) {
  auto target = makeTargetMachine({.cpu = "native"});
  if (!target)
    return target.takeError();
  llvm::LLVMContext context;
  std::unique_ptr<llvm::Module> module = codegen::generate(
      machine, context, **target, {.name = name, .debugInfo = false, .partSize = options.partSize});
  optimize(*module, **target, affordableLevel(*module, options.optimization));
  llvm::SmallVector<char, 0> bytes;
  llvm::raw_svector_ostream stream(bytes);
  if (llvm::Error failed = emitObject(*module, **target, stream))
    return failed;

  llvm::Expected<std::shared_ptr<Session>> session = this->session();
  if (!session)
    return session.takeError();
  auto library = (*session)->load(std::make_unique<llvm::SmallVectorMemoryBuffer>(
      std::move(bytes), name, /*RequiresNullTerminator=*/false));
  if (!library)
    return library.takeError();
  auto loaded = std::make_unique<Loaded>(*session, **library);
  if (llvm::Error failed = loaded->resolve(codegen::moduleSymbol(name)))
    return failed;
  return loaded;
}

llvm::Expected<std::unique_ptr<LoadedMachine>> driver::load(const ast::Machine &machine,
                                                            const std::string &name,
                                                            ModuleLoader &loader,
                                                            const LoadOptions &options) {
  std::unique_ptr<mlir::MLIRContext> context = makeContext();
  std::string problem;
  mlir::OwningOpRef<mlir::ModuleOp> module =
      lower(machine, name, *context, /*optimize=*/true, problem, options.inspection);
  if (!module)
    return llvm::createStringError("this definition cannot be compiled: " + problem);
  return loader.load(*module, name, options);
}

CompileResult driver::compile(std::shared_ptr<const source::File> file,
                              const frontend::ReadingOptions &reading, const std::string &name,
                              ModuleLoader &loader, const LoadOptions &options) {
  CompileResult result;
  result.definition = frontend::check(std::move(file), reading, /*forCodegen=*/true);
  if (!result.definition.ok())
    return result;
  llvm::Expected<std::unique_ptr<LoadedMachine>> loaded =
      load(*result.definition.machine, name, loader, options);
  if (loaded)
    result.machine = std::move(*loaded);
  else
    result.problem = llvm::toString(loaded.takeError());
  return result;
}
