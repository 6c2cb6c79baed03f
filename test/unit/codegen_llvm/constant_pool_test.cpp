// Constant data as the runtime will see it, and calls that follow the C calling convention.
#include "compiler/codegen/llvm/constant_pool.h"

#include "llvm/IR/Verifier.h"

#include <gtest/gtest.h>

using namespace aslc::codegen;

namespace {

class ConstantPoolTest : public ::testing::Test {
protected:
  ConstantPoolTest() : attributes(mlir::MLIRContext::Threading::DISABLED), module("test", context) {
    attributes.loadDialect<aslc::ir::AslDialect>();
    module.setTargetTriple("x86_64-pc-linux-gnu");
  }

  static uint64_t head(ConstantValue value) {
    return llvm::cast<llvm::ConstantInt>(value.head)->getZExtValue();
  }
  static unsigned tag(ConstantValue value) { return head(value) >> 32 & 0xff; }
  static unsigned size(ConstantValue value) { return static_cast<uint32_t>(head(value)); }
  static int64_t bits(ConstantValue value) {
    return llvm::cast<llvm::ConstantInt>(value.bits)->getSExtValue();
  }
  std::string printed(llvm::Constant *global) {
    std::string text;
    llvm::raw_string_ostream stream(text);
    llvm::cast<llvm::GlobalVariable>(global)->getInitializer()->print(stream);
    return text;
  }

  aslc::ir::JsonAttr json(llvm::StringRef text) {
    return aslc::ir::JsonAttr::parse(&attributes, text);
  }

  mlir::MLIRContext attributes;
  llvm::LLVMContext context;
  llvm::Module module;
};

TEST_F(ConstantPoolTest, OneTextIsOneString) {
  ConstantPool data(module);
  EXPECT_EQ(data.string("a"), data.string("a"));
  EXPECT_NE(data.string("a"), data.string("b"));
}

TEST_F(ConstantPoolTest, AStringThatBecomesAKeyLaterHasASymbolNumber) {
  ConstantPool data(module);
  llvm::Constant *string = data.string("a");
  EXPECT_EQ(data.symbol("a"), string);
  data.finish();
  EXPECT_EQ(printed(string),
            R"({ i32, i32, i32, [1 x i8] } { i32 1, i32 3, i32 1, [1 x i8] c"a" })");
}

TEST_F(ConstantPoolTest, ScalarsAreAsTheReaderGivesThem) {
  ConstantPool data(module);
  EXPECT_EQ(tag(data.value(json("null"))), unsigned(ASL_NULL));
  EXPECT_EQ(size(data.value(json("false"))), 5u);
  EXPECT_EQ(tag(data.value(json("-42"))), unsigned(ASL_INTEGER));
  EXPECT_EQ(size(data.value(json("-42"))), 3u);
  EXPECT_EQ(bits(data.value(json("-42"))), -42);
  EXPECT_EQ(tag(data.value(json("1.5"))), unsigned(ASL_DOUBLE));
  EXPECT_EQ(size(data.value(json("1.5"))), 24u);
  EXPECT_EQ(tag(data.value(json("123456789012345678901234567890"))), unsigned(ASL_DECIMAL));
}

TEST_F(ConstantPoolTest, SizesOfContainersAreThoseOfTheirText) {
  ConstantPool data(module);
  EXPECT_EQ(size(data.value(json(R"({"a":[1,"x"],"b":{}})"))), 20u);
  EXPECT_EQ(size(data.value(json("[]"))), 2u);
}

TEST_F(ConstantPoolTest, EqualConstantsAreEmittedOnce) {
  ConstantPool data(module);
  EXPECT_EQ(data.value(json("[1,2]")).bits, data.value(json("[1,2]")).bits);
}

TEST_F(ConstantPoolTest, KeysOfConstantObjectsAreSymbols) {
  ConstantPool data(module);
  data.value(json(R"({"a":{"b":1}})"));
  data.finish();
  int keys = 0;
  for (const llvm::GlobalVariable &global : module.globals())
    keys += global.getName().starts_with("key") && !global.getName().starts_with("keys");
  EXPECT_EQ(keys, 2);
  EXPECT_FALSE(llvm::verifyModule(module, &llvm::errs()));
}

TEST_F(ConstantPoolTest, AValueThatNoLongerFitsTheRegistersGoesToTheStack) {
  ConstantPool data(module);
  Abi abi(module);
  llvm::IRBuilder<> builder(context);
  auto *type = llvm::FunctionType::get(builder.getVoidTy(), false);
  auto *function = llvm::Function::Create(type, llvm::GlobalValue::ExternalLinkage, "f", module);
  builder.SetInsertPoint(llvm::BasicBlock::Create(context, "entry", function));
  llvm::Constant *null = data.null();
  Value value{data.int64(0), data.int64(0)};
  llvm::CallInst *call =
      abi.call(builder, "asl_set", {null, value, null, data.int32(1), value, null});
  builder.CreateRetVoid();
  // heap, document in two words, steps, count, value in memory, path
  ASSERT_EQ(call->arg_size(), 7u);
  EXPECT_TRUE(call->isByValArgument(5));
  EXPECT_FALSE(llvm::verifyModule(module, &llvm::errs()));
}

TEST_F(ConstantPoolTest, EveryFunctionOfTheAbiCanBeDeclared) {
  EXPECT_GT(Abi::names().size(), 50u);
}

} // namespace
