// Steps of paths are read here once, so that both backends name them alike in errors.
#include "compiler/codegen/op_info.h"

#include "compiler/expr/jsonpath/path.h"
#include "runtime/expr/jsonata/eval/signature.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace aslc;

// The dialect has the numbers of the ABI.
#define ASLC_SAME(one, other) static_assert(static_cast<uint32_t>(one) == (other))
ASLC_SAME(ir::Comparison::Equal, ASL_EQ);
ASLC_SAME(ir::Comparison::NotEqual, ASL_NE);
ASLC_SAME(ir::Comparison::Less, ASL_LT);
ASLC_SAME(ir::Comparison::LessOrEqual, ASL_LE);
ASLC_SAME(ir::Comparison::Greater, ASL_GT);
ASLC_SAME(ir::Comparison::GreaterOrEqual, ASL_GE);
ASLC_SAME(ir::Arithmetic::Add, ASL_ADD);
ASLC_SAME(ir::Arithmetic::Subtract, ASL_SUBTRACT);
ASLC_SAME(ir::Arithmetic::Multiply, ASL_MULTIPLY);
ASLC_SAME(ir::Arithmetic::Divide, ASL_DIVIDE);
ASLC_SAME(ir::Arithmetic::Modulo, ASL_MODULO);
ASLC_SAME(ir::Site::Path, ASL_SITE_PATH);
ASLC_SAME(ir::Site::Template, ASL_SITE_TEMPLATE);
ASLC_SAME(ir::Site::Choice, ASL_SITE_CHOICE);
ASLC_SAME(ir::Site::Argument, ASL_SITE_ARGUMENT);
ASLC_SAME(ir::ContextPart::All, ASL_CONTEXT_ALL);
ASLC_SAME(ir::ContextPart::Execution, ASL_CONTEXT_EXECUTION);
ASLC_SAME(ir::ContextPart::ExecutionId, ASL_CONTEXT_EXECUTION_ID);
ASLC_SAME(ir::ContextPart::ExecutionInput, ASL_CONTEXT_EXECUTION_INPUT);
ASLC_SAME(ir::ContextPart::ExecutionName, ASL_CONTEXT_EXECUTION_NAME);
ASLC_SAME(ir::ContextPart::ExecutionRoleArn, ASL_CONTEXT_EXECUTION_ROLE_ARN);
ASLC_SAME(ir::ContextPart::ExecutionStartTime, ASL_CONTEXT_EXECUTION_START_TIME);
ASLC_SAME(ir::ContextPart::StateMachine, ASL_CONTEXT_STATE_MACHINE);
ASLC_SAME(ir::ContextPart::State, ASL_CONTEXT_STATE);
ASLC_SAME(ir::ContextPart::StateName, ASL_CONTEXT_STATE_NAME);
ASLC_SAME(ir::ContextPart::StateEnteredTime, ASL_CONTEXT_STATE_ENTERED_TIME);
ASLC_SAME(ir::ContextPart::StateRetryCount, ASL_CONTEXT_STATE_RETRY_COUNT);
ASLC_SAME(ir::ContextPart::Task, ASL_CONTEXT_TASK);
ASLC_SAME(ir::ContextPart::TaskToken, ASL_CONTEXT_TASK_TOKEN);
ASLC_SAME(ir::ContextPart::Map, ASL_CONTEXT_MAP);
ASLC_SAME(ir::ContextPart::MapItem, ASL_CONTEXT_MAP_ITEM);
ASLC_SAME(ir::ContextPart::MapItemIndex, ASL_CONTEXT_MAP_ITEM_INDEX);
ASLC_SAME(ir::ContextPart::MapItemValue, ASL_CONTEXT_MAP_ITEM_VALUE);
ASLC_SAME(ir::MissingName::Skip, ASL_NAME_SKIP);
ASLC_SAME(ir::MissingName::Raise, ASL_NAME_RAISE);
ASLC_SAME(ir::MissingName::RaiseWhenLast, ASL_NAME_LAST);
ASLC_SAME(ir::ScanTarget::Arrays, ASL_SCAN_ARRAYS);
ASLC_SAME(ir::ScanTarget::Elements, ASL_SCAN_ELEMENTS);
ASLC_SAME(ir::ScanTarget::Children, ASL_SCAN_CHILDREN);
ASLC_SAME(ir::ScanTarget::Nothing, ASL_SCAN_NOTHING);
ASLC_SAME(ir::ResultType::Boolean, ASL_RESULT_BOOLEAN);
ASLC_SAME(ir::ResultType::Number, ASL_RESULT_NUMBER);
ASLC_SAME(ir::ResultType::String, ASL_RESULT_STRING);
ASLC_SAME(ir::ResultType::Array, ASL_RESULT_ARRAY);
ASLC_SAME(ir::ResultType::Object, ASL_RESULT_OBJECT);
ASLC_SAME(ir::ItemSource::Object, ASL_ITEMS_OBJECT);
ASLC_SAME(ir::ItemSource::Listing, ASL_ITEMS_LISTING);
ASLC_SAME(ir::ItemSource::Listed, ASL_ITEMS_LISTED);
ASLC_SAME(ir::ItemSource::Inventory, ASL_ITEMS_INVENTORY);
ASLC_SAME(ir::ItemSource::Unloaded, ASL_ITEMS_UNLOADED);
ASLC_SAME(ir::ItemFormat::Json, ASL_ITEMS_JSON);
ASLC_SAME(ir::ItemFormat::JsonLines, ASL_ITEMS_JSONL);
ASLC_SAME(ir::ItemFormat::Csv, ASL_ITEMS_CSV);
ASLC_SAME(ir::ResultForm::Outputs, ASL_RESULTS_OUTPUTS);
ASLC_SAME(ir::ResultForm::Flattened, ASL_RESULTS_FLATTENED);
ASLC_SAME(ir::ResultForm::Records, ASL_RESULTS_RECORDS);
ASLC_SAME(ir::FieldRules::WholeNumbers, ASL_FIELDS_WHOLE_NUMBERS);
ASLC_SAME(ir::FieldRules::EvaluationErrors, ASL_FIELDS_EVALUATION_ERRORS);
ASLC_SAME(ir::FieldRules::Checks, ASL_FIELDS_CHECKS);
#undef ASLC_SAME

