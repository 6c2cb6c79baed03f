// The header of a machine is its name in three forms, and nothing else of it.
#include "compiler/codegen/cpp/header.h"

#include "compiler/codegen/cpp/names.h"
#include "compiler/codegen/naming.h"

#include "llvm/ADT/StringExtras.h"

using namespace aslc;

std::string codegen::machineIdentifier(llvm::StringRef name) {
  // As distinct as the symbol is, so that a program can include the headers of many machines.
  std::string identifier = moduleSymbol(name).substr(moduleSymbol("").size());
  if (identifier.empty() || llvm::isDigit(identifier.front()))
    identifier.insert(0, "_");
  return cpp::isReserved(identifier) ? identifier + "_" : identifier;
}

std::string codegen::machineHeader(llvm::StringRef name) {
  std::string symbol = moduleSymbol(name), identifier = machineIdentifier(name);
  std::string guard = symbol + "_h";
  return "/* Made by aslc: the machine `" + identifier +
         "`, for C and C++. */\n" //
         "#ifndef " +
         guard + "\n#define " + guard +
         "\n\n"
         "#include \"asl/abi/abi.h\"\n\n"
         "#ifdef __cplusplus\n"
         "extern \"C\" {\n"
         "#endif\n"
         "extern const asl_module " +
         symbol +
         ";\n"
         "#ifdef __cplusplus\n"
         "}\n\n"
         "namespace machines {\n"
         "inline const asl_module &" +
         identifier + " = " + symbol +
         ";\n"
         "} // namespace machines\n"
         "#endif\n\n"
         "#endif\n";
}
