// What is at the cursor, in a few words.
#include "compiler/catalogue/catalogue.h"
#include "compiler/editor/features/expressions.h"
#include "compiler/editor/features/features.h"
#include "compiler/editor/features/request.h"
#include "compiler/report/bounds/report.h"

#include <algorithm>

namespace aslc::editor {

namespace {

using source::Node;

Json answer(const Query &query, source::Range range, std::string text) {
  return {{"contents", markdown(std::move(text))}, {"range", query.range(range)}};
}

std::string shapeLine(std::string_view what, const analysis::Shape &shape) {
  return shape.isNothing() ? ""
                           : "- " + std::string(what) + ": " + analysis::describe(shape) + "\n";
}

/// What is known of a state: type, comment, data, bounds.
std::string aboutState(const Query &query, size_t state) {
  const Snapshot &snapshot = query.snapshot;
  const StateEntry &entry = snapshot.states().states()[state];
  std::string_view type = snapshot.states().typeOf(state);
  std::string text = "**" + std::string(entry.name) + "**";
  if (!type.empty())
    text += " (" + std::string(type) + ")";
  text += "\n\n";
  if (std::string_view comment = textOf(entry.node, "Comment"); !comment.empty())
    text += std::string(comment) + "\n\n";
  if (std::string_view about = aboutType(type); !about.empty())
    text += std::string(about) + "\n\n";
  std::string path = snapshot.states().pathOf(state);
  if (!snapshot.analysis)
    return text;
  if (const analysis::StateData *data = snapshot.analysis->dataOf(path)) {
    text += shapeLine("input", data->inputShape);
    text += shapeLine("result", data->resultShape);
    text += shapeLine("output", data->outputShape);
  }
  auto known = snapshot.analysis->states.find(path);
  if (known == snapshot.analysis->states.end())
    return text;
  if (auto bounds = snapshot.analysis->boundsOf.find(known->second);
      bounds != snapshot.analysis->boundsOf.end())
    text += "- one visit: " + report::visitOf(*bounds->second, *snapshot.analysis->bounds) + "\n";
  return text;
}

std::string aboutField(const FieldInfo &field) {
  std::string text = "**" + std::string(field.name) + "**\n\n" + std::string(field.about);
  if (std::vector<std::string_view> words = wordsOf(field.owner, field.name); !words.empty()) {
    text += "\n\nOne of ";
    for (std::string_view word : words)
      text += (word == words.front() ? "`" : ", `") + std::string(word) + "`";
    text += ".";
  }
  if (!field.page.empty())
    text += "\n\n[AWS's guide](" + linkOf(field.page) + ")";
  return text;
}

std::string_view nameOf(catalogue::Repetition repetition) {
  switch (repetition) {
  case catalogue::Repetition::ReadOnly:
    return "It only reads.";
  case catalogue::Repetition::Idempotent:
    return "Calling it twice does no harm.";
  case catalogue::Repetition::Harmful:
    return "Calling it twice does its work twice.";
  case catalogue::Repetition::Unknown:
    break;
  }
  return {};
}

std::string aboutResource(std::string_view resource) {
  catalogue::Integration integration = catalogue::integrationOf(resource);
  using Kind = catalogue::Integration::Kind;
  if (integration.kind == Kind::Function)
    return "A Lambda function. The result is what it returns.";
  if (integration.kind == Kind::Activity)
    return "An activity: a worker asks for the task and answers.";
  if (!integration.operation)
    return "";
  const catalogue::Operation &operation = *integration.operation;
  std::string text =
      "**" + std::string(operation.service) + ":" + std::string(operation.name) + "**\n\n";
  if (integration.pattern == catalogue::Pattern::WaitForTaskToken)
    text += "The task waits until somebody gives its token back. ";
  else if (integration.pattern != catalogue::Pattern::RequestResponse)
    text += "The task waits until the job has ended. ";
  text += nameOf(operation.repetition);
  std::string needed;
  if (operation.request.kind() == catalogue::Type::Kind::Object)
    for (size_t i = 0; i < operation.request.memberCount(); ++i)
      if (catalogue::Member member = operation.request.member(i); member.always)
        needed += (needed.empty() ? "`" : ", `") + std::string(member.name) + "`";
  if (!needed.empty())
    text += "\n\nNeeds " + needed + ".";
  if (operation.errorCount() != 0) {
    constexpr size_t most = 12;
    text += "\n\nErrors:";
    for (size_t i = 0; i < std::min(operation.errorCount(), most); ++i)
      text += (i == 0 ? " `" : ", `") + std::string(operation.error(i)) + "`";
    text += operation.errorCount() > most ? ", ..." : ".";
  }
  return text;
}

std::string_view aboutError(std::string_view name) {
  constexpr std::pair<std::string_view, std::string_view> errors[] = {
      {"States.ALL", "Every error, apart from `States.DataLimitExceeded` and `States.Runtime`."},
      {"States.TaskFailed", "Every error of a task, apart from `States.Timeout`."},
      {"States.Timeout", "The task or the execution took longer than `TimeoutSeconds`."},
      {"States.HeartbeatTimeout", "No heartbeat came in time."},
      {"States.Permissions", "The role may not do what the task asks for."},
      {"States.DataLimitExceeded", "A value is larger than 256 KiB. It cannot be caught."},
      {"States.Runtime", "The execution could not go on. It cannot be caught."},
      {"States.ResultPathMatchFailure", "`ResultPath` cannot be put into the input."},
      {"States.ParameterPathFailure",
       "Never raised: a path in `Parameters` that leads to nothing fails with `States.Runtime`."},
      {"States.QueryEvaluationError", "A JSONata expression failed."},
      {"States.BranchFailed", "A branch of a Parallel state failed."},
      {"States.NoChoiceMatched",
       "Never raised: a Choice without a match fails with `States.Runtime`."},
      {"States.IntrinsicFailure", "An intrinsic function failed."},
      {"States.ExceedToleratedFailureThreshold", "More items failed than the Map tolerates."},
      {"States.ItemReaderFailed", "The items could not be read."},
      {"States.ResultWriterFailed", "The results could not be written."}};
  for (const auto &[each, about] : errors)
    if (each == name)
      return about;
  return {};
}

std::string_view aboutNamed(const std::vector<NamedText> &names, std::string_view name) {
  for (const NamedText &each : names)
    if (each.name == name)
      return each.about;
  return {};
}

std::string fenced(const std::string &signature, std::string_view about) {
  return "```\n" + signature + "\n```\n" + std::string(about);
}

/// What is said of a value: what it means, and what it is.
std::string aboutValue(std::string path, std::string_view about, const analysis::Shape &shape) {
  std::string text(about);
  if (!text.empty())
    text += "\n\n";
  if (!shape.isNothing())
    text += wordsOf(shape);
  return text.empty() ? "" : "`" + path + "`\n\n" + text;
}

/// What the JSONata expression before the end of a name says of that name. `calls`: a bracket
/// follows.
std::string aboutJsonata(const Query &query, const Where &where, const JsonataCursor &cursor,
                         bool calls) {
  bool isMember = cursor.kind == JsonataCursor::Kind::Member;
  bool isVariable = cursor.kind == JsonataCursor::Kind::Variable;
  if (cursor.name.empty() || (!isMember && !isVariable && cursor.receiver.empty()))
    return "";
  bool isLocal =
      std::find(cursor.locals.begin(), cursor.locals.end(), cursor.name) != cursor.locals.end();
  if (isVariable && calls && !isLocal) {
    std::string signature = signatureOfFunction(cursor.name);
    return signature.empty() ? "" : fenced("$" + signature, aboutFunction(cursor.name));
  }
  std::string path = isVariable ? "$" + cursor.name : cursor.receiver + "." + cursor.name;
  std::span<const std::string> names = cursor.path;
  std::string_view about;
  if (names.size() == 1 && names[0] == "$states")
    about = aboutNamed(statesMembers(where), cursor.name);
  else if (names.size() > 1 && names[0] == "$states" && names[1] == "context")
    about = aboutNamed(contextMembers(where, names.subspan(2)), cursor.name);
  std::string expression = isVariable ? path : cursor.receiver + ".`" + cursor.name + "`";
  KnownValue value = valueAt(cursor, expression, scopeAt(query.snapshot, where));
  bool isKnown = !value.shape.isNothing() && !value.shape.isUnknown() &&
                 !value.shape.isOnly(analysis::Kind::Missing);
  return aboutValue(path, about, isKnown ? value.shape : analysis::Shape::nothing());
}

std::string aboutPath(const Query &query, const Where &where, PathCursor cursor) {
  if (cursor.root == "States") {
    std::string signature = signatureOfIntrinsic(cursor.last);
    return signature.empty() ? "" : fenced(signature, aboutIntrinsic(cursor.last));
  }
  if (cursor.isNothing || cursor.last.empty() || cursor.last == "$" || cursor.root.empty())
    return "";
  std::string_view about;
  if (cursor.root == "$$" && cursor.hasDot)
    about = aboutNamed(contextMembers(where, cursor.names), cursor.last);
  if (cursor.hasBracket)
    cursor.names.push_back(cursor.last.substr(1));
  else if (cursor.hasDot)
    cursor.names.push_back(cursor.last);
  else
    cursor.root = cursor.last;
  std::string path = cursor.root;
  for (const std::string &step : cursor.names)
    path += step == "[]" ? "[]" : "." + step;
  return aboutValue(path, about, shapeOf(cursor, query.snapshot, where));
}

/// The function or the value that an expression names at the cursor.
Json expressionAt(const Query &query, const Where &where, uint32_t cursor) {
  std::string_view text = query.snapshot.file().text().substr(where.place.valueBegin);
  uint32_t begin = std::min(where.place.valueBegin, cursor); // the cursor may be before the quote
  std::string_view before = throughName(text, cursor - begin);
  Where through = where;
  through.place.before = before;
  std::string expression = expressionBefore(query.snapshot, through);
  std::string about;
  size_t length = 0;
  if (where.isJsonata()) {
    JsonataCursor found = jsonataCursorAt(expression);
    about = aboutJsonata(query, where, found, text.substr(before.size()).starts_with('('));
    length = found.length;
  } else {
    PathCursor found = pathCursorAt(expression);
    length = found.last.size();
    about = aboutPath(query, where, std::move(found));
  }
  auto end = static_cast<uint32_t>(where.place.valueBegin + before.size());
  return about.empty() ? Json() : answer(query, {end - static_cast<uint32_t>(length), end}, about);
}

Json plainValueAt(const Query &query, const Where &where) {
  const Place &place = where.place;
  std::string_view text = textOf(where.container, place.key);
  if (where.role == Role::Resource)
    if (std::string about = aboutResource(text); !about.empty())
      return answer(query, place.word, about);
  if (where.role == Role::ErrorName) {
    const Node *name = nodeAt(where.tree->root, place.path());
    std::string_view about = name ? aboutError(name->text) : "";
    if (!about.empty())
      return answer(query, place.word, "**" + name->text + "**\n\n" + std::string(about));
  }
  if (where.owner == Role::State && place.key == "Type" && !aboutType(text).empty())
    return answer(query, place.word,
                  "**" + std::string(text) + "**\n\n" + std::string(aboutType(text)));
  if (std::string parameter = place.inObject ? aboutParameter(where, place.key) : "";
      !parameter.empty())
    return answer(query, place.word, parameter);
  return nullptr;
}

} // namespace

Json hoverAt(const Query &query, uint32_t cursor) {
  const Snapshot &snapshot = query.snapshot;
  auto anchored = snapshot.anchoredAt(cursor);
  if (size_t state = snapshot.states().at(anchored ? anchored->begin : cursor); state != none) {
    source::Range range =
        anchored ? whereIs(snapshot, cursor).place.word : *snapshot.states().nameAt(cursor);
    return answer(query, range, aboutState(query, state));
  }
  Where where = whereIs(snapshot, cursor);
  if (where.place.kind == Place::Kind::Key) {
    std::string_view text = snapshot.file().text();
    std::string key(
        text.substr(where.place.word.begin, where.place.word.end - where.place.word.begin));
    while (!key.empty() && (key.back() == '"' || key.back() == '\'' || key.back() == ' '))
      key.pop_back();
    if (!key.empty() && (key[0] == '"' || key[0] == '\''))
      key.erase(0, 1);
    if (const FieldInfo *field = findField(where.owner, key))
      return answer(query, where.place.word, aboutField(*field));
    std::string parameter = aboutParameter(where, key);
    return parameter.empty() ? Json() : answer(query, where.place.word, parameter);
  }
  if (where.place.kind != Place::Kind::Value)
    return nullptr;
  if (where.evaluated() != Where::Evaluated::No)
    return expressionAt(query, where, cursor);
  return plainValueAt(query, where);
}

} // namespace aslc::editor
