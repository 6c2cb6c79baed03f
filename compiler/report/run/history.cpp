#include "compiler/report/run/history.h"

#include "runtime/expr/time.h"
#include "runtime/support/decimal.h"
#include "runtime/support/number_text.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace aslc::report::run {

namespace {

using asl::Expected;
using source::Node;

constexpr std::string_view kDetailsSuffix = "EventDetails";

class Reader {
public:
  explicit Reader(History &history) : history_(history) {}

  Expected<void> read() {
    const source::Tree &tree = history_.tree;
    if (!tree.faults.empty())
      return problem(tree.faults[0].range, tree.faults[0].message());
    const Node *root = tree.root;
    bool isPages = root && root->is(Node::Kind::Array) && !root->items.empty() &&
                   root->items[0]->find("events");
    Expected<void> added;
    if (isPages) {
      for (const Node *page : root->items)
        if (added = addPage(page); !added)
          return added;
    } else if (added = addPage(root); !added) {
      return added;
    }
    return checkIds(root->range);
  }

private:
  asl::Failure problem(source::Range range, const std::string &text) const {
    source::LineColumn place = history_.tree.file->lineColumn(range.begin);
    return {history_.tree.file->name() + ":" + std::to_string(place.line) + ":" +
            std::to_string(place.column) + ": " + text};
  }

  /// Adds the events of an answer, or of a list.
  Expected<void> addPage(const Node *page) {
    const Node *list = page;
    if (list && list->is(Node::Kind::Object)) {
      const source::Member *events = list->find("events");
      if (!events)
        return problem(list->range, "there is no `events`: this is not the history of an execution "
                                    "as GetExecutionHistory returns it");
      list = events->value;
    }
    if (!list || !list->is(Node::Kind::Array))
      return problem(list ? list->range : source::Range{}, "there should be a list of events");
    for (const Node *event : list->items)
      if (Expected<void> added = add(*event); !added)
        return added;
    return {};
  }

  Expected<void> add(const Node &node) {
    if (!node.is(Node::Kind::Object))
      return problem(node.range, "there should be an event, which is an object");
    Event event;
    const source::Member *type = node.find("type"), *time = node.find("timestamp");
    if (!type || !type->value->is(Node::Kind::String))
      return problem(node.range, "the event has no `type`");
    event.type = type->value->text;
    for (auto [name, member] : {std::pair{"id", &event.id}, {"previousEventId", &event.previous}})
      if (Expected<void> read = readInteger(node, name, *member); !read)
        return read;
    std::optional<int64_t> ms = time ? timeOf(*time->value) : std::nullopt;
    if (!ms)
      return problem(time ? time->value->range : node.range,
                     "the event has no `timestamp` in seconds or in the form of RFC 3339");
    event.timeMs = *ms;
    for (const source::Member &member : node.members)
      if (member.key.ends_with(kDetailsSuffix) && member.value->is(Node::Kind::Object))
        event.details = member.value;
    history_.events.push_back(event);
    return {};
  }

  Expected<void> readInteger(const Node &node, const char *name, int64_t &to) const {
    const source::Member *member = node.find(name);
    if (!member)
      return {}; // the first event may have no previous one
    std::optional<int64_t> number = member->value->is(Node::Kind::Number)
                                        ? asl::parseNumber<int64_t>(member->value->text)
                                        : std::nullopt;
    if (!number || *number < 0)
      return problem(member->value->range, std::string("`") + name + "` should be a whole number");
    to = *number;
    return {};
  }

  static std::optional<int64_t> timeOf(const Node &value) {
    if (value.is(Node::Kind::String)) {
      std::optional<asl::Instant> time = asl::parseTimestamp(value.text);
      return time ? std::optional(time->seconds * 1000 + time->nanoseconds / 1'000'000)
                  : std::nullopt;
    }
    if (!value.is(Node::Kind::Number))
      return std::nullopt;
    double seconds = asl::nearestDouble(value.text);
    // A larger double cannot hold milliseconds, and no execution has such a time.
    if (!(std::abs(seconds) < 1e12))
      return std::nullopt;
    return std::llround(seconds * 1000);
  }

  Expected<void> checkIds(source::Range range) {
    std::vector<Event> &events = history_.events;
    std::sort(events.begin(), events.end(),
              [](const Event &a, const Event &b) { return a.id < b.id; });
    for (size_t i = 0; i < events.size(); ++i)
      if (events[i].id != static_cast<int64_t>(i) + 1 || events[i].previous >= events[i].id)
        return problem(range, "the event " + std::to_string(i + 1) +
                                  " is missing or stands twice, or follows a later one: all pages "
                                  "of the history are needed");
    return {};
  }

  History &history_;
};

} // namespace

std::string_view Event::text(std::string_view member) const {
  const source::Member *found = details ? details->find(member) : nullptr;
  return found && found->value->is(Node::Kind::String) ? std::string_view(found->value->text)
                                                       : std::string_view();
}

const Event *History::find(int64_t id) const {
  return id >= 1 && static_cast<size_t>(id) <= events.size() ? &events[static_cast<size_t>(id) - 1]
                                                             : nullptr;
}

asl::Expected<History> readHistory(std::shared_ptr<const source::File> file) {
  History history;
  history.tree = asl::document::read(std::move(file), {source::Notation::Json});
  Expected<void> read = Reader(history).read();
  if (!read)
    return read.failure();
  return history;
}

} // namespace aslc::report::run
