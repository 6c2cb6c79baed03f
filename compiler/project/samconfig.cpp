// The part of `samconfig.toml` or `samconfig.yaml` that says which values parameters have.
#include "compiler/project/given.h"

#include "compiler/project/text.h"

#include <algorithm>
#include <optional>
#include <set>
#include <vector>

namespace aslc::project {

using asl::Expected;
using asl::Failure;

namespace {

constexpr std::string_view blanks = " \t\r\n";

/// One value of TOML as far as it is needed: a string, or an array of strings.
class TomlReader {
public:
  TomlReader(std::string_view text, size_t at) : text_(text), at_(at) {}

  size_t at() const { return at_; }

  /// The strings at the current position; none when there is something else.
  std::optional<std::vector<std::string>> value() {
    if (peek() != '[') {
      auto one = string();
      return one ? std::optional(std::vector{*std::move(one)}) : std::nullopt;
    }
    std::vector<std::string> found;
    for (++at_; skipBlank(), peek() != ']';) {
      auto item = string();
      if (!item)
        return std::nullopt;
      found.push_back(*std::move(item));
      skipBlank();
      if (peek() == ',')
        ++at_;
      else if (peek() != ']')
        return std::nullopt;
    }
    ++at_;
    return found;
  }

private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skipBlank() {
    while (at_ < text_.size()) {
      if (text_[at_] == '#')
        at_ = std::min(text_.find('\n', at_), text_.size());
      else if (blanks.find(text_[at_]) == blanks.npos)
        return;
      else
        ++at_;
    }
  }

