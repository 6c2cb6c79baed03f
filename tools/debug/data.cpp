#include "tools/debug/data.h"

#include "runtime/dom/text.h"
#include "runtime/exec/error.h"
#include "runtime/exec/frame.h"
#include "runtime/value/heap.h"
#include "runtime/value/json.h"

#include <algorithm>
#include <charconv>

namespace aslc::debug {

namespace {

using asl::Expected;
using asl::Failure;
using asl::Heap;
using asl::Value;
using asl::exec::Frame;

Json jsonOf(Value value) { return asl::dom::parseOrdered(asl::json::write(value)); }

/// A target taken apart: what it begins with, and the way from there.
struct Target {
  std::string root; ///< `input`, `output`, `error` or the name of a variable
  bool isVariable = false;
  Json::json_pointer way;
};

/// The end of the quoted text that `text` begins with; 0 without one.
size_t endOfQuoted(std::string_view text) {
  if (text.empty() || text[0] != '"')
    return 0;
  for (size_t at = 1; at < text.size(); ++at)
    if (text[at] == '\\')
      ++at;
    else if (text[at] == '"')
      return at + 1;
  return text.size();
}

class TargetReader {
public:
  explicit TargetReader(std::string_view text) : rest_(text) {}

  Expected<Target> read() {
    Target target;
    target.isVariable = take('$');
    target.root = name();
    if (target.root.empty())
      return Failure{"what is meant? `input`, `output`, or a variable such as `$total`, and "
                     "members behind it: `input.lines[0]`"};
    while (!rest_.empty())
      if (!step(target.way))
        return Failure{"`" + std::string(rest_) +
                       "` is not a member or an index: write `.name`, `[0]` or `[\"a name\"]`"};
    return target;
  }

private:
  bool take(char c) {
    if (rest_.empty() || rest_[0] != c)
      return false;
    rest_.remove_prefix(1);
    return true;
  }
  std::string name() {
    size_t end = std::min(rest_.find_first_of(".[ "), rest_.size());
    std::string found(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return found;
  }
  bool step(Json::json_pointer &way) {
    std::string_view before = rest_;
    if (take('.')) {
      std::string member = name();
      if (!member.empty())
        return way.push_back(member), true;
    } else if (take('[')) {
      size_t end = rest_.find(']', endOfQuoted(rest_));
      Json key = asl::dom::parseOrdered(rest_.substr(0, end));
      if (end != rest_.npos && (key.is_string() || key.is_number_unsigned())) {
        rest_.remove_prefix(end + 1);
        way.push_back(key.is_string() ? key.get<std::string>() : asl::dom::write(key));
        return true;
      }
    }
    rest_ = before;
    return false;
  }

  std::string_view rest_;
};

/// Where a variable is kept: the innermost flow that has one of the name. Null when there is none.
asl_value *slotOf(asl_frame *frame, std::string_view name) {
  for (; frame != nullptr; frame = frame->parent) {
    const asl_flow &flow = *Frame::of(frame).flow;
    for (uint32_t slot = 0; slot < flow.variable_count; ++slot)
      if (asl::text(flow.variables[slot]) == name)
        return &frame->variables[slot];
  }
  return nullptr;
}

/// The whole that a target begins with.
Expected<Json> rootOf(const Stop &stop, const Target &target) {
  if (!target.isVariable) {
    if (target.root != nameOf(stop.moment))
      return Failure{"here the data is called `" + std::string(nameOf(stop.moment)) + "`"};
    return valueOf(stop);
  }
  const asl_value *slot = slotOf(stop.frame, target.root);
  if (slot == nullptr)
    return Failure{"there is no variable `$" + target.root + "` here"};
  return asl::isUndefined(*slot) ? Json() : jsonOf(*slot);
}

} // namespace

std::string_view nameOf(Moment moment) {
  return moment == Moment::Entry ? "input" : moment == Moment::Exit ? "output" : "error";
}

Json valueOf(const Stop &stop) {
  if (!asl::isError(stop.value))
    return jsonOf(stop.value);
  asl::history::Failure failure = asl::exec::failureOf(*stop.value.error);
  Json error = Json::object();
  if (failure.error)
    error["Error"] = *failure.error;
  if (failure.cause)
    error["Cause"] = *failure.cause;
  return error;
}

Json variablesOf(const Stop &stop) {
  Json variables = Json::object();
  for (asl_frame *frame = stop.frame; frame != nullptr; frame = frame->parent) {
    const asl_flow &flow = *Frame::of(frame).flow;
    for (uint32_t slot = 0; slot < flow.variable_count; ++slot) {
      std::string name(asl::text(flow.variables[slot]));
      if (!asl::isUndefined(frame->variables[slot]) && !variables.contains(name))
        variables[name] = jsonOf(frame->variables[slot]);
    }
  }
  return variables;
}

size_t endOfTarget(std::string_view text) {
  size_t at = 0;
  while (at < text.size() && text[at] != ' ')
    at += std::max<size_t>(endOfQuoted(text.substr(at)), 1);
  return at;
}

Expected<Json> find(const Stop &stop, std::string_view text) {
  Expected<Target> target = TargetReader(text).read();
  if (!target)
    return target.failure();
  Expected<Json> root = rootOf(stop, *target);
  if (!root)
    return root;
  if (!root->contains(target->way))
    return Failure{"there is no `" + std::string(text) + "`"};
  return (*root)[target->way];
}

Expected<void> set(Stop &stop, std::string_view text, std::string_view value) {
  Expected<Target> target = TargetReader(text).read();
  if (!target)
    return target.failure();
  Json given = asl::dom::parseOrdered(value);
  const Failure tooDeep{"the value is " + std::string(asl::tooDeepText)};
  if (given.is_discarded() && asl::dom::isJson(value))
    return tooDeep;
  if (given.is_discarded())
    return Failure{"`" + std::string(value) + "` is not JSON; a text stands in double quotes"};
  Expected<Json> root = rootOf(stop, *target);
  if (!root)
    return root.failure();
  if (!target->isVariable && stop.moment == Moment::Failure)
    return Failure{"an error cannot be changed"};
  // The whole is taken as it is written; only a part has to be put into its whole.
  std::string whole(value);
  if (!target->way.empty()) {
    try {
      (*root)[target->way] = std::move(given);
    } catch (const Json::exception &) {
      return Failure{"`" + std::string(text) +
                     "` leads through something that is neither an object nor an array"};
    }
    whole = root->dump();
  }
  Value made = asl::json::read(Heap::of(stop.frame->heap), whole);
  if (asl::isUndefined(made))
    return tooDeep;
  (target->isVariable ? *slotOf(stop.frame, target->root) : stop.value) = made;
  return {};
}

} // namespace aslc::debug
