// The formatters of the notations, and what they share.
#pragma once

#include "compiler/editor/format/format.h"
#include "compiler/source/tree.h"

#include <string>
#include <string_view>
#include <vector>

namespace aslc::editor {

/// What `format` does with a definition; its text has no other line breaks than `\n`. `tags`: those
/// of YAML stand for functions, as in templates.
Formatted formatDefinition(std::shared_ptr<const source::File> file, source::Notation notation,
                           const FormatOptions &options, bool tags);
/// Formats the definitions in a template; nullopt when `file` is not a template.
std::optional<Formatted> formatTemplate(std::shared_ptr<const source::File> file,
                                        source::Notation notation, const FormatOptions &options);

/// `tree` as JSON with its comments. The tree has no faults.
std::string layOutJson(const source::Tree &tree, const FormatOptions &options);
/// `tree` as YAML. The tree has no faults, and its text has no other line breaks than `\n`.
std::string layOutYaml(const source::Tree &tree, const FormatOptions &options);
/// `tree`, which is YAML, with the members of its blocks in the order of the options. What is on
/// one line stays. The meaning may be another where a value is an alias of one that has moved.
std::string sortYaml(const source::Tree &tree, const FormatOptions &options);

/// A JSONata expression over several lines, the first of which is not indented and the others by at
/// least `indent` columns; on one line when it fits in `width`. None for one that is not read, and
/// for one with comments.
std::optional<std::string> layOutJsonata(std::string_view text, size_t indent, size_t width);

/// Whether both are the same tokens. False for what has comments, unless the texts are equal.
bool sameJsonata(std::string_view a, std::string_view b);

/// Whether both trees hold the same values. JSONata expressions may differ in their blanks.
/// `inOrder`: members must have the same order.
bool sameMeaning(const source::Node &a, const source::Node &b, bool inOrder);
/// The comments of a text in `notation`, which has no faults, in their order.
std::vector<std::string_view> commentsOf(const source::Tree &tree, source::Notation notation);

/// What a value is, by where it stands.
enum class Level : uint8_t { Machine, States, State, Retriers, Retrier, Catchers, Catcher, Other };
Level levelOf(const source::Node &node, Level parent, std::string_view key);

/// The order in which the members of `object` are printed, as indexes.
std::vector<size_t> orderOf(const source::Node &object, Level level, const FormatOptions &options);
/// The order of the flow for the `States` of `machine`.
std::vector<size_t> stateOrderOf(const source::Node &machine, const source::Node &states);

} // namespace aslc::editor
