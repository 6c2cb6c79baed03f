// Names hold nothing of the machine on which they are made.
#include "compiler/codegen/naming.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Location.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace aslc;

std::string codegen::moduleSymbol(llvm::StringRef name) {
  std::string symbol = "asl_module_";
  for (char c : name)
    symbol += llvm::isAlnum(c) ? c : '_';
  // These are the runtime's.
  bool isTaken = name == "main" || name == "open" || name == "error";
  return isTaken ? symbol + "_" : symbol;
}

std::string codegen::recordedName(llvm::StringRef file) {
  if (!llvm::sys::path::is_absolute(file))
    return file.str();
  llvm::SmallString<256> folder;
  (void)llvm::sys::fs::current_path(folder);
  if (!folder.ends_with("/"))
    folder += '/';
  if (file.consume_front(folder))
    return file.str();
  return llvm::sys::path::filename(file).str();
}

std::string codegen::debugFolder(llvm::StringRef file, llvm::StringRef given) {
  if (!given.empty())
    return given.str();
  llvm::SmallString<256> path(file);
  (void)llvm::sys::fs::make_absolute(path);
  llvm::StringRef folder = path;
  folder.consume_back(recordedName(file));
  folder.consume_back("/");
  return folder.empty() ? "/" : folder.str();
}

std::optional<codegen::Place> codegen::placeOf(mlir::Location location) {
  std::optional<Place> place;
  location->walk([&](mlir::Location part) {
    auto known = mlir::dyn_cast<mlir::FileLineColLoc>(part);
    if (!known)
      return mlir::WalkResult::advance();
    place = Place{known.getFilename().str(), known.getLine(), known.getColumn()};
    return mlir::WalkResult::interrupt();
  });
  return place;
}