  std::optional<std::string> string() {
    char quote = peek();
    if (quote != '"' && quote != '\'')
      return std::nullopt;
    std::string_view rest = text_.substr(at_);
    std::string_view triple = quote == '"' ? R"(""")" : "'''";
    std::string_view mark = rest.starts_with(triple) ? triple : rest.substr(0, 1);
    at_ += mark.size();
    if (mark.size() == 3 && peek() == '\n')
      ++at_;
    std::string out;
    while (at_ < text_.size() && !text_.substr(at_).starts_with(mark)) {
      if (mark.size() == 1 && peek() == '\n')
        return std::nullopt;
      if (quote == '"' && peek() == '\\' && at_ + 1 < text_.size())
        escape(out);
      else
        out += text_[at_++];
    }
    if (at_ >= text_.size())
      return std::nullopt;
    at_ += mark.size();
    return out;
  }

  void escape(std::string &out) {
    char c = text_[at_ + 1];
    at_ += 2;
    if (c == 'n' || c == 't' || c == 'r') {
      out += c == 'n' ? '\n' : c == 't' ? '\t' : '\r';
    } else if (c == '\n') { // a line that goes on
      at_ = std::min(text_.find_first_not_of(blanks, at_), text_.size());
    } else {
      out += c;
    }
  }

  std::string_view text_;
  size_t at_;
};

std::string_view trimmed(std::string_view text) {
  size_t begin = text.find_first_not_of(blanks);
  if (begin == text.npos)
    return {};
  return text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
}

/// `"a b" c\ d` as words, as a shell divides them.
std::vector<std::string> wordsOf(std::string_view text) {
  std::vector<std::string> words;
  char quote = 0;
  bool isOpen = false;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (!quote && blanks.find(c) != blanks.npos) {
      isOpen = false;
      continue;
    }
    if (!isOpen)
      words.emplace_back();
    isOpen = true;
    if (c == quote)
      quote = 0;
    else if (!quote && (c == '"' || c == '\''))
      quote = c;
    else if (c == '\\' && i + 1 < text.size())
      words.back() += text[++i];
    else
      words.back() += c;
  }
  return words;
}

/// Takes what `key` says. Returns false where its value has a form that is not read.
bool take(std::string_view key, const std::vector<std::string> &values, SamConfig &config) {
  if (key == "parameter_overrides")
    return std::all_of(values.begin(), values.end(), [&](const std::string &text) {
      return bool(takeOverrides(text, config.parameters));
    });
  if (values.size() != 1)
    return false;
  (key == "stack_name" ? config.stackName : config.region) = values[0];
  return true;
}

} // namespace

Expected<void> takeOverrides(std::string_view text, Texts &parameters) {
  constexpr std::string_view keyMark = "ParameterKey=", valueMark = "ParameterValue=";
  for (const std::string &word : wordsOf(text)) {
    size_t comma = word.find(",ParameterValue=");
    if (word.starts_with(keyMark) && comma != word.npos) {
      std::string name = word.substr(keyMark.size(), comma - keyMark.size());
      parameters[name] = word.substr(comma + 1 + valueMark.size());
      continue;
    }
    size_t equals = word.find('=');
    if (equals == 0 || equals == word.npos)
      return Failure{"expected NAME=VALUE, found `" + word + "`"};
    parameters[word.substr(0, equals)] = word.substr(equals + 1);
  }
  return {};
}

namespace {

bool isKnownKey(std::string_view key) {
  return key == "parameter_overrides" || key == "stack_name" || key == "region";
}

Failure wrongValue(const source::File &file, size_t at, std::string_view key) {
  return Failure{file.placeText(static_cast<uint32_t>(at)) + ": error: `" + std::string(key) +
                 "` is not a string" + (file.name().ends_with(".toml") ? " in quotes" : "") +
                 (key == "parameter_overrides" ? " with `NAME=VALUE` in it" : "")};
}

/// Reads the TOML form; adds the names of environments to `environments`.
Expected<SamConfig> readToml(const source::File &file, std::string_view environment,
                             std::set<std::string> &environments) {
  SamConfig config;
  std::string_view text = file.text();
  std::string section;
  for (size_t at = 0; at < text.size();) {
    size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = trimmed(text.substr(at, end - at));
    size_t equals = line.find('=');
    if (line.starts_with('[') && line.find(']') != line.npos) {
      section = trimmed(line.substr(1, line.find(']') - 1));
      environments.insert(section.substr(0, section.find('.')));
    } else if (equals != line.npos && !line.starts_with('#') &&
               section.starts_with(std::string(environment) + ".")) {
      std::string_view key = trimmed(line.substr(0, equals));
      bool isKnown = isKnownKey(key);
      size_t begin = std::min(text.find_first_not_of(" \t", text.find('=', at) + 1), text.size());
      TomlReader reader(text, begin);
      auto values = isKnown ? reader.value() : std::nullopt;
      if (isKnown && !(values && take(key, *values, config)))
        return wrongValue(file, begin, key);
      end = values ? std::min(text.find('\n', reader.at()), text.size()) : end;
    }
    at = end + 1;
  }
  return config;
}

/// `text` as one word of a shell.
std::string shellWord(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\')
      out += '\\';
    out += c;
  }
  return out + '"';
}

/// The texts of a value in YAML: of a text or a list of texts, and `NAME=VALUE` for each member of
/// an object.
bool addTexts(const source::Node &value, std::vector<std::string> &texts) {
  if (auto text = scalarText(value)) {
    texts.push_back(*text);
    return true;
  }
  for (const source::Member &member : value.members) {
    auto text = scalarText(*member.value);
    if (!text)
      return false;
    texts.push_back("ParameterKey=" + member.key + ",ParameterValue=" + shellWord(*text));
  }
  return std::all_of(value.items.begin(), value.items.end(),
                     [&](const source::Node *item) { return addTexts(*item, texts); });
}

Expected<SamConfig> readYaml(const source::File &file, std::string_view environment,
                             std::set<std::string> &environments) {
  SamConfig config;
  auto tree = readTemplate(std::make_shared<const source::File>(file), source::Notation::Yaml);
  if (!tree->faults.empty())
    return Failure{file.placeText(tree->faults[0].range.begin) +
                   ": error: " + tree->faults[0].message()};
  for (const source::Member &each : membersOf(tree->root)) {
    environments.insert(each.key);
    if (each.key != environment)
      continue;
    for (const source::Member &command : membersOf(each.value))
      for (const source::Member &member : membersOf(objectIn(command.value, "parameters"))) {
        std::vector<std::string> texts;
        if (isKnownKey(member.key) &&
            !(addTexts(*member.value, texts) && take(member.key, texts, config)))
          return wrongValue(file, member.value->range.begin, member.key);
      }
  }
  return config;
}

} // namespace

Expected<SamConfig> readSamConfig(const source::File &file, std::string_view environment) {
  std::set<std::string> environments;
  auto config = file.name().ends_with(".toml") ? readToml(file, environment, environments)
                                               : readYaml(file, environment, environments);
  if (!config || environment == "default" || environments.contains(std::string(environment)))
    return config;
  environments.erase("version");
  std::string names;
  for (const std::string &name : environments)
    names += (names.empty() ? "" : ", ") + name;
  return Failure{file.name() + ":1:1: error: there is no environment `" + std::string(environment) +
                 "`" + (names.empty() ? "" : "; there is " + names)};
}

} // namespace aslc::project
