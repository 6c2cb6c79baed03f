// Compares the request of a Task with the type that the catalogue has of it.
#include "compiler/sema/request.h"

#include "compiler/source/placeholder.h"
#include "runtime/support/document/json_words.h"

#include <algorithm>

namespace aslc::sema {

namespace {

using catalogue::Member;
using catalogue::Type;
using source::Node;

/// Operations that need one of several members.
struct Alternatives {
  std::string_view service, action;
  std::string_view names[3];
};
constexpr Alternatives alternatives[] = {
    {"http", "invoke", {"InvocationConfig", "Authentication", ""}},
    {"sns", "publish", {"TopicArn", "TargetArn", "PhoneNumber"}},
};

class RequestChecker {
public:
  RequestChecker(Checker &checker, ast::QueryLanguage language,
                 const catalogue::Operation &operation, bool sdk)
      : checker_(checker), operation_(operation), sdk_(sdk),
        jsonata_(language == ast::QueryLanguage::Jsonata) {}

  void run(const Node &request) {
    if (operation_.request.kind() != Type::Kind::Object)
      return;
    object(request, operation_.request);
    for (const Alternatives &each : alternatives)
      if (each.service == operation_.service && each.action == operation_.name)
        oneOf(request, each);
    fifo(request);
  }

private:
  std::string called() const {
    return std::string(sdk_ ? "aws-sdk:" : "") + std::string(operation_.service) + ":" +
           std::string(operation_.name);
  }

  /// The key without its `.$`.
  std::string_view nameOf(const source::Member &member) const {
    std::string_view key = member.key;
    return !jsonata_ && key.ends_with(".$") ? key.substr(0, key.size() - 2) : key;
  }

  /// Whether the value is made when the state runs, or by another tool before that.
  bool isOpen(const Node &value) const {
    if (value.is(Node::Kind::Null))
      return true;
    if (value.is(Node::Kind::String))
      return source::holdsPlaceholder(value.text) ||
             (jsonata_ && value.text.starts_with("{%") && value.text.ends_with("%}"));
    return value.is(Node::Kind::Object) && value.members.size() == 1 &&
           (value.members[0].key.starts_with("Fn::") || value.members[0].key == "Ref");
  }

  void value(std::string_view name, const Node &value, Type type) {
    using Kind = Node::Kind;
    if (type.kind() == Type::Kind::Any || isOpen(value))
      return;
    switch (type.kind()) {
    case Type::Kind::Any:
      return;
    case Type::Kind::Text:
      // An object or an array is sent as its JSON text.
      if (value.is(Kind::Number) || value.is(Kind::Boolean))
        wrongType(name, value, "a string");
      else if (value.is(Kind::String))
        enumerated(name, value, type);
      return;
    case Type::Kind::Number:
      expect(name, value, Kind::Number, "a number");
      return;
    case Type::Kind::Boolean:
      expect(name, value, Kind::Boolean, "a boolean");
      return;
    case Type::Kind::List:
      if (expect(name, value, Kind::Array, "an array"))
        for (const Node *item : value.items)
          this->value(name, *item, type.element());
      return;
    case Type::Kind::Map:
      if (expect(name, value, Kind::Object, "an object"))
        for (const source::Member &member : value.members)
          if (!isEvaluated(member))
            this->value(member.key, *member.value, type.element());
      return;
    case Type::Kind::Object:
      if (expect(name, value, Kind::Object, "an object"))
        object(value, type);
      return;
    }
  }

  bool isEvaluated(const source::Member &member) const {
    return nameOf(member).size() != member.key.size();
  }

  bool expect(std::string_view name, const Node &value, Node::Kind kind, std::string_view what) {
    if (!value.is(kind))
      wrongType(name, value, what);
    return value.is(kind);
  }

  void wrongType(std::string_view name, const Node &value, std::string_view what) {
    auto report = checker_.diags.emit(value.range, diag::Kind::ParameterType,
                                      {name, asl::document::kindName(value.kind), what});
    bool isMeant = what == "a number"    ? asl::document::isJsonNumber(value.text)
                   : what == "a boolean" ? value.text == "true" || value.text == "false"
                                         : false;
    std::string_view written = checker_.diags.file().text(value.range);
    if (value.is(Node::Kind::String) && isMeant && written.find(value.text) != written.npos)
      report.hint("write it without quotes",
                  {value.range, value.text, diag::Applicability::MachineApplicable});
    else if (what == "a string")
      report.hint("write it with quotes", {value.range, "\"" + std::string(written) + "\"",
                                           diag::Applicability::MachineApplicable});
  }

