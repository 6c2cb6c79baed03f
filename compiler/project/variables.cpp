// Looking variables up.
#include "compiler/project/variables.h"

#include "compiler/project/definition.h"
#include "runtime/support/closest.h"
#include "runtime/support/file.h"
#include "runtime/support/number_text.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>

namespace aslc::project {

using source::Node;

namespace {

constexpr unsigned mostSteps = 16;        ///< variables that stand for variables
constexpr size_t mostWork = 300000;       ///< look-ups of variables for one configuration
constexpr size_t largestFile = 64u << 20; ///< bytes
constexpr size_t mostFiles = 200;
constexpr size_t longestText = 1u << 20; ///< with its variables replaced

std::string_view trimmed(std::string_view text) {
  size_t begin = std::min(text.find_first_not_of(" \t\r\n"), text.size());
  size_t end = text.find_last_not_of(" \t\r\n");
  return end == text.npos ? std::string_view() : text.substr(begin, end + 1 - begin);
}

/// Where the variable that begins at `begin` ends, past its `}`; npos when it does not.
size_t endOf(std::string_view text, size_t begin) {
  size_t open = 0;
  for (size_t i = begin; i < text.size(); ++i) {
    if (text[i] == '{' && i > 0 && (text[i - 1] == '$' || text[i - 1] == '#'))
      ++open;
    else if (text[i] == '}' && open > 0 && --open == 0)
      return i + 1;
  }
  return text.npos;
}

/// Whether it names where its value comes from, as all variables of the framework do.
bool hasSource(std::string_view variable) {
  constexpr std::array<std::string_view, 12> sources = {"self:", "opt:", "env:",   "file(",
                                                        "sls:",  "aws:", "cf:",    "ssm:",
                                                        "s3:",   "cf(",  "param:", "strToBool("};
  variable = trimmed(variable);
  return std::any_of(sources.begin(), sources.end(),
                     [&](std::string_view source) { return variable.starts_with(source); });
}

/// The text that is one variable, without `${` and `}`; empty otherwise.
std::string_view onlyVariable(std::string_view text) {
  text = trimmed(text);
  bool isOne = text.starts_with("${") && endOf(text, 0) == text.size();
  std::string_view inside = isOne ? text.substr(2, text.size() - 3) : std::string_view();
  return hasSource(inside) ? inside : std::string_view();
}

/// Splits at the first comma that is in no quotes and no variable.
std::string_view takeFirst(std::string_view &rest) {
  char quote = 0;
  size_t depth = 0;
  for (size_t i = 0; i < rest.size(); ++i) {
    char c = rest[i];
    if (quote)
      quote = c == quote ? '\0' : quote;
    else if (c == '\'' || c == '"')
      quote = c;
    else if (c == '{' || c == '(')
      ++depth;
    else if ((c == '}' || c == ')') && depth > 0)
      --depth;
    else if (c == ',' && depth == 0) {
      std::string_view first = rest.substr(0, i);
      rest.remove_prefix(i + 1);
      return trimmed(first);
    }
  }
  return trimmed(std::exchange(rest, {}));
}

/// Whether a file holds data, and not a program that makes it.
bool isData(std::string_view path) {
  return path.ends_with(".yml") || path.ends_with(".yaml") || path.ends_with(".json");
}

/// How a variable without a value gets one.
std::string remedyFor(std::string_view variable) {
  for (std::string_view prefix : {"opt:", "param:"})
    if (variable.starts_with(prefix))
      return "give `--parameter " + std::string(variable.substr(prefix.size())) + "=...`";
  return variable.starts_with("env:")
             ? "set `" + std::string(variable.substr(4)) + "` in the environment"
             : "give `--define " + std::string(variable) + "=...`";
}

} // namespace

std::string Variables::stage() {
  for (std::string_view name : {"opt:stage", "sls:stage"})
    if (const std::string *given = given_.find(name))
      return *given;
  if (auto given = given_.parameters.find("stage"); given != given_.parameters.end())
    return given->second;
  constexpr const char *usual = "dev";
  if (isFindingStage_) // `stage: ${opt:stage}` asks for itself
    return usual;
  isFindingStage_ = true;
  Located own = member(member({configuration_, configuration_->root}, "provider"), "stage");
  auto written = own.node ? scalarText(*own.node) : std::nullopt;
  bool isKnown = written && !written->empty() && onlyVariable(*written).empty();
  std::string stage = isKnown ? replaced(*written) : usual;
  isFindingStage_ = false;
  return stage;
}

std::shared_ptr<const source::Tree> Variables::file(const std::string &name) {
  std::string path = pathFrom(*configuration_->file, name);
  auto known = files_.find(path);
  if (known != files_.end())
    return known->second;
  if (files_.size() >= mostFiles)
    return nullptr;
  auto text = asl::readFile(path, largestFile);
  std::shared_ptr<const source::Tree> tree;
  if (text && isData(path))
    tree = readTemplate(std::make_shared<const source::File>(path, *std::move(text)));
  return files_[path] = tree;
}

/// A value that is only a text.
std::optional<Located> Variables::text(std::string text) {
  auto tree = std::make_shared<source::Tree>();
  tree->file = configuration_->file;
  const Node *node = makeString(*tree, std::move(text), {});
  return Located{std::move(tree), node};
}

/// A value without quotes: a number, `true`, `false`, `null`, or else a text.
std::optional<Located> Variables::literal(const std::string &written) {
  bool isNumber = asl::parseNumber<double>(written) &&
                  written.find_first_not_of("0123456789+-.eE") == written.npos;
  bool isBoolean = written == "true" || written == "false";
  if (!isNumber && !isBoolean && written != "null")
    return text(written);
  auto tree = std::make_shared<source::Tree>();
  tree->file = configuration_->file;
  Node *node = tree->make();
  node->kind = isNumber ? Node::Kind::Number : isBoolean ? Node::Kind::Boolean : Node::Kind::Null;
  node->boolean = written == "true";
  if (isNumber)
    node->text = written;
  return Located{std::move(tree), node};
}

/// Why the file `name` has no value at `keys`.
std::string Variables::whyNotFrom(const std::string &name, std::string_view keys) {
  std::string path = pathFrom(*configuration_->file, name);
  if (!isData(path))
    return "`" + path + "` is not a file of JSON or YAML; what a program returns is not known here";
  if (auto text = asl::readFile(path, largestFile); !text)
    return "the file `" + path + "` cannot be read: " + text.error();
  std::shared_ptr<const source::Tree> tree = file(name);
  if (!tree || !tree->root)
    return "the file `" + path + "` has nothing that can be read";
  return "the file `" + path + "` has no `" + std::string(keys) + "`";
}

std::string Variables::whyNoValue(const Node &node) {
  std::string_view variable =
      node.is(Node::Kind::String) ? onlyVariable(node.text) : std::string_view();
  if (variable.empty())
    return {};
  std::string expanded = replaced(variable, 1);
  std::string_view rest = expanded, first = takeFirst(rest);
  if (!first.starts_with("file("))
    return "`" + node.text + "` has no value here";
  size_t close = std::min(first.find(')'), first.size());
  std::string_view keys = first.substr(std::min(close + 1, first.size()));
  return whyNotFrom(std::string(trimmed(first.substr(5, close - 5))),
                    keys.starts_with(':') ? keys.substr(1) : keys);
}

bool Variables::isElsewhere(const Node &node) {
  std::string_view variable =
      node.is(Node::Kind::String) ? onlyVariable(node.text) : std::string_view();
  std::string expanded = replaced(variable, 1);
  std::string_view rest = expanded, first = takeFirst(rest);
  if (!first.starts_with("file("))
    return !first.empty() && !first.starts_with("self:");
  std::string path = pathFrom(
      *configuration_->file, trimmed(first.substr(5, std::min(first.find(')'), first.size()) - 5)));
  std::error_code ignored;
  return !isData(path) && std::filesystem::is_regular_file(path, ignored);
}

Located Variables::member(const Located &object, std::string_view key) {
  return follow({object.tree, valueIn(object.node, key)});
}

Located Variables::follow(Located at) {
  for (unsigned i = 0; i < mostSteps && at.node && at.node->is(Node::Kind::String); ++i) {
    std::string_view variable = onlyVariable(at.node->text);
    std::optional<Located> found = variable.empty() ? std::nullopt : find(variable, 0);
    if (!found)
      break;
    at = *std::move(found);
  }
  return at;
}

/// The value at `a.b.c` in `from`.
std::optional<Located> Variables::path(Located from, std::string_view keys, unsigned depth) {
  while (from.node && !keys.empty()) {
    size_t dot = std::min(keys.find('.'), keys.size());
    std::string_view key = keys.substr(0, dot);
    keys.remove_prefix(std::min(dot + 1, keys.size()));
    const Node *next = valueIn(from.node, key);
    if (!next && from.node->is(Node::Kind::Array)) {
      std::optional<size_t> index = asl::parseNumber<size_t>(key);
      next = index && *index < from.node->items.size() ? from.node->items[*index] : nullptr;
    }
    from.node = next;
    std::string_view variable =
        next && next->is(Node::Kind::String) ? onlyVariable(next->text) : std::string_view();
    if (!variable.empty())
      if (auto found = find(variable, depth + 1))
        from = *std::move(found);
  }
  return from.node ? std::optional(from) : std::nullopt;
}

/// What one source says; none when it says nothing.
std::optional<Located> Variables::source(std::string_view variable, unsigned depth) {
  if (const std::string *given = given_.find(variable))
    return text(*given);
  char quote = variable.empty() ? '\0' : variable[0];
  if (quote == '\'' || quote == '"')
    return text(std::string(variable.substr(1, variable.size() - (variable.size() > 1 ? 2 : 1))));
  auto rest = [&](std::string_view prefix) { return variable.substr(prefix.size()); };
  if (variable == "self:service")
    if (const Node *named = objectIn(configuration_->root, "service"))
      return text(std::string(textIn(named, "name")));
  if (variable.starts_with("self:functions.") && variable.ends_with(".name")) {
    auto named = functionNames.find(variable.substr(15, variable.size() - 20));
    if (named != functionNames.end())
      return text(named->second);
  }
  if (variable.starts_with("self:")) {
    auto found = path({configuration_, configuration_->root}, rest("self:"), depth);
    // Both have a value also where the configuration gives none.
    return found                                ? found
           : variable == "self:provider.stage"  ? text(stage())
           : variable == "self:provider.region" ? source("aws:region", depth)
                                                : std::nullopt;
  }
  if (variable == "sls:stage")
    return text(stage());
  if (variable == "aws:region" || variable == "aws:accountId") {
    Template own(configuration_, nullptr, given_);
    return text(own.pseudo(variable == "aws:accountId" ? "AWS::AccountId" : "AWS::Region"));
  }
  for (std::string_view prefix : {"opt:", "param:"})
    if (variable.starts_with(prefix))
      if (auto given = given_.parameters.find(rest(prefix)); given != given_.parameters.end())
        return text(given->second);
  if (variable.starts_with("param:")) // of the stage, then of all stages
    for (const std::string &own : {"params." + stage() + ".", std::string("params.default.")})
      for (const std::string &section : {own, "stages." + own.substr(7) + "params."})
        if (auto found = path({configuration_, configuration_->root},
                              section + std::string(rest("param:")), depth))
          return found;
  if (variable.starts_with("env:"))
    if (const char *value = std::getenv(std::string(rest("env:")).c_str()))
      return text(value);
  if (variable.starts_with("strToBool(")) {
    size_t close = std::min(variable.rfind(')'), variable.size());
    std::string value = replaced(variable.substr(10, close - 10), depth + 1);
    return literal(trimmed(value) == "true" || trimmed(value) == "1" ? "true" : "false");
  }
  if (variable.starts_with("file(")) {
    size_t close = std::min(variable.find(')'), variable.size());
    std::string name(trimmed(variable.substr(5, close - 5)));
    std::string_view keys = variable.substr(std::min(close + 1, variable.size()));
    std::shared_ptr<const source::Tree> tree = file(name);
    if (tree && tree->root)
      return path({tree, tree->root}, keys.starts_with(':') ? keys.substr(1) : keys, depth);
  }
  return std::nullopt;
}

/// The value of the last source of a variable when that source has none of its own.
std::optional<Located> Variables::ofLast(std::string_view variable, unsigned depth) {
  if (variable == "opt:stage")
    return text(stage());
  if (variable == "opt:region")
    return source("aws:region", depth);
  bool isDefault = !variable.empty() && !hasSource(variable); // without quotes
  return isDefault ? literal(std::string(variable)) : std::nullopt;
}

std::optional<Located> Variables::find(std::string_view variable, unsigned depth) {
  if (depth > mostSteps || ++work_ > mostWork)
    return std::nullopt;
  std::string expanded = replaced(variable, depth + 1);
  std::string_view rest = expanded;
  while (!rest.empty()) {
    std::string_view first = takeFirst(rest);
    if (auto found = source(first, depth))
      return found;
    if (rest.empty())
      return ofLast(first, depth);
  }
  return std::nullopt;
}

/// The same for `file(NAME):KEYS`, when the file holds data.
std::string Variables::problemOfFile(std::string_view variable) {
  size_t close = std::min(variable.find(')'), variable.size());
  std::string name(trimmed(variable.substr(5, close - 5)));
  if (!isData(name) || variable.find("${") != variable.npos)
    return "";
  std::string_view keys = trimmed(variable.substr(std::min(close + 1, variable.size())));
  keys = keys.substr(0, keys.find(','));
  return whyNotFrom(name, keys.starts_with(':') ? keys.substr(1) : keys);
}

/// What is wrong with a variable of the configuration itself; empty when nothing is, or its value
/// comes from elsewhere.
std::string Variables::problemOf(std::string_view variable) {
  // What the framework itself adds to.
  constexpr std::array<std::string_view, 6> open = {"provider", "functions", "resources",
                                                    "service",  "package",   "layers"};
  variable = trimmed(variable);
  bool isFile = variable.starts_with("file(");
  if ((!isFile && !variable.starts_with("self:")) || find(variable, 0))
    return "";
  if (isFile)
    return problemOfFile(replaced(variable, 1));
  std::string expanded = replaced(variable, 1);
  std::string_view rest = expanded, first = takeFirst(rest);
  std::string keys(first.substr(std::min<size_t>(5, first.size())));
  if (!first.starts_with("self:") || keys.find(':') != keys.npos) // of a variable within it
    return "";
  Located at{configuration_, configuration_->root};
  for (size_t begin = 0; begin <= keys.size() && at.node;) {
    size_t end = std::min(keys.find('.', begin), keys.size());
    std::string key = keys.substr(begin, end - begin);
    bool isOpen = begin == 0 && std::find(open.begin(), open.end(), key) != open.end();
    if (isOpen || !at.node->is(Node::Kind::Object))
      return "";
    Located next = member(at, key);
    if (!next.node) {
      std::vector<std::string> names;
      for (const source::Member &each : at.node->members)
        names.push_back(each.key);
      auto meant = asl::closest(key, names);
      std::string path = keys.substr(0, begin);
      return "there is no `" + path + key + "` in this configuration" +
             (meant ? "; did you mean `" + path + *meant + "`?" : "");
    }
    at = next;
    begin = end + 1;
  }
  return "";
}

void Variables::check(const source::Tree &tree,
                      const std::function<void(source::Range, const std::string &)> &report) {
  std::function<void(const Node &)> visit = [&](const Node &node) {
    if (node.is(Node::Kind::String) && node.text.find("${") != std::string::npos) {
      Decoded text = decodedOf(tree, node);
      for (size_t at = text.text.find("${"); at != text.text.npos;
           at = text.text.find("${", at + 1)) {
        size_t end = endOf(text.text, at);
        if (end == text.text.npos)
          break;
        if (std::string wrong = problemOf(text.text.substr(at + 2, end - at - 3)); !wrong.empty())
          report(text.place(at, end), wrong);
      }
    }
    for (const Node *item : node.items)
      visit(*item);
    for (const source::Member &member : node.members)
      visit(*member.value);
  };
  if (tree.root)
    visit(*tree.root);
}

std::string Variables::replaced(std::string_view text, unsigned depth) {
  std::string out;
  size_t done = 0;
  for (size_t at = text.find("${"); at != text.npos && depth <= mostSteps;
       at = text.find("${", std::max(at + 1, done))) {
    size_t end = endOf(text, at);
    if (end == text.npos)
      break;
    std::string_view inside = text.substr(at + 2, end - at - 3);
    if (!hasSource(inside))
      continue;
    out += text.substr(done, at - done);
    done = end;
    std::optional<Located> found = find(inside, depth);
    std::optional<std::string> value =
        found ? scalarText(*found->node) : std::optional(replaced(inside, depth + 1));
    std::string plain = value.value_or(found ? source::toJson(*found->node) : "");
    out += found && plain.size() < longestText ? replaced(plain, depth + 1) : plain;
    if (out.size() > longestText)
      break;
  }
  out += text.substr(done);
  return out;
}

const Node *Variables::value(const Decoded &text, source::Range range, Evaluator &evaluator) {
  bool isShell = text.text.find("#{") != std::string::npos;
  if (text.text.find("${") == std::string::npos && !isShell)
    return nullptr;
  if (std::string_view variable = onlyVariable(text.text); !variable.empty()) {
    std::optional<Located> found = find(variable, 0);
    bool isGivenNumber = found && found->node->range == source::Range{} &&
                         asl::parseNumber<double>(found->node->text);
    if (!found || isGivenNumber)
      evaluator.noteVariable({std::string(variable), remedyFor(variable), true}, range);
    return found ? evaluator.elsewhere(*found->tree, *found->node, range)
                 : evaluator.made(replaced(variable), range);
  }
  Decoded result;
  size_t done = 0;
  for (size_t at = 0; at + 1 < text.text.size(); ++at) {
    if ((text.text[at] != '$' && text.text[at] != '#') || text.text[at + 1] != '{')
      continue;
    size_t end = endOf(text.text, at);
    if (end == text.text.npos)
      break;
    std::string_view whole = std::string_view(text.text).substr(at, end - at);
    std::string_view name = whole.substr(2, whole.size() - 3);
    std::optional<std::string> value;
    if (hasSource(name))
      value = replaced(whole);
    else
      value = evaluator.named(name);
    if (!value)
      continue;
    result.append(text, done, at);
    result.appendReplacement(*value, text.place(at, end));
    done = end;
    at = end - 1;
  }
  if (done == 0)
    return nullptr;
  result.append(text, done, text.text.size());
  return evaluator.made(std::move(result), range);
}

} // namespace aslc::project
