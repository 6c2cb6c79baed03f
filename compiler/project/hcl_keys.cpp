// Whether all keys of a map are known, whatever is set from outside of a module of Terraform.
#include "compiler/project/hcl_keys.h"

#include <algorithm>
#include <array>

namespace aslc::project {

using hcl::Expression;

bool HclKeys::all(bool (HclKeys::*test)(Placed), const Placed &at, size_t first, size_t step) {
  const auto &items = at.expression->items;
  for (size_t i = first; i < items.size(); i += step)
    if (items[i] && !(this->*test)({at.document, items[i].get()}))
      return false;
  return true;
}

bool HclKeys::areKnown(Placed at) {
  auto [entry, isNew] = keys_.try_emplace(at.expression, false);
  if (!isNew || depth_ > mostDepth)
    return entry->second;
  ++depth_;
  const Expression &from = *at.expression;
  bool found = false;
  switch (from.kind) {
  case Expression::Kind::Null:
    found = true;
    break;
  case Expression::Kind::Path:
    found = ofPath(at);
    break;
  case Expression::Kind::Object:
    found = all(&HclKeys::isKnown, at, 0, 2);
    break;
  case Expression::Kind::List:
    found = all(&HclKeys::areKnown, at);
    break;
  case Expression::Kind::Conditional:
    found = isKnown({at.document, from.items[0].get()}) && all(&HclKeys::areKnown, at, 1);
    break;
  case Expression::Kind::Call:
    found = ofCall(at);
    break;
  case Expression::Kind::For:
    found = ofLoop(at);
    break;
  case Expression::Kind::Index:
    found = ofMember(at);
    break;
  default:
    found = isKnown(at);
  }
  --depth_;
  return keys_[at.expression] = found;
}

/// A reference has the keys of what it stands for, or those that its type names.
bool HclKeys::ofPath(const Placed &at) {
  const std::vector<std::string> &steps = at.expression->steps;
  if (steps.size() < 2 || names_.contains(steps[0]))
    return isKnown(at);
  if (steps[0] == "var" && !module_.isSet(steps[1]))
    return steps.size() == 2 && module_.isObject(steps[1]);
  if (steps[0] == "each") // which `for_each` may take from anywhere
    return isKnown(at);
  Placed target = module_.declared(steps);
  return target.expression ? areKnown(target) : isKnown(at);
}

bool HclKeys::ofCall(const Placed &at) {
  const Expression &from = *at.expression;
  constexpr std::array<std::string_view, 7> passedOn = {
      "merge", "coalesce", "try", "tomap", "one", "sensitive", "nonsensitive"};
  if (std::find(passedOn.begin(), passedOn.end(), from.text) != passedOn.end())
    return all(&HclKeys::areKnown, at);
  if (from.isCall("zipmap"))
    return isKnown({at.document, from.items[0].get()});
  return isKnown(at);
}

bool HclKeys::ofLoop(const Placed &at) {
  const Expression &from = *at.expression;
  Placed over{at.document, from.items[0].get()};
  bool isWhole = isKnown(over);
  if (!isWhole && (from.steps.size() < 2 || !areKnown(over)))
    return false;
  std::set<std::string> outer = names_;
  names_.insert(from.steps[0]); // where there are two names, that of the key
  if (isWhole)
    names_.insert(from.steps.back());
  const Expression *condition = from.items[1].get();
  Placed made{at.document, from.items[2].get()}; // a key or an item of a list
  bool found = (!condition || isKnown({at.document, condition})) &&
               (from.text == "object" ? isKnown(made) : areKnown(made));
  names_ = std::move(outer);
  return found;
}

/// A member of an object, which may be any of them.
bool HclKeys::ofMember(const Placed &at) {
  const Expression &from = *at.expression;
  Placed into = module_.follow({at.document, from.items[0].get()});
  bool isWritten =
      into.expression->is(Expression::Kind::Object) && areKnown({at.document, from.items[0].get()});
  return isKnown({at.document, from.items[1].get()}) &&
         (isWritten ? all(&HclKeys::areKnown, into, 1, 2)
                    : isKnown({at.document, from.items[0].get()}));
}

bool HclKeys::isKnown(Placed at) {
  auto [entry, isNew] = known_.try_emplace(at.expression, false);
  if (!isNew || depth_ > mostDepth)
    return entry->second;
  ++depth_;
  const Expression &from = *at.expression;
  bool found = true;
  if (from.is(Expression::Kind::Path)) {
    const std::vector<std::string> &steps = from.steps;
    bool isStated = steps[0] == "local" || (steps[0] == "var" && steps.size() > 1);
    found = names_.contains(steps[0]) || steps[0] == "path" || steps[0] == "count" ||
            (steps[0] == "each" && steps.back() == "key");
    if (!found && isStated && (steps[0] == "local" || module_.isSet(steps[1]))) {
      Placed target = module_.declared(steps);
      if (!target.expression && steps.size() > 2)
        target = module_.declared({steps[0], steps[1]});
      found = target.expression ? isKnown(target) : steps[0] == "var";
    }
  } else if (from.is(Expression::Kind::For)) {
    std::set<std::string> outer = names_;
    found = isKnown({at.document, from.items[0].get()});
    names_.insert(from.steps.begin(), from.steps.end());
    found = found && all(&HclKeys::isKnown, at, 1);
    names_ = std::move(outer);
  } else {
    found = std::all_of(from.parts.begin(), from.parts.end(), [&](const hcl::Part &part) {
      return !part.value || isKnown({at.document, part.value.get()});
    });
    found = found && all(&HclKeys::isKnown, at);
  }
  --depth_;
  return known_[at.expression] = found;
}

} // namespace aslc::project