  void enumerated(std::string_view name, const Node &value, Type type) {
    if (type.valueCount() == 0)
      return;
    std::vector<std::string> values;
    for (size_t i = 0; i < type.valueCount(); ++i) {
      if (type.value(i) == value.text)
        return;
      values.emplace_back(type.value(i));
    }
    auto report = checker_.diags.emit(value.range, diag::Kind::ParameterValue,
                                      {name, value.text, called(), catalogue::date()});
    if (auto close = diag::closest(value.text, values))
      report.didYouMean(value.text, *close);
  }

  void object(const Node &value, Type type) {
    for (const source::Member &member : value.members) {
      std::string_view name = nameOf(member);
      auto known = type.find(name);
      if (!known)
        unknown(value, member, name, type);
      else if (!isEvaluated(member))
        this->value(name, *member.value, known->type);
    }
    for (size_t i = 0; i < type.memberCount(); ++i)
      if (Member member = type.member(i); member.always && !gives(value, member.name))
        missing(value, member.name);
  }

  void unknown(const Node &value, const source::Member &member, std::string_view name, Type type) {
    std::vector<std::string> names;
    for (size_t i = 0; i < type.memberCount(); ++i) {
      std::string_view each = type.member(i).name;
      if (equalInAnyCase(each, name)) {
        auto report = checker_.diags.emit(member.keyRange, diag::Kind::ParameterCase, {each, name});
        if (!gives(value, each))
          report.didYouMean(name, each);
        return;
      }
      names.emplace_back(each);
    }
    auto report = checker_.diags.emit(member.keyRange, diag::Kind::UnknownParameter,
                                      {called(), name, catalogue::date()});
    auto close = diag::closest(name, names);
    if (close && gives(value, *close))
      report.hint("did you mean `" + *close + "`?");
    else if (close)
      report.didYouMean(name, *close);
  }

  /// A member in a wrong case was reported already.
  void missing(const Node &value, std::string_view name) {
    for (const source::Member &member : value.members)
      if (equalInAnyCase(nameOf(member), name))
        return;
    checker_.diags.emit(first(value), diag::Kind::MissingParameter, {called(), name});
  }

  void oneOf(const Node &request, const Alternatives &each) {
    std::string printed;
    for (std::string_view name : each.names) {
      if (!name.empty() && gives(request, name))
        return;
      if (!name.empty())
        printed += (printed.empty() ? "" : "` or `") + std::string(name);
    }
    checker_.diags.emit(first(request), diag::Kind::MissingParameter, {called(), printed});
  }

  /// Queues and topics whose name ends in `.fifo` take messages of groups only.
  void fifo(const Node &request) {
    for (std::string_view name : {"QueueUrl", "TopicArn"}) {
      const source::Member *target = request.find(name);
      bool isSend = operation_.name == "sendMessage" || operation_.name == "publish";
      if (isSend && target && target->value->is(Node::Kind::String) && !isOpen(*target->value) &&
          target->value->text.ends_with(".fifo") && !gives(request, "MessageGroupId"))
        checker_.diags
            .emit(target->value->range, diag::Kind::MissingParameter, {called(), "MessageGroupId"})
            .hint("a FIFO queue or topic takes messages of groups only");
    }
  }

  static source::Range first(const Node &value) {
    return {value.range.begin, value.range.begin + 1};
  }

  Checker &checker_;
  const catalogue::Operation &operation_;
  bool sdk_;
  bool jsonata_;
};

} // namespace

bool equalInAnyCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

const Node *requestOf(const ast::State &state) {
  const ast::TemplateField &field =
      state.language == ast::QueryLanguage::Jsonata ? state.arguments : state.parameters;
  return field && field->node->is(Node::Kind::Object) ? field->node : nullptr;
}

bool gives(const Node &request, std::string_view name) {
  return std::any_of(request.members.begin(), request.members.end(), [&](const auto &member) {
    std::string_view key = member.key;
    return key.starts_with(name) && (key.size() == name.size() || key.substr(name.size()) == ".$");
  });
}

void checkRequest(Checker &checker, const ast::State &state, const catalogue::Operation &operation,
                  bool sdk) {
  const Node *request = requestOf(state);
  if (!request)
    return;
  RequestChecker(checker, state.language, operation, sdk).run(*request);
  if (operation.service == "dynamodb")
    checkDynamoDbExpressions(checker, state, *request);
}

void checkS3Request(Checker &checker, ast::QueryLanguage language, const Node &request,
                    std::string_view operation) {
  if (operation == "putObject") { // of a ResultWriter, which makes the keys
    if (!gives(request, "Bucket"))
      checker.diags.emit({request.range.begin, request.range.begin + 1},
                         diag::Kind::MissingParameter, {"s3:putObject", "Bucket"});
    return;
  }
  auto s3 = catalogue::findService("s3", true);
  if (auto known = s3 ? s3->find(operation) : std::nullopt)
    RequestChecker(checker, language, *known, false).run(request);
}

} // namespace aslc::sema
