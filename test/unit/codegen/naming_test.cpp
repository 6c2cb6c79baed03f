// Names that compiled machines keep.
#include "compiler/codegen/naming.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace codegen = aslc::codegen;

TEST(NamingTest, NamesBecomeCSymbols) {
  EXPECT_EQ(codegen::moduleSymbol("my-order.v2"), "asl_module_my_order_v2");
  EXPECT_EQ(codegen::moduleSymbol("\xC3\xA9"), "asl_module___");
}

TEST(NamingTest, NoMachineTakesASymbolOfTheRuntime) {
  EXPECT_EQ(codegen::moduleSymbol("main"), "asl_module_main_");
  EXPECT_EQ(codegen::moduleSymbol("open"), "asl_module_open_");
  EXPECT_EQ(codegen::moduleSymbol("error"), "asl_module_error_");
}

TEST(NamingTest, FilesAreNamedAsSeenFromTheCurrentFolder) {
  std::string folder = std::filesystem::current_path();
  EXPECT_EQ(codegen::recordedName(folder + "/machines/order.asl.json"), "machines/order.asl.json");
  EXPECT_EQ(codegen::recordedName("machines/order.asl.json"), "machines/order.asl.json");
}

TEST(NamingTest, FilesElsewhereHaveNoFolder) {
  EXPECT_EQ(codegen::recordedName("/nowhere/at/all/order.asl.json"), "order.asl.json");
}

TEST(NamingTest, DebuggersFindTheRecordedNameInTheFolder) {
  std::string folder = std::filesystem::current_path();
  EXPECT_EQ(codegen::debugFolder(folder + "/machines/order.asl.json", ""), folder);
  EXPECT_EQ(codegen::debugFolder("machines/order.asl.json", ""), folder);
  EXPECT_EQ(codegen::debugFolder("/nowhere/at/all/order.asl.json", ""), "/nowhere/at/all");
  EXPECT_EQ(codegen::debugFolder("order.asl.json", "."), ".");
}
