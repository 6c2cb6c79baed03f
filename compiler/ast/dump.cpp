// The machine as indented text, for people and for tests of the parser.
#include "compiler/ast/machine.h"
#include "runtime/support/number_text.h"

namespace aslc::ast {

namespace {

std::string inQuotes(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\')
      out += '\\';
    if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out + "\"";
}

class Dumper {
public:
  explicit Dumper(const source::File *file) : file_(file) {}

  std::string take() { return std::move(out_); }

  void machine(const Machine &machine, std::string_view what) {
    line(machine.range,
         std::string(what) + (machine.language == QueryLanguage::Jsonata ? " JSONata" : ""));
    Indent indent(*this);
    text("StartAt", machine.startAt);
    if (machine.timeoutSeconds)
      line(machine.timeoutSeconds->range,
           "TimeoutSeconds " + std::to_string(machine.timeoutSeconds->value));
    for (const State &each : machine.states)
      state(each);
  }

private:
  struct Indent {
    explicit Indent(Dumper &dumper) : dumper(dumper) { ++dumper.depth_; }
    ~Indent() { --dumper.depth_; }
    Dumper &dumper;
  };

  void line(Range range, std::string_view content) {
    out_.append(2 * depth_, ' ');
    out_ += content;
    if (file_) {
      source::LineColumn place = file_->lineColumn(range.begin);
      out_ += " @" + std::to_string(place.line) + ":" + std::to_string(place.column);
    }
    out_ += '\n';
  }

  void text(std::string_view name, const Text &field) {
    if (field)
      line(field->range, std::string(name) + " " + inQuotes(field->value));
  }

  void path(std::string_view name, const Optional<PathOrNull> &field) {
    if (field)
      line(field->range,
           std::string(name) + " " +
               (field->value.path ? "path " + inQuotes(field->value.path->text) : "null"));
  }

  static std::string_view kindName(Expression::Kind kind) {
    static constexpr std::string_view names[] = {"path", "path", "intrinsic", "jsonata"};
    return names[static_cast<size_t>(kind)];
  }

  static std::string printed(const Expression &expression) {
    return std::string(kindName(expression.kind)) + " " + inQuotes(expression.text);
  }

  static std::string printed(const Quantity &quantity) {
    return quantity.expression ? printed(*quantity.expression)
                               : asl::shortestText(quantity.constant);
  }

  void quantity(std::string_view name, const Optional<Quantity> &field) {
    if (field)
      line(field->range, std::string(name) + " " + printed(field->value));
  }

  static std::string printed(const Template &value) {
    switch (value.kind) {
    case Template::Kind::Literal:
      return value.node ? "literal " + source::toJson(*value.node) : "literal";
    case Template::Kind::Expression:
      return printed(*value.expression);
    case Template::Kind::Object:
      return "object";
    case Template::Kind::Array:
      return "array";
    }
    return {};
  }

  void tmpl(std::string_view name, const Template &value) {
    line(value.range, std::string(name) + " " + printed(value));
    Indent indent(*this);
    for (const Template::Entry &entry : value.entries)
      tmpl(inQuotes(entry.key), *entry.value);
    for (const auto &item : value.items)
      tmpl("-", *item);
  }

  void field(std::string_view name, const TemplateField &value) {
    if (value)
      tmpl(name, *value->value);
  }

  void node(std::string_view name, const source::Node *value) {
    if (value)
      line(value->range, std::string(name) + " " + source::toJson(*value));
  }

  static std::string errors(const std::vector<Field<std::string>> &names) {
    std::string result;
    for (const Field<std::string> &name : names)
      result += " " + inQuotes(name.value);
    return result;
  }

  void retrier(const Retrier &retrier) {
    std::string content = "Retry" + errors(retrier.errorEquals);
    content += " interval " + asl::shortestText(retrier.intervalSeconds);
    content += " attempts " + std::to_string(retrier.maxAttempts);
    content += " rate " + asl::shortestText(retrier.backoffRate);
    if (retrier.maxDelaySeconds)
      content += " at most " + std::to_string(*retrier.maxDelaySeconds);
    if (retrier.fullJitter)
      content += " jitter";
    line(retrier.range, content);
  }

  void catcher(const Catcher &catcher) {
    line(catcher.range, "Catch" + errors(catcher.errorEquals));
    Indent indent(*this);
    path("ResultPath", catcher.resultPath);
    field("Output", catcher.output);
    field("Assign", catcher.assign);
    text("Next", catcher.next);
  }

  void state(const State &state) {
    std::string head = "State " + inQuotes(state.name) + " " + typeName(state);
    if (state.language == QueryLanguage::Jsonata)
      head += " JSONata";
    line(state.nameRange, head);
    Indent indent(*this);
    path("InputPath", state.inputPath);
    field("Parameters", state.parameters);
    field("Arguments", state.arguments);
    std::visit([this](const auto &kind) { particular(kind); }, state.kind);
    field("ResultSelector", state.resultSelector);
    path("ResultPath", state.resultPath);
    path("OutputPath", state.outputPath);
    field("Output", state.output);
    field("Assign", state.assign);
    for (const Retrier &each : state.retriers)
      retrier(each);
    for (const Catcher &each : state.catchers)
      catcher(each);
    text("Next", state.next);
    if (state.end)
      line(state.range, "End");
  }

