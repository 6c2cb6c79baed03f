// See jsonata_boxes.h.
#include "compiler/lower/jsonata_boxes.h"

#include <vector>

using namespace aslc;
using namespace aslc::lower;
using Kind = jsonata::NodeKind;
using jsonata::Node;

namespace {

/// What happens to a name in one scope; moments count nodes in the order of evaluation.
struct History {
  unsigned binds = 0;
  bool boundInside = false; ///< in a region that may not run, or often
  size_t lastBind = 0;
  const Node *lambda = nullptr; ///< what it is bound to
  size_t lambdaBegin = 0, lambdaEnd = 0;
  std::vector<size_t> captures; ///< moments when lambdas refer to it

  bool needsBox() const {
    if (!binds)
      return false;
    if (boundInside)
      return true;
    for (size_t at : captures) {
      bool itself = binds == 1 && lambda && at >= lambdaBegin && at <= lambdaEnd;
      if (at < lastBind && !itself)
        return true;
    }
    return false;
  }
};

struct Frame {
  Frame *outer;
  unsigned lambdas; ///< how many lambdas are around it
  unsigned regions; ///< how many regions
  std::map<std::string, History> names;
};

class Finder {
public:
  BoxedVariables run(const Node &root) {
    open(root, [&] { visit(root); });
    return std::move(boxed_);
  }

private:
  template <typename Body> void open(const Node &owner, Body body) {
    Frame frame{frame_, lambdas_, regions_, {}};
    frame_ = &frame;
    body();
    frame_ = frame.outer;
    auto &made = boxed_.frames[&owner];
    for (const auto &[name, history] : frame.names)
      if (history.binds)
        made[name].isBoxed = history.needsBox();
  }

  void region(const Node &node) {
    ++regions_;
    visit(node);
    --regions_;
  }

  void use(const std::string &name) {
    for (Frame *frame = frame_; frame; frame = frame->outer)
      if (lambdas_ > frame->lambdas)
        frame->names[name].captures.push_back(moment_);
  }

  void bind(const Node &node) {
    size_t begin = ++moment_;
    visit(*node.rhs);
    History &history = frame_->names[node.lhs->text];
    ++history.binds;
    history.lambda = node.rhs->kind == Kind::Lambda ? node.rhs.get() : nullptr;
    history.lambdaBegin = begin;
    history.lambdaEnd = history.lastBind = ++moment_;
    if (regions_ > frame_->regions)
      history.boundInside = true;
  }

  void visit(const Node &node) {
    ++moment_;
    switch (node.kind) {
    case Kind::Variable:
      use(node.text);
      break;
    case Kind::Bind:
      bind(node);
      break;
    case Kind::Block:
      // The root's own frame is open already when the root is a block: that one is its frame too.
      open(node, [&] { parts(node); });
      break;
    case Kind::Lambda:
      lambda(node);
      break;
    case Kind::Transform:
      ++lambdas_;
      for (const jsonata::NodePtr *part : {&node.pattern, &node.update, &node.remove})
        if (*part)
          region(**part);
      --lambdas_;
      break;
    case Kind::Path:
      for (const jsonata::NodePtr &step : node.items)
        region(*step);
      break;
    case Kind::Object:
      for (const auto &[key, value] : node.pairs) {
        region(*key);
        region(*value);
      }
      break;
    case Kind::Condition:
    case Kind::Default:
    case Kind::Binary:
      choice(node);
      break;
    default:
      parts(node);
    }
    after(node);
  }

  void lambda(const Node &node) {
    if (node.thunk)
      return visit(*node.body);
    ++lambdas_;
    open(node, [&] { visit(*node.body); });
    --lambdas_;
  }

  /// What evaluates its first part always and others perhaps.
  void choice(const Node &node) {
    if (node.kind == Kind::Condition) {
      visit(*node.condition);
      region(*node.then);
      if (node.otherwise)
        region(*node.otherwise);
      return;
    }
    visit(*node.lhs);
    if (node.kind == Kind::Default || node.text == "and" || node.text == "or")
      region(*node.rhs);
    else
      visit(*node.rhs);
  }

  void parts(const Node &node) {
    for (const jsonata::NodePtr *part : {&node.lhs, &node.rhs, &node.procedure})
      if (*part)
        visit(**part);
    for (const jsonata::NodePtr &item : node.items)
      visit(*item);
  }

  void after(const Node &node) {
    for (const auto *stages : {&node.predicates, &node.stages})
      for (const jsonata::Stage &stage : *stages)
        if (stage.expression)
          region(*stage.expression);
    for (const jsonata::SortTerm &term : node.terms)
      region(*term.expression);
    if (node.group)
      for (const auto &[key, value] : node.group->pairs) {
        region(*key);
        region(*value);
      }
  }

  BoxedVariables boxed_;
  Frame *frame_ = nullptr;
  unsigned lambdas_ = 0, regions_ = 0;
  size_t moment_ = 0;
};

} // namespace

BoxedVariables lower::findBoxedVariables(const Node &root) {
  // The root's scope must not be mixed up with that of a block or lambda that is the root.
  return Finder().run(root);
}
