// The hash of a definition: of its tree without comments.
#include "compiler/lower/definition_hash.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/SHA256.h"

using namespace aslc;

namespace {

using source::Node;

/// What the members of an object are.
enum class Part : uint8_t {
  Fields, ///< of a machine, state, rule, retrier or catcher: their order means nothing
  States, ///< by name
  Data
};

/// What the value of a field is; of an array, what its items are.
Part partOf(llvm::StringRef field) {
  return llvm::StringSwitch<Part>(field)
      .Case("States", Part::States)
      .Cases("Branches", "Choices", "Retry", "Catch", "And", "Or", Part::Fields)
      .Cases("Iterator", "ItemProcessor", "Not", Part::Fields)
      .Default(Part::Data);
}

class Writer {
public:
  void write(const Node &node, Part part) {
    switch (node.kind) {
    case Node::Kind::Null:
      return add("n");
    case Node::Kind::Boolean:
      return add(node.boolean ? "t" : "f");
    case Node::Kind::Number:
      return add("d", node.text);
    case Node::Kind::String:
      return add("s", node.text);
    case Node::Kind::Array:
      add("[");
      for (const Node *item : node.items)
        write(*item, part);
      return add("]");
    case Node::Kind::Object:
      return writeMembers(node, part);
    }
  }

  std::string hash() { return llvm::toHex(hash_.final(), /*LowerCase=*/true); }

private:
  void writeMembers(const Node &object, Part part) {
    std::vector<const source::Member *> members;
    for (const source::Member &member : object.members)
      if (part != Part::Fields || member.key != "Comment")
        members.push_back(&member);
    if (part == Part::Fields)
      llvm::sort(members, [](const auto *a, const auto *b) { return a->key < b->key; });
    add("{");
    for (const source::Member *member : members) {
      add("k", member->key);
      write(*member->value, part == Part::Fields   ? partOf(member->key)
                            : part == Part::States ? Part::Fields
                                                   : Part::Data);
    }
    add("}");
  }
  void add(llvm::StringRef kind) { hash_.update(kind); }
  /// With its length, so that no text looks like what follows it.
  void add(llvm::StringRef kind, llvm::StringRef text) {
    hash_.update(kind);
    hash_.update(llvm::utostr(text.size()) + ":");
    hash_.update(text);
  }

  llvm::SHA256 hash_;
};

} // namespace

std::string lower::definitionHash(const ast::Machine &machine) {
  if (!machine.node)
    return {};
  Writer writer;
  writer.write(*machine.node, Part::Fields);
  return writer.hash();
}
