// See syntax.h.
#include "compiler/ir/syntax.h"

#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace aslc::ir;

// ---- Parts

ParseResult aslc::ir::parsePart(OpAsmParser &parser, Region &region, llvm::StringRef keyword) {
  if (failed(parser.parseOptionalKeyword(keyword)))
    return success();
  SmallVector<OpAsmParser::Argument> arguments;
  if (parser.parseArgumentList(arguments, OpAsmParser::Delimiter::OptionalParen))
    return failure();
  for (OpAsmParser::Argument &argument : arguments)
    argument.type = parser.getBuilder().getType<ValueType>();
  if (parser.parseRegion(region, arguments))
    return failure();
  if (region.empty())
    region.emplaceBlock();
  return success();
}

void aslc::ir::printPart(OpAsmPrinter &printer, Operation *op, Region &region,
                         llvm::StringRef keyword) {
  if (region.empty())
    return;
  // The parts of a state stand below it; those of a walk go on in its line.
  bool below = !isa<GatherOp, PathStep>(op);
  if (below) {
    printer.increaseIndent();
    printer.printNewline();
  } else {
    printer << ' ';
  }
  printer << keyword;
  if (region.getNumArguments() != 0) {
    printer << '(';
    llvm::interleaveComma(region.getArguments(), printer,
                          [&](BlockArgument argument) { printer.printOperand(argument); });
    printer << ')';
  }
  printer << ' ';
  printer.printRegion(region, /*printEntryBlockArgs=*/false, /*printBlockTerminators=*/true);
  if (below)
    printer.decreaseIndent();
}

ParseResult aslc::ir::parseRetry(OpAsmParser &parser, ArrayAttr &retry) {
  if (failed(parser.parseOptionalKeyword("retry")))
    return success();
  return parser.parseAttribute(retry);
}

void aslc::ir::printRetry(OpAsmPrinter &printer, Operation *, ArrayAttr retry) {
  if (!retry)
    return;
  printer.increaseIndent();
  printer.printNewline();
  printer << "retry " << retry;
  printer.decreaseIndent();
}

// ---- Paths

namespace {

bool isPlainName(llvm::StringRef name) {
  return !name.empty() && !llvm::isDigit(name.front()) &&
         llvm::all_of(name, [](char c) { return llvm::isAlnum(c) || c == '_'; });
}

void appendQuoted(std::string &text, llvm::StringRef name) {
  text += '\'';
  for (char c : name) {
    if (c == '\'' || c == '\\')
      text += '\\';
    text += c;
  }
  text += '\'';
}

void appendStep(std::string &text, Attribute step) {
  if (auto name = dyn_cast<StringAttr>(step); name && isPlainName(name)) {
    text += "." + name.str();
    return;
  }
  text += '[';
  if (auto index = dyn_cast<IntegerAttr>(step)) {
    text += std::to_string(index.getInt());
  } else if (auto fromLength = dyn_cast<DictionaryAttr>(step)) {
    text += "length-" + std::to_string(cast<IntegerAttr>(fromLength.get("from_length")).getInt());
  } else if (auto name = dyn_cast<StringAttr>(step)) {
    appendQuoted(text, name);
  } else {
    // An array with one name is still a step of several names; the comma marks it.
    auto names = cast<ArrayAttr>(step);
    for (auto [i, each] : llvm::enumerate(names)) {
      text += i == 0 ? "" : ", ";
      appendQuoted(text, cast<StringAttr>(each));
    }
    if (names.size() < 2)
      text += ',';
  }
  text += ']';
}

/// Reads what appendStep wrote.
class StepParser {
public:
  StepParser(Builder builder, llvm::StringRef text) : builder_(builder), rest_(text) {}

  std::optional<SmallVector<Attribute>> run() {
    SmallVector<Attribute> steps;
    if (!rest_.consume_front("$"))
      return std::nullopt;
    while (!rest_.empty()) {
      Attribute step = rest_.consume_front(".")   ? plainName()
                       : rest_.consume_front("[") ? bracket()
                                                  : Attribute();
      if (!step)
        return std::nullopt;
      steps.push_back(step);
    }
    return steps;
  }

private:
  Attribute plainName() {
    llvm::StringRef name = rest_.take_until([](char c) { return c == '.' || c == '['; });
    rest_ = rest_.drop_front(name.size());
    return isPlainName(name) ? builder_.getStringAttr(name) : Attribute();
  }

