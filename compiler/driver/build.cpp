// Runs the pipeline up to the step that makes the output.
#include "compiler/driver/build.h"

#include "compiler/codegen/cpp/header.h"
#include "compiler/codegen/llvm/codegen.h"
#include "compiler/driver/cpp_source.h"
#include "compiler/driver/link.h"
#include "compiler/driver/output.h"
#include "compiler/driver/pipeline.h"
#include "compiler/driver/target.h"
#include "compiler/lower/lower.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Path.h"

using namespace aslc;
using namespace aslc::driver;

namespace {

llvm::Error writeText(const std::string &output, llvm::StringRef text) {
  return writeOutput(output, [&](llvm::raw_pwrite_stream &stream) {
    stream << text;
    return llvm::Error::success();
  });
}

/// Writes an object file beside the output, links it and moves the result into place.
llvm::Error linkModule(llvm::Module &module, llvm::TargetMachine &target,
                       const BuildOptions &options) {
  llvm::Expected<TemporaryFile> object = TemporaryFile::create(options.output);
  if (!object)
    return object.takeError();
  auto emit = [&](llvm::raw_pwrite_stream &stream) { return emitObject(module, target, stream); };
  if (llvm::Error failed = writeOutput(object->path(), emit))
    return failed;
  llvm::Expected<TemporaryFile> linked = TemporaryFile::create(options.output);
  if (!linked)
    return linked.takeError();
  LinkOptions linking{.object = object->path(),
                      .output = linked->path(),
                      .shared = options.emit == Emit::Shared,
                      .runtimeLibraries = options.runtimeLibraries};
  if (llvm::Error failed = link(linking))
    return failed;
  return linked->keep(/*executable=*/true);
}

llvm::Error buildCode(mlir::ModuleOp machine, const BuildOptions &options) {
  auto target = makeTargetMachine({.cpu = options.cpu});
  if (!target)
    return target.takeError();
  llvm::LLVMContext context;
  codegen::Options code{.name = options.name,
                        .debugInfo = !options.noDebugInfo,
                        .debugFolder = options.debugFolder,
                        .partSize = options.partSize};
  std::unique_ptr<llvm::Module> module = codegen::generate(machine, context, **target, code);
  optimize(*module, **target, affordableLevel(*module, options.optimization));
  if (options.emit == Emit::Executable || options.emit == Emit::Shared)
    return linkModule(*module, **target, options);
  return writeOutput(options.output, [&](llvm::raw_pwrite_stream &stream) -> llvm::Error {
    if (options.emit == Emit::Object)
      return emitObject(*module, **target, stream);
    module->print(stream, nullptr);
    return llvm::Error::success();
  });
}

} // namespace

std::optional<Emit> driver::emitNamed(llvm::StringRef name) {
  return llvm::StringSwitch<std::optional<Emit>>(name)
      .Case("ast", Emit::Ast)
      .Case("mlir", Emit::Mlir)
      .Case("llvm", Emit::Llvm)
      .Case("cpp", Emit::Cpp)
      .Case("obj", Emit::Object)
      .Case("exe", Emit::Executable)
      .Case("shared", Emit::Shared)
      .Default(std::nullopt);
}

std::string driver::defaultOutput(llvm::StringRef name, Emit emit, llvm::StringRef definition) {
  llvm::StringRef suffix;
  switch (emit) {
  case Emit::Executable:
    break;
  case Emit::Object:
    suffix = ".o";
    break;
  case Emit::Cpp:
    suffix = ".cpp";
    break;
  case Emit::Shared:
    suffix = ".so";
    break;
  default:
    return "-";
  }
  std::string output = (name + suffix).str();
  bool taken = llvm::sys::path::filename(output) == llvm::sys::path::filename(definition);
  return taken ? (name + ".out" + suffix).str() : output;
}

std::string driver::defaultHeader(llvm::StringRef output, Emit emit) {
  if (emit != Emit::Cpp || output == "-")
    return "";
  llvm::SmallString<256> header(output);
  llvm::sys::path::replace_extension(header, "h");
  return header == output ? "" : header.str().str();
}

llvm::Error driver::build(const ast::Machine &machine, const BuildOptions &options) {
  if (options.output == "-" && (options.emit == Emit::Executable || options.emit == Emit::Shared))
    return llvm::createStringError("a linked program cannot be written to standard output");
  if (!options.header.empty())
    if (llvm::Error failed = writeChangedText(options.header, codegen::machineHeader(options.name)))
      return failed;
  if (options.emit == Emit::Ast)
    return writeText(options.output, ast::dump(machine));

  std::unique_ptr<mlir::MLIRContext> context = makeContext();
  std::string problem;
  lower::Inspection outside{.variables = options.variables, .fields = false};
  mlir::OwningOpRef<mlir::ModuleOp> module =
      lower(machine, options.name, *context, options.optimization > 0, problem, &outside);
  if (!module)
    return llvm::createStringError("this definition cannot be compiled: " + problem);
  if (options.emit == Emit::Cpp)
    return writeText(options.output, cppSource(machine, *module,
                                               {.name = options.name,
                                                .output = options.output,
                                                .debugFolder = options.debugFolder,
                                                .lines = !options.noLines,
                                                .partSize = options.partSize}));
  if (options.emit != Emit::Mlir)
    return buildCode(*module, options);
  return writeOutput(options.output, [&](llvm::raw_pwrite_stream &stream) {
    module->print(stream);
    stream << '\n';
    return llvm::Error::success();
  });
}
