// The variables of the Serverless Framework: `${self:custom.name}`, `${file(machine.yml):key}`.
#pragma once

#include "compiler/project/functions.h"

#include <functional>

namespace aslc::project {

/// A value of one of the files of a configuration.
struct Located {
  std::shared_ptr<const source::Tree> tree;
  const source::Node *node = nullptr;
};

/// Evaluates variables. A variable whose value only AWS or a script knows is replaced by its name.
class Variables {
public:
  Variables(std::shared_ptr<const source::Tree> configuration, const Given &given)
      : configuration_(std::move(configuration)), given_(given) {}

  /// The value itself where `at` is a text that consists of one variable: then what that stands
  /// for, and so on. The text itself when that is not known.
  Located follow(Located at);
  /// The member `key` of an object; a null node without.
  Located member(const Located &object, std::string_view key);
  /// The text `text` with its variables replaced.
  std::string replaced(std::string_view text, unsigned depth = 0);
  /// Why `node`, a text that consists of one variable, stands for nothing; empty for any other
  /// node.
  std::string whyNoValue(const source::Node &node);
  /// Whether such a text gets its value from a program or a stack, and so where it is deployed.
  bool isElsewhere(const source::Node &node);
  /// For Evaluator::onText.
  const source::Node *value(const Decoded &text, source::Range range, Evaluator &evaluator);
  /// Calls `report` with the place of each variable in the texts of `tree` that names what this
  /// configuration does not have, and with a message.
  void check(const source::Tree &tree,
             const std::function<void(source::Range, const std::string &)> &report);
  /// The stage that is deployed to.
  std::string stage();
  /// The names of functions by their keys, which `${self:functions.KEY.name}` stands for also where
  /// the configuration gives none.
  Texts functionNames;
  /// The files that were read.
  const std::map<std::string, std::shared_ptr<const source::Tree>, std::less<>> &files() const {
    return files_;
  }

private:
  std::optional<Located> find(std::string_view variable, unsigned depth);
  std::optional<Located> source(std::string_view variable, unsigned depth);
  std::optional<Located> ofLast(std::string_view variable, unsigned depth);
  std::optional<Located> text(std::string text);
  std::optional<Located> literal(const std::string &text);
  std::string problemOf(std::string_view variable);
  std::string problemOfFile(std::string_view variable);
  std::optional<Located> path(Located from, std::string_view keys, unsigned depth);
  std::shared_ptr<const source::Tree> file(const std::string &name);
  std::string whyNotFrom(const std::string &name, std::string_view keys);

  std::shared_ptr<const source::Tree> configuration_;
  const Given &given_;
  std::map<std::string, std::shared_ptr<const source::Tree>, std::less<>> files_;
  bool isFindingStage_ = false;
  size_t work_ = 0; ///< look-ups so far
};

} // namespace aslc::project
