// See errors.h.
#include "compiler/ir/errors.h"
#include "compiler/ir/asl.h"

#include <algorithm>

using namespace mlir;
using namespace aslc::ir;

ErrorSet::ErrorSet(std::initializer_list<llvm::StringRef> names) {
  for (llvm::StringRef name : names)
    insert(name);
}

ErrorSet ErrorSet::any() {
  ErrorSet set;
  set.any_ = true;
  return set;
}

bool ErrorSet::contains(llvm::StringRef name) const {
  return any_ || std::binary_search(names_.begin(), names_.end(), name.str());
}

void ErrorSet::insert(llvm::StringRef name) {
  if (!contains(name))
    names_.insert(std::lower_bound(names_.begin(), names_.end(), name.str()), name.str());
}

void ErrorSet::remove(llvm::StringRef name) {
  if (!any_)
    llvm::erase(names_, name);
}

void ErrorSet::unite(const ErrorSet &other) {
  if (other.any_) {
    any_ = true;
    names_.clear();
  }
  for (const std::string &name : other.names_)
    insert(name);
}

llvm::raw_ostream &aslc::ir::operator<<(llvm::raw_ostream &out, const ErrorSet &set) {
  if (set.isAny() || set.isEmpty())
    return out << (set.isAny() ? "any" : "none");
  llvm::interleaveComma(set.names(), out,
                        [&](const std::string &name) { out << (name.empty() ? "unnamed" : name); });
  return out;
}

bool aslc::ir::canBeCaught(llvm::StringRef error) { return error != errors::runtime; }

bool aslc::ir::areCaughtBy(llvm::StringRef error, llvm::ArrayRef<llvm::StringRef> errorEquals) {
  if (!canBeCaught(error))
    return false;
  return llvm::any_of(errorEquals, [&](llvm::StringRef name) {
    return name == error || name == "States.ALL" ||
           (name == "States.TaskFailed" && error != "States.Timeout");
  });
}

ErrorSet aslc::ir::errorsOf(Region &region) {
  ErrorSet found;
  for (Operation &op : region.getOps()) {
    auto raises = dyn_cast<Raises>(op);
    if (raises)
      found.unite(raises.getRaisedErrors());
    if (raises && raises.handlesErrors())
      continue;
    for (Region &inner : op.getRegions())
      found.unite(errorsOf(inner));
  }
  return found;
}

ErrorSet aslc::ir::errorsOf(State state) {
  // A payload that is too large, and an execution with too many events.
  ErrorSet found{errors::dataLimitExceeded, errors::runtime};
  found.unite(state.getWorkErrors());
  for (Region *part : state.getDataRegions())
    found.unite(errorsOf(*part));
  return found;
}

/// What `catchers` let through of `raised`.
static ErrorSet uncaught(const ErrorSet &raised, ArrayRef<llvm::StringRef> caught) {
  if (raised.isAny() && !llvm::is_contained(caught, "States.ALL"))
    return raised;
  ErrorSet left;
  if (raised.contains(errors::runtime))
    left.insert(errors::runtime);
  // An output that is too large ends the state for good.
  if (raised.contains(errors::dataLimitExceeded))
    left.insert(errors::dataLimitExceeded);
  for (const std::string &name : raised.names())
    if (!areCaughtBy(name, caught))
      left.insert(name);
  return left;
}

ErrorSet aslc::ir::errorsEscaping(State state) {
  SmallVector<llvm::StringRef> caught;
  ErrorSet found;
  for (Operation *op : state.getCatcherOps()) {
    auto catcher = cast<CatcherOp>(op);
    for (StringAttr name : catcher.getErrors().getAsRange<StringAttr>())
      caught.push_back(name.getValue());
    found.unite(errorsOf(catcher.getExit()));
  }
  found.unite(uncaught(errorsOf(state), caught));
  return found;
}

ErrorSet aslc::ir::errorsEscaping(Flow flow) {
  ErrorSet found;
  for (Operation &op : flow.getStateBlock())
    found.unite(errorsEscaping(cast<State>(op)));
  return found;
}