llvm::StringRef codegen::codeOf(ir::Intrinsic function) {
  switch (function) {
#define ASLC_INTRINSIC_CASE(code, Name)                                                            \
  case ir::Intrinsic::Name:                                                                        \
    return "asl_intrinsic_" #code;
    ASL_INTRINSICS(ASLC_INTRINSIC_CASE)
#undef ASLC_INTRINSIC_CASE
  }
  llvm_unreachable("all functions are handled");
}

/// `Execution.RoleArn` as `EXECUTION_ROLE_ARN`.
static std::string upperCase(llvm::StringRef name) {
  std::string upper;
  for (size_t i = 0; i < name.size(); ++i) {
    if (i > 0 && llvm::isUpper(name[i]) && llvm::isLower(name[i - 1]))
      upper += '_';
    upper += name[i] == '.' ? '_' : llvm::toUpper(name[i]);
  }
  return upper;
}

std::string codegen::nameInC(ir::Comparison comparison) {
  return "ASL_" + upperCase(ir::stringifyComparison(comparison));
}
std::string codegen::nameInC(ir::Arithmetic op) {
  static constexpr llvm::StringLiteral names[] = {"ASL_ADD", "ASL_SUBTRACT", "ASL_MULTIPLY",
                                                  "ASL_DIVIDE", "ASL_MODULO"};
  return names[static_cast<uint32_t>(op)].str();
}
asl_site_kind codegen::siteKindOf(ir::Site site) {
  return site == ir::Site::Variable ? ASL_SITE_PATH
                                    : static_cast<asl_site_kind>(static_cast<uint32_t>(site));
}
std::string codegen::nameInC(asl_site_kind kind) {
  return "ASL_SITE_" + upperCase(ir::stringifySite(static_cast<ir::Site>(kind)));
}
std::string codegen::nameInC(ir::ContextPart part) {
  return "ASL_CONTEXT_" + upperCase(ir::stringifyContextPart(part));
}
std::string codegen::nameInC(std::optional<ir::ResultType> type) {
  return "ASL_RESULT_" + (type ? upperCase(ir::stringifyResultType(*type)) : "ANY");
}
std::string codegen::nameInC(asl_library function) {
  return "ASL_LIBRARY_" + ir::nameOf(function).str();
}
static std::string escaped(llvm::StringRef name) {
  std::string text;
  for (char c : name) {
    if (c == '/' || c == '[' || c == '\\')
      text += '\\';
    text += c;
  }
  return text;
}

std::string codegen::statePath(ir::State state) {
  std::string own = escaped(mlir::SymbolTable::getSymbolName(state).getValue());
  auto branch = mlir::dyn_cast<ir::BranchOp>(state->getParentOp());
  if (!branch)
    return own;
  auto around = mlir::cast<ir::State>(branch->getParentOp());
  std::string path = statePath(around);
  if (mlir::isa<ir::ParallelOp>(*around)) {
    auto before = std::distance(branch->getBlock()->begin(), branch->getIterator());
    path += "[" + std::to_string(before) + "]";
  }
  return path + "/" + own;
}

uint32_t codegen::fieldRulesOf(ir::State state) {
  ir::FieldRules rules =
      llvm::TypeSwitch<mlir::Operation *, ir::FieldRules>(state)
          .Case<ir::TaskOp, ir::WaitOp, ir::MapOp>([](auto op) { return op.getFields(); })
          .Default(ir::FieldRules::None);
  return static_cast<uint32_t>(rules);
}

uint32_t codegen::resultTypeOf(std::optional<ir::ResultType> type) {
  return type ? static_cast<uint32_t>(*type) : static_cast<uint32_t>(ASL_RESULT_ANY);
}

