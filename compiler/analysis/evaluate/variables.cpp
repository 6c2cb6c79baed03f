// A treap: a search tree by name that is a heap by the hash of the name. The same names make the
// same tree, however it came about, so that two trees can be compared part by part.
#include "compiler/analysis/evaluate/variables.h"

#include <functional>
#include <utility>

namespace aslc::analysis {

struct Variables::Node {
  std::string_view name;
  Shape shape;
  std::shared_ptr<const Node> left, right;
};

namespace {

using Node = Variables::Node;
using Tree = std::shared_ptr<const Node>;

/// Whether `a` is nearer to the root than `b`.
bool isAbove(const Node &a, const Node &b) {
  size_t first = std::hash<std::string_view>()(a.name),
         second = std::hash<std::string_view>()(b.name);
  return first != second ? first > second : a.name < b.name;
}

Tree made(std::string_view name, Shape shape, Tree left, Tree right) {
  return std::make_shared<const Node>(
      Node{name, std::move(shape), std::move(left), std::move(right)});
}

Tree withLeft(const Node &node, Tree left) {
  return made(node.name, node.shape, std::move(left), node.right);
}

Tree withRight(const Node &node, Tree right) {
  return made(node.name, node.shape, node.left, std::move(right));
}

Tree withVariable(const Tree &tree, std::string_view name, Shape shape) {
  if (!tree)
    return made(name, std::move(shape), nullptr, nullptr);
  if (name == tree->name)
    return made(name, std::move(shape), tree->left, tree->right);
  if (name < tree->name) {
    Tree left = withVariable(tree->left, name, std::move(shape));
    return isAbove(*left, *tree) ? withRight(*left, withLeft(*tree, left->right))
                                 : withLeft(*tree, std::move(left));
  }
  Tree right = withVariable(tree->right, name, std::move(shape));
  return isAbove(*right, *tree) ? withLeft(*right, withRight(*tree, right->left))
                                : withRight(*tree, std::move(right));
}

/// What a tree has before a name, at it and after it.
struct Parts {
  Tree before, after;
  const Shape *at = nullptr; ///< null: the name is not there
};

Parts split(const Tree &tree, std::string_view name) {
  if (!tree)
    return {};
  if (name == tree->name)
    return {tree->left, tree->right, &tree->shape};
  if (name < tree->name) {
    Parts parts = split(tree->left, name);
    parts.after = withLeft(*tree, std::move(parts.after));
    return parts;
  }
  Parts parts = split(tree->right, name);
  parts.before = withRight(*tree, std::move(parts.before));
  return parts;
}

bool areEqual(const Tree &a, const Tree &b) {
  if (a == b)
    return true;
  return a && b && a->name == b->name && a->shape == b->shape && areEqual(a->left, b->left) &&
         areEqual(a->right, b->right);
}

/// The node itself where nothing of it changes, so that trees keep what they share.
Tree changed(const Tree &tree, Shape shape, Tree left, Tree right) {
  if (left == tree->left && right == tree->right && shape == tree->shape)
    return tree;
  return made(tree->name, std::move(shape), std::move(left), std::move(right));
}

Shape orMissing(Shape shape) {
  shape.known |= Kind::Missing;
  return shape;
}

Tree maybeMissing(const Tree &tree) {
  if (!tree)
    return tree;
  return changed(tree, orMissing(tree->shape), maybeMissing(tree->left), maybeMissing(tree->right));
}

using Both = Shape (*)(const Shape &, const Shape &);

/// `isSwapped`: `b` has the first argument of `both`.
Tree joined(const Tree &a, const Tree &b, Both both, bool isSwapped = false) {
  if (a == b)
    return a;
  if (!a || !b)
    return maybeMissing(a ? a : b);
  if (a->name != b->name && isAbove(*b, *a))
    return joined(b, a, both, !isSwapped);
  Parts other = split(b, a->name);
  Shape shape = a->shape;
  if (!other.at)
    shape = orMissing(std::move(shape));
  else if (shape != *other.at)
    shape = isSwapped ? both(*other.at, shape) : both(shape, *other.at);
  return changed(a, std::move(shape), joined(a->left, other.before, both, isSwapped),
                 joined(a->right, other.after, both, isSwapped));
}

} // namespace

const Shape *Variables::find(std::string_view name) const {
  for (const Node *node = root_.get(); node != nullptr;) {
    if (name == node->name)
      return &node->shape;
    node = (name < node->name ? node->left : node->right).get();
  }
  return nullptr;
}

void Variables::set(std::string_view name, Shape shape) {
  root_ = withVariable(root_, name, std::move(shape));
}

bool Variables::operator==(const Variables &other) const { return areEqual(root_, other.root_); }

Variables Variables::join(const Variables &a, const Variables &b,
                          Shape (*both)(const Shape &, const Shape &)) {
  Variables result;
  result.root_ = joined(a.root_, b.root_, both);
  return result;
}

} // namespace aslc::analysis
