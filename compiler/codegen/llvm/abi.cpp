// Turns the C declarations of asl/abi/abi.h into LLVM declarations: signatures are deduced from the
// C types, so the two cannot come apart.
#include "compiler/codegen/llvm/abi.h"

#include "llvm/TargetParser/Triple.h"

#include <type_traits>

using namespace aslc::codegen;

namespace {

enum class Effects : uint8_t { Transition, Allocates, Reads, Cold, Walks };
enum class Kind : uint8_t { Void, Int32, Int64, Pointer, Value };

template <typename T> constexpr Kind kindOf() {
  if constexpr (std::is_void_v<T>)
    return Kind::Void;
  else if constexpr (std::is_pointer_v<T>)
    return Kind::Pointer;
  else if constexpr (std::is_same_v<T, asl_value>)
    return Kind::Value;
  else {
    static_assert(std::is_integral_v<T> && (sizeof(T) == 4 || sizeof(T) == 8),
                  "a type that calls cannot pass yet");
    return sizeof(T) == 4 ? Kind::Int32 : Kind::Int64;
  }
}

struct Signature {
  Kind result;
  Effects effects;
  std::vector<Kind> parameters;
};

template <typename Result, typename... Parameters>
Signature signatureOf(Result (*)(Parameters...), Effects effects) {
  return {kindOf<Result>(), effects, {kindOf<Parameters>()...}};
}

const llvm::StringMap<Signature> &signatures() {
  static const llvm::StringMap<Signature> table = {
#define ASLC_ABI(name, effects)                                                                    \
  {#name, signatureOf(static_cast<decltype(&::name)>(nullptr), Effects::effects)},
#include "compiler/codegen/llvm/abi_functions.def"
#undef ASLC_ABI
  };
  return table;
}

void addAttributes(llvm::Function *function, Effects effects) {
  function->setDoesNotThrow();
  if (effects == Effects::Allocates || effects == Effects::Reads || effects == Effects::Cold)
    function->setWillReturn();
  if (effects == Effects::Reads)
    function->setOnlyReadsMemory();
  if (effects == Effects::Cold)
    function->addFnAttr(llvm::Attribute::Cold);
}

} // namespace

llvm::ArrayRef<const char *> Abi::names() {
  static const char *const table[] = {
#define ASLC_ABI(name, effects) #name,
#include "compiler/codegen/llvm/abi_functions.def"
#undef ASLC_ABI
  };
  return table;
}

Abi::Abi(llvm::Module &module)
    : module_(module),
      x86_(llvm::Triple(module.getTargetTriple()).getArch() == llvm::Triple::x86_64) {
  llvm::Type *word = llvm::Type::getInt64Ty(module.getContext());
  valueType_ = llvm::StructType::get(word, word);
}

const Abi::Declared &Abi::declare(llvm::StringRef name) {
  auto [entry, isNew] = declared_.try_emplace(name);
  Declared &declared = entry->second;
  if (!isNew)
    return declared;
  auto found = signatures().find(name);
  assert(found != signatures().end() && "not a function of the ABI");
  const Signature &signature = found->second;

  llvm::LLVMContext &context = module_.getContext();
  llvm::Type *word = llvm::Type::getInt64Ty(context);
  llvm::Type *pointer = llvm::PointerType::getUnqual(context);
  auto typeOf = [&](Kind kind) -> llvm::Type * {
    switch (kind) {
    case Kind::Void:
      return llvm::Type::getVoidTy(context);
    case Kind::Int32:
      return llvm::Type::getInt32Ty(context);
    case Kind::Int64:
      return word;
    case Kind::Pointer:
      return pointer;
    case Kind::Value:
      return valueType_;
    }
    llvm_unreachable("every kind has a type");
  };

  // System V passes a struct of two words in registers only when both are free, else wholly on the
  // stack (what clang writes as byval), and later arguments may still use the register that is
  // left.
  unsigned registers = 0;
  std::vector<llvm::Type *> types;
  llvm::SmallVector<unsigned> inMemoryTypes;
  declared.inMemory.resize(static_cast<unsigned>(signature.parameters.size()));
  for (auto [index, kind] : llvm::enumerate(signature.parameters)) {
    if (kind != Kind::Value) {
      types.push_back(typeOf(kind));
      ++registers;
    } else if (x86_ && registers + 2 > 6) {
      inMemoryTypes.push_back(static_cast<unsigned>(types.size()));
      types.push_back(pointer);
      declared.inMemory.set(static_cast<unsigned>(index));
    } else {
      types.insert(types.end(), {word, word});
      registers += 2;
    }
  }
  auto *type = llvm::FunctionType::get(typeOf(signature.result), types, false);
  declared.function =
      llvm::Function::Create(type, llvm::GlobalValue::ExternalLinkage, name, module_);
  for (unsigned index : inMemoryTypes) {
    llvm::AttrBuilder attributes(context);
    attributes.addByValAttr(valueType_);
    attributes.addAlignmentAttr(8);
    declared.function->addParamAttrs(index, attributes);
  }
  addAttributes(declared.function, signature.effects);
  return declared;
}

llvm::CallInst *Abi::call(llvm::IRBuilder<> &builder, llvm::StringRef name,
                          std::initializer_list<Argument> arguments) {
  const Declared &declared = declare(name);
  llvm::SmallVector<llvm::Value *, 8> operands;
  for (auto [index, argument] : llvm::enumerate(arguments)) {
    if (!argument.bits) {
      operands.push_back(argument.head);
    } else if (!declared.inMemory.test(static_cast<unsigned>(index))) {
      operands.append({argument.head, argument.bits});
    } else {
      // A slot of the entry block, so that loops of states do not eat the stack.
      llvm::BasicBlock &entry = builder.GetInsertBlock()->getParent()->getEntryBlock();
      llvm::IRBuilder<> atEntry(&entry, entry.begin());
      llvm::AllocaInst *slot = atEntry.CreateAlloca(valueType_, nullptr, "passed");
      slot->setAlignment(llvm::Align(8));
      builder.CreateStore(argument.head, slot);
      builder.CreateStore(argument.bits, builder.CreateConstGEP1_64(builder.getInt64Ty(), slot, 1));
      operands.push_back(slot);
    }
  }
  llvm::CallInst *call = builder.CreateCall(declared.function, operands);
  call->setAttributes(declared.function->getAttributes());
  return call;
}

Value Abi::callValue(llvm::IRBuilder<> &builder, llvm::StringRef name,
                     std::initializer_list<Argument> arguments) {
  llvm::CallInst *result = call(builder, name, arguments);
  return {builder.CreateExtractValue(result, 0, "head"),
          builder.CreateExtractValue(result, 1, "bits")};
}