bool codegen::usesEnteredTime(ir::MachineOp machine) {
  return machine
      .walk([](ir::ContextOp context) {
        using ir::ContextPart;
        ContextPart part = context.getPart();
        bool reads = part == ContextPart::All || part == ContextPart::State ||
                     part == ContextPart::StateEnteredTime;
        return reads ? mlir::WalkResult::interrupt() : mlir::WalkResult::advance();
      })
      .wasInterrupted();
}

std::string codegen::definitionHash(ir::MachineOp machine) {
  return machine.getDefinitionHash() ? machine.getDefinitionHash()->str() : machine.computeHash();
}

bool codegen::isExpress(ir::MachineOp machine) {
  return machine && machine.getType() == ir::MachineType::Express;
}

uint32_t codegen::libraryFunctionsOf(mlir::ModuleOp module) {
  uint32_t count = 0;
  auto uses = [&](asl_library function) {
    count = std::max(count, static_cast<uint32_t>(function) + 1);
  };
  module.walk([&](mlir::Operation *op) {
    if (auto call = mlir::dyn_cast<ir::LibraryOp>(op))
      uses(call.getFunction());
    else if (auto value = mlir::dyn_cast<ir::FunctionOp>(op))
      uses(value.getFunction());
  });
  return count;
}

ir::MachineOp codegen::machineOf(mlir::ModuleOp module) {
  auto machines = module.getOps<ir::MachineOp>();
  return machines.empty() ? ir::MachineOp() : *machines.begin();
}

size_t codegen::codeSizeOf(mlir::Operation *op) {
  size_t size = mlir::isa<ir::State>(op) ? 4 : 0;
  op->walk<mlir::WalkOrder::PreOrder>([&](mlir::Operation *each) {
    if (mlir::isa<ir::BranchOp>(each))
      return mlir::WalkResult::skip();
    ++size;
    return mlir::WalkResult::advance();
  });
  return size;
}

std::vector<size_t> codegen::partsOf(ir::Flow flow, size_t partSize) {
  std::vector<size_t> begins;
  size_t filled = 0;
  for (auto [index, state] : llvm::enumerate(flow.getStateBlock())) {
    size_t size = codeSizeOf(&state);
    if (begins.empty() || filled + size > partSize) {
      begins.push_back(index);
      filled = 0;
    }
    filled += size;
  }
  return begins;
}

codegen::ReaderParts::ReaderParts(ir::ReaderAttr reader)
    : source(static_cast<uint8_t>(reader.getSource())),
      format(static_cast<uint8_t>(reader.getFormat())) {
  if (reader.getDelimiter())
    delimiter = static_cast<uint8_t>(reader.getDelimiter().getValue().front());
  if (reader.getHeaders()) {
    headersGiven = 1;
    headers = textsOf(reader.getHeaders());
  }
  if (reader.getPointer())
    pointer = textsOf(reader.getPointer());
}

codegen::WriterParts::WriterParts(ir::WriterAttr writer)
    : exports(writer.getExports()), form(static_cast<uint8_t>(writer.getForm())),
      lines(writer.getLines()) {}

std::vector<std::string> codegen::textsOf(mlir::ArrayAttr attribute) {
  std::vector<std::string> texts;
  for (mlir::Attribute text : attribute)
    texts.push_back(mlir::cast<mlir::StringAttr>(text).getValue().str());
  return texts;
}

int64_t codegen::integerOf(mlir::Attribute attribute) {
  return mlir::cast<mlir::IntegerAttr>(attribute).getInt();
}

std::string codegen::stepText(mlir::Attribute step) {
  if (auto name = mlir::dyn_cast<mlir::StringAttr>(step))
    return jsonpath::Step{jsonpath::NamesStep{{name.getValue().str()}}}.text();
  if (auto index = mlir::dyn_cast<mlir::IntegerAttr>(step))
    return jsonpath::Step{jsonpath::Indexes{{index.getInt()}}}.text();
  if (auto names = mlir::dyn_cast<mlir::ArrayAttr>(step))
    return jsonpath::Step{jsonpath::NamesStep{textsOf(names)}}.text();
  auto fromLength = mlir::cast<mlir::DictionaryAttr>(step);
  return jsonpath::Step{jsonpath::FromLength{integerOf(fromLength.get("from_length"))}}.text();
}

uint32_t codegen::typesOf(llvm::StringRef symbols) {
  uint32_t types = 0;
  for (char symbol : symbols)
    types |=
        symbols.size() > 1 ? asl::jsonata::choiceTypesOf(symbol) : asl::jsonata::typesOf(symbol);
  return types;
}

bool codegen::isSequenceKept(mlir::Value result) {
  return !result.use_empty() && llvm::all_of(result.getUsers(), [](mlir::Operation *user) {
    auto normalize = mlir::dyn_cast<ir::NormalizeOp>(user);
    return (normalize && !normalize.getAgain()) || mlir::isa<ir::KeepArrayOp>(user);
  });
}
