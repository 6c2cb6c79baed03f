// Evaluates the functions of a template: `Ref`, `Fn::Sub`, `Fn::Join` and others.
#pragma once

#include "compiler/diag/engine.h"
#include "compiler/project/template.h"
#include "compiler/project/unknown.h"

namespace aslc::project {

/// Makes copies of a template's values with all functions evaluated.
///
/// A value from elsewhere (a parameter, a mapping, the name of a resource) gets the place of the
/// function that refers to it. A problem is reported at its place, and a text replaces the value.
class Evaluator {
public:
  /// The values are of `from`, by default the template's own tree; `around`, `out` and `diags` must
  /// outlive this. `substitutions`, unless null, replace `${Name}` in texts that are no values of
  /// functions.
  Evaluator(const Template &around, source::Tree &out, diag::Engine &diags,
            const Placeholders *substitutions = nullptr);

  /// From now on, reads values from another tree.
  void readFrom(const source::Tree &from) { from_ = &from; }
  /// From now on, all results get this place.
  void fixPlace(source::Range place) { fixed_ = place; }
  /// How deep values may be nested.
  void limitDepth(unsigned most) { mostDepth_ = most; }

  /// Null where the value is `AWS::NoValue`.
  const source::Node *value(const source::Node &node);
  /// Evaluates a value that should be a text. Reports any other value and returns nullopt.
  std::optional<std::string> text(const source::Node &node);
  /// Whether a condition holds, which is a function or the name of a condition.
  bool holds(const source::Node &condition);
  /// A value that stands elsewhere, perhaps in another tree; all of it gets the place `range`.
  const source::Node *elsewhere(const source::Tree &tree, const source::Node &node,
                                source::Range range);
  /// A string of the output. `range` is where the whole text comes from; its parts have no places.
  const source::Node *made(std::string text, source::Range range) {
    return makeString(out_, std::move(text), placeOf(range));
  }
  /// A text whose parts have places.
  const source::Node *made(Decoded text, source::Range range);
  /// Remembers that the value at `place` is that of a variable which has none here, or whose value
  /// is a text that may be a number.
  void noteVariable(const UnknownPart &variable, source::Range place) {
    unknown_[placeOf(place).begin] = variable;
  }
  /// The values so far that are not known here, by where they begin in the file.
  const std::map<uint32_t, UnknownPart> &unknownParts() const { return unknown_; }
  /// The result of `Ref` of a name (of `Fn::GetAtt` if the name has a dot) as text.
  std::optional<std::string> named(std::string_view name) const;
  /// Reports a problem; returns a text that replaces the value.
  const source::Node *wrong(source::Range range, const std::string &problem);

private:
  using Node = source::Node;
  using Range = source::Range;

  Range placeOf(Range range) const { return fixed_.value_or(range); }
  Decoded decoded(const Node &string) const;
  const Node *wrongForm(const source::Member &function, std::string_view needs);
  const Node *listOf(std::vector<std::string> texts, Range range);
  /// Calls `evaluate` while values are read from another tree and all get the place `range`.
  template <typename Evaluate>
  auto readingFrom(const source::Tree &tree, Range range, Evaluate evaluate);

  const Node *array(const Node &node);
  const Node *object(const Node &node);
  const Node *string(const Node &node);
  bool forEach(const source::Member &loop, Node &object);
  const Node *function(const source::Member &function, Range range);
  const Node *resultOf(const source::Member &function, Range range);
  const Node *structural(const source::Member &function, Range range);
  const Node *reference(const source::Member &function, Range range);
  const Node *attribute(const source::Member &function, Range range);
  const Node *substituted(const source::Member &function, Range range);
  std::string valueInText(const std::string &name, const Node *values, Range place);
  Decoded resolved(Decoded text);
  /// Remembers that the value of `name`, at `place`, may not be known here.
  void noteUnknown(const std::string &name, Range place);
  const Node *standIn(std::string_view field, const Node *made);
  const Node *joined(const source::Member &function, Range range);
  const Node *selected(const source::Member &function, Range range);
  const Node *split(const source::Member &function, Range range);
  const Node *found(const source::Member &function, Range range);
  const Node *chosen(const source::Member &function, Range range);
  const Node *transformed(const source::Member &function, Range range);
  const Node *imported(const source::Member &function, Range range);
  /// The arguments of a function that takes a list of `least` to `most`; null, which is reported,
  /// when it has others.
  const Node *arguments(const source::Member &function, size_t least, size_t most,
                        std::string_view needs);

  static constexpr size_t mostWork = 32u << 20; ///< bytes that may be made of one definition

  const Template &around_;
  source::Tree &out_;
  diag::Engine &diags_;
  const Placeholders *substitutions_;
  const source::Tree *from_;
  std::optional<Range> fixed_;
  bool isOwnPlace_ = false; ///< problems have their own places, though all values have one
  Texts loop_;              ///< names of Fn::ForEach that have a value
  unsigned depth_ = 0, mostDepth_ = 1200;
  size_t work_ = 0;
  std::map<uint32_t, UnknownPart> unknown_;
};

/// The member of an object that is a function call; null for any other node.
const source::Member *functionIn(const source::Node &node);

} // namespace aslc::project