  static std::string typeName(const State &state) {
    static constexpr std::string_view names[] = {"Pass",    "Task", "Choice",   "Wait",
                                                 "Succeed", "Fail", "Parallel", "Map"};
    return state.broken ? "(unknown)" : std::string(names[state.kind.index()]);
  }

  void particular(const PassState &pass) {
    if (pass.result)
      node("Result", pass.result->value);
  }

  void particular(const TaskState &task) {
    text("Resource", task.resource);
    quantity("TimeoutSeconds", task.timeoutSeconds);
    quantity("HeartbeatSeconds", task.heartbeatSeconds);
    field("Credentials", task.credentials);
  }

  void particular(const ChoiceState &choice) {
    for (const ChoiceRule &each : choice.rules)
      rule(each);
    text("Default", choice.defaultNext);
  }

  void rule(const ChoiceRule &rule) {
    line(rule.range, ruleHead(rule));
    Indent indent(*this);
    for (const ChoiceRule &operand : rule.operands)
      this->rule(operand);
    if (rule.condition)
      tmpl("Condition", *rule.condition);
    field("Output", rule.output);
    field("Assign", rule.assign);
    text("Next", rule.next);
  }

  static std::string ruleHead(const ChoiceRule &rule) {
    switch (rule.kind) {
    case ChoiceRule::Kind::And:
      return "And";
    case ChoiceRule::Kind::Or:
      return "Or";
    case ChoiceRule::Kind::Not:
      return "Not";
    case ChoiceRule::Kind::Condition:
      return "Rule";
    case ChoiceRule::Kind::Comparison:
      break;
    }
    const Comparison &test = rule.comparison;
    return "Rule " + inQuotes(test.variable ? test.variable->text : "") + " " + test.op +
           (test.operand ? " " + source::toJson(*test.operand) : "");
  }

  void particular(const WaitState &wait) {
    bool seconds = wait.form == WaitState::Form::Seconds;
    bool isText = !seconds && !wait.value.expression;
    line(wait.range, std::string(seconds ? "Seconds " : "Timestamp ") +
                         (isText ? inQuotes(wait.timestamp) : printed(wait.value)));
  }

  void particular(const SucceedState &) {}

  void particular(const FailState &fail) {
    message("Error", fail.error);
    message("Cause", fail.cause);
  }

  void message(std::string_view name, const Optional<FailMessage> &field) {
    if (!field)
      return;
    const FailMessage &value = field->value;
    line(field->range,
         std::string(name) + " " +
             (value.expression ? printed(*value.expression) : "literal " + inQuotes(value.text)));
  }

  void particular(const ParallelState &parallel) {
    for (const auto &branch : parallel.branches)
      machine(*branch, "Branch");
  }

  void particular(const MapState &map) {
    if (map.itemsPath)
      line(map.itemsPath->range, "ItemsPath " + inQuotes(map.itemsPath->value.text));
    field("Items", map.items);
    field("ItemSelector", map.itemSelector);
    quantity("MaxConcurrency", map.maxConcurrency);
    quantity("ToleratedFailureCount", map.toleratedFailureCount);
    quantity("ToleratedFailurePercentage", map.toleratedFailurePercentage);
    text("Label", map.label);
    if (map.itemReader)
      reader(*map.itemReader);
    if (map.itemBatcher)
      batcher(*map.itemBatcher);
    if (map.resultWriter)
      writer(*map.resultWriter);
    if (map.processor)
      machine(*map.processor, !map.distributed ? "Processor"
                              : map.express    ? "Processor distributed express"
                                               : "Processor distributed");
  }

  void reader(const ItemReader &reader) {
    text("ItemReader.Resource", reader.resource);
    field("ItemReader.Arguments", reader.arguments);
    node("ItemReader.ReaderConfig", reader.readerConfig);
    quantity("ItemReader.MaxItems", reader.maxItems);
  }

  void batcher(const ItemBatcher &batcher) {
    quantity("ItemBatcher.MaxItemsPerBatch", batcher.maxItemsPerBatch);
    quantity("ItemBatcher.MaxInputBytesPerBatch", batcher.maxInputBytesPerBatch);
    field("ItemBatcher.BatchInput", batcher.batchInput);
  }

  void writer(const ResultWriter &writer) {
    text("ResultWriter.Resource", writer.resource);
    field("ResultWriter.Arguments", writer.arguments);
    node("ResultWriter.WriterConfig", writer.writerConfig);
  }

  const source::File *file_;
  std::string out_;
  size_t depth_ = 0;
};

} // namespace

std::string dump(const Machine &machine) {
  Dumper dumper(machine.tree ? machine.tree->file.get() : nullptr);
  dumper.machine(machine, "Machine");
  return dumper.take();
}

} // namespace aslc::ast