  Attribute number(llvm::StringRef text) {
    int64_t value = 0;
    return text.getAsInteger(10, value) ? Attribute() : builder_.getI64IntegerAttr(value);
  }

  Attribute bracket() {
    if (rest_.starts_with("'") || rest_.starts_with(","))
      return names();
    auto [text, after] = rest_.split(']');
    rest_ = after;
    if (!text.consume_front("length-"))
      return number(text);
    Attribute minus = number(text);
    return minus ? builder_.getDictionaryAttr(builder_.getNamedAttr("from_length", minus))
                 : Attribute();
  }

  Attribute names() {
    SmallVector<Attribute> found;
    bool several = false;
    while (!rest_.consume_front("]")) {
      if (rest_.consume_front(",")) {
        several = true;
        rest_ = rest_.ltrim(' ');
      } else if (Attribute name = quoted()) {
        found.push_back(name);
      } else {
        return {};
      }
    }
    if (several)
      return builder_.getArrayAttr(found);
    return found.size() == 1 ? found.front() : Attribute();
  }

  Attribute quoted() {
    std::string name;
    if (!rest_.consume_front("'"))
      return {};
    while (!rest_.consume_front("'")) {
      rest_.consume_front("\\");
      if (rest_.empty())
        return {};
      name += rest_.front();
      rest_ = rest_.drop_front();
    }
    return builder_.getStringAttr(name);
  }

  Builder builder_;
  llvm::StringRef rest_;
};

} // namespace

ParseResult aslc::ir::parseSteps(OpAsmParser &parser, ArrayAttr &steps) {
  std::string text;
  llvm::SMLoc place = parser.getCurrentLocation();
  if (parser.parseString(&text))
    return failure();
  auto parsed = StepParser(parser.getBuilder(), text).run();
  if (!parsed)
    return parser.emitError(place, "expected a definite path such as \"$.a['b'][0]\"");
  steps = parser.getBuilder().getArrayAttr(*parsed);
  return success();
}

void aslc::ir::printSteps(OpAsmPrinter &printer, Operation *, ArrayAttr steps) {
  std::string text = "$";
  for (Attribute step : steps)
    appendStep(text, step);
  printer.printString(text);
}

// ---- Constants

ParseResult aslc::ir::parseJson(OpAsmParser &parser, JsonAttr &value) {
  std::string text;
  llvm::SMLoc place = parser.getCurrentLocation();
  if (parser.parseString(&text))
    return failure();
  value = JsonAttr::parse(parser.getContext(), text);
  return value ? ParseResult(success()) : parser.emitError(place, "expected JSON text");
}

void aslc::ir::printJson(OpAsmPrinter &printer, Operation *, JsonAttr value) {
  printer.printString(value.write());
}

// ---- Rules for fields

ParseResult aslc::ir::parseFieldRules(OpAsmParser &parser, FieldRulesAttr &rules) {
  auto found = FieldRules::None;
  auto parseOne = [&]() -> ParseResult {
    llvm::SMLoc place = parser.getCurrentLocation();
    llvm::StringRef word;
    if (parser.parseKeyword(&word))
      return failure();
    auto rule = symbolizeFieldRules(word);
    if (!rule)
      return parser.emitError(place, "invalid field rules specification: ") << word;
    found = found | *rule;
    return success();
  };
  if (parser.parseCommaSeparatedList(parseOne))
    return failure();
  rules = FieldRulesAttr::get(parser.getContext(), found);
  return success();
}

void aslc::ir::printFieldRules(OpAsmPrinter &printer, Operation *, FieldRulesAttr rules) {
  printer << stringifyFieldRules(rules.getValue());
}

// ---- Types

ParseResult aslc::ir::parseYieldType(OpAsmParser &parser, Type &type) {
  if (succeeded(parser.parseOptionalColon()))
    return parser.parseType(type);
  type = parser.getBuilder().getType<ValueType>();
  return success();
}

void aslc::ir::printYieldType(OpAsmPrinter &printer, Operation *, Type type) {
  if (!isa<ValueType>(type))
    printer << " : " << type;
}
