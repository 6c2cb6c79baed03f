// The syntax of Terraform's configuration files: blocks, attributes and expressions, with places.
#pragma once

#include "compiler/project/text.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace aslc::project::hcl {

struct Expression;

/// A part of a text: bytes of it, `${...}`, or what a directive holds: a Conditional or a For.
struct Part {
  Decoded literal;
  std::unique_ptr<Expression> value; ///< null: the part is `literal`
};

struct Expression {
  enum class Kind : uint8_t {
    Null,
    Boolean,
    Number,
    Text,        ///< `parts`; a quoted text or a heredoc
    Path,        ///< `steps`: `aws_sqs_queue.q[0].url` is {"aws_sqs_queue", "q", "0", "url"}
    Call,        ///< `text` is the function, `items` its arguments; `boolean`: the last is spread
    List,        ///< `items`
    Object,      ///< `items`: key, value, key, value, ...
    Conditional, ///< `items`: condition, value if so, value if not
    Operator,    ///< `text` is the operator, `items` one or two operands
    Index,       ///< `items`: what is looked into, the key
    Splat,       ///< `items`: a list; `steps` are taken of each of its items
    /// `steps`: one or two names; `items`: the collection, a condition or null, then by `text` of a
    /// "list" or "text" what is made of each item, of an "object" key and value. `boolean`: values
    /// with the same key are gathered.
    For,
  };
  Kind kind = Kind::Null;
  source::Range range;
  bool boolean = false;
  std::string text;
  std::vector<std::string> steps;
  std::vector<Part> parts;
  std::vector<std::unique_ptr<Expression>> items;

  bool is(Kind k) const { return kind == k; }
  /// Whether this calls `function` with `least` arguments or more.
  bool isCall(std::string_view function, size_t least = 1) const {
    return is(Kind::Call) && text == function && items.size() >= least;
  }
};

struct Attribute {
  std::string name;
  source::Range range; ///< of its name
  std::unique_ptr<Expression> value;
};

/// `TYPE "LABEL" ... { attributes and blocks }`.
struct Block {
  std::string type;
  std::vector<std::string> labels;
  source::Range range; ///< from the type to the last label
  std::vector<Attribute> attributes;
  std::vector<Block> blocks;

  /// The value of an attribute, or null.
  const Expression *find(std::string_view name) const;
  /// The label at `index`; empty without.
  std::string_view label(size_t index) const;
};

/// A file: a block without type and labels, and the first fault. The text after the fault is
/// missing.
struct Document {
  std::shared_ptr<const source::File> file;
  Block root;
  source::Range wrongAt;
  std::string wrong; ///< empty if there is no fault
};

/// Reads a template: its root has the one attribute `text`, a Text.
Document readText(std::shared_ptr<const source::File> file);

/// Reads HCL's native syntax: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md; or its
/// form in JSON, when the file's name ends in `.json`.
Document read(std::shared_ptr<const source::File> file);
/// Reads a configuration in JSON, or values when the file's name ends in `.tfvars.json`.
Document readJson(std::shared_ptr<const source::File> file);

} // namespace aslc::project::hcl
