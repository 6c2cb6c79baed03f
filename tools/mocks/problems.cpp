#include "tools/mocks/problems.h"

#include "runtime/support/closest.h"
#include "runtime/support/file.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <tuple>

namespace aslc::mocks {

namespace {

using Kind = Node::Kind;

std::string insteadOf(const Node &node) {
  return ", not " + std::string(asl::document::kindName(node.kind));
}

constexpr size_t mostBytes = 64u << 20;

} // namespace

std::string Problems::text() const {
  std::vector<Problem> sorted = found_;
  std::sort(sorted.begin(), sorted.end(), [](const Problem &a, const Problem &b) {
    return std::tie(a.at, a.message) < std::tie(b.at, b.message);
  });
  std::string text;
  for (const Problem &problem : sorted)
    text +=
        (text.empty() ? "" : "\n") + file_->placeText(problem.at) + ": error: " + problem.message;
  return text;
}

bool Problems::object(const Node &node, std::string_view what,
                      std::initializer_list<std::string_view> known) {
  if (!node.is(Kind::Object)) {
    add(node, std::string(what) + " must be an object" + insteadOf(node));
    return false;
  }
  for (const Member &member : node.members) {
    if (std::find(known.begin(), known.end(), member.key) != known.end())
      continue;
    std::vector<std::string> names(known.begin(), known.end());
    std::string hint = meant(member.key, names), list;
    for (const std::string &name : names)
      list += (list.empty() ? "" : ", ") + name;
    add(member, ticked(member.key) + " is not a field of " + std::string(what) +
                    (hint.empty() ? "; there are " + list : hint));
  }
  return true;
}

std::optional<std::string> Problems::text(const Node &node, std::string_view field) {
  if (node.is(Kind::String))
    return node.text;
  add(node, ticked(field) + " must be a text" + insteadOf(node));
  return std::nullopt;
}

std::optional<double> Problems::number(const Node &node, std::string_view field) {
  constexpr double most = 1e12;
  double value = most * 2; // of a number that does not fit
  const char *end = node.text.data() + node.text.size();
  bool isNumber = node.is(Kind::Number) &&
                  std::from_chars(node.text.data(), end, value).ec != std::errc::invalid_argument;
  if (isNumber && value >= 0 && value <= most)
    return value;
  add(node, ticked(field) + " must be a number from 0" +
                (isNumber && value > most ? " to 1000000000000" : "") +
                (node.is(Kind::Number) ? "" : insteadOf(node)));
  return std::nullopt;
}

std::optional<uint64_t> Problems::count(const Node &node, std::string_view field) {
  std::optional<double> value = number(node, field);
  if (!value)
    return std::nullopt;
  if (std::floor(*value) == *value)
    return static_cast<uint64_t>(*value);
  add(node, ticked(field) + " must be a whole number");
  return std::nullopt;
}

bool Problems::boolean(const Node &node, std::string_view field) {
  if (!node.is(Kind::Boolean))
    add(node, ticked(field) + " must be true or false" + insteadOf(node));
  return node.boolean;
}

const std::vector<const Node *> &Problems::list(const Node &node, std::string_view field) {
  if (!node.is(Kind::Array))
    add(node, ticked(field) + " must be a list" + insteadOf(node));
  return node.items; // which other kinds do not have
}

std::string ticked(std::string_view text) { return "`" + std::string(text) + "`"; }

const Node *memberOf(const Node &object, std::string_view name) {
  const Member *member = object.find(name);
  return member ? member->value : nullptr;
}

std::string meant(std::string_view written, const std::vector<std::string> &names) {
  auto closest = asl::closest(written, names);
  return closest ? "; did you mean `" + *closest + "`?" : "";
}

asl::Expected<asl::document::Tree> readDocument(const std::string &path) {
  using namespace asl::document;
  asl::Expected<std::string> text = asl::readFile(path, mostBytes);
  if (!text)
    return asl::Failure{path + ": cannot be read: " + text.error()};
  auto file = std::make_shared<const File>(path, *std::move(text));
  Notation notation = path.ends_with(".json") ? Notation::Json : Notation::Yaml;
  Tree tree = read(file, {.notation = notation});
  Problems problems(file);
  for (const Fault &fault : tree.faults)
    problems.add(fault.range.begin, fault.message());
  if (problems.none() && !tree.root)
    problems.add(0, "the file is empty");
  if (!problems.none())
    return asl::Failure{problems.text()};
  return tree;
}

} // namespace aslc::mocks
