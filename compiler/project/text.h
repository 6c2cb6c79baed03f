// Texts and trees inside of templates: reading them, and keeping the places of what is taken out.
#pragma once

#include "compiler/source/tree.h"
#include "runtime/support/document/placeholders.h"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace aslc::project {

using asl::document::Decoded;
using asl::document::Placeholders;

/// Reads a template. Short tags of YAML are functions: `!Sub x` is `{"Fn::Sub": x}`. Without a
/// notation, that of the file's name, else JSON where the text begins with `{` and YAML otherwise.
std::shared_ptr<source::Tree> readTemplate(std::shared_ptr<const source::File> file,
                                           std::optional<source::Notation> notation = {});

/// The text of a String node of `tree`, with the places of its parts.
Decoded decodedOf(const source::Tree &tree, const source::Node &node);

/// `inner`, of which the exact parts are bytes of `outer`, with the places that they have in the
/// file of `outer`.
Decoded inFile(const Decoded &outer, const Decoded &inner);

/// A String node of `tree`, which is at `range`.
const source::Node *makeString(source::Tree &tree, Decoded text, source::Range range);

/// The same, where nothing is known but the place of the whole.
const source::Node *makeString(source::Tree &tree, std::string text, source::Range range);

/// A copy of `node` in `tree` with all of it at `range`.
const source::Node *copyAt(const source::Node &node, source::Tree &tree, source::Range range);

/// Reads `text`, a part of the file of `tree`, and makes it the root: nodes and faults have the
/// places of the text's parts. `range` is the whole of it.
void readInside(source::Tree &tree, const Decoded &text, source::Range range,
                const Placeholders *placeholders,
                source::Notation notation = source::Notation::Json);

/// The member `key` of `object` if it is an object; null otherwise, also where `object` is null.
const source::Node *objectIn(const source::Node *object, std::string_view key);
/// The text of the member `key` if it is a string; else empty.
std::string_view textIn(const source::Node *object, std::string_view key);
/// The value of the member `key`, or null.
const source::Node *valueIn(const source::Node *object, std::string_view key);
/// The members of an object and the items of a list; none where the node is null.
std::span<const source::Member> membersOf(const source::Node *object);
std::span<const source::Node *const> itemsOf(const source::Node *list);
/// The text of a scalar as CloudFormation writes it into strings; none for lists, objects and null.
std::optional<std::string> scalarText(const source::Node &node);

} // namespace aslc::project
