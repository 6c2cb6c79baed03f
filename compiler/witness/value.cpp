#include "compiler/witness/value.h"

namespace aslc::witness {

using Kind = Value::Kind;

Value Value::open(HolePtr hole) {
  Value value;
  value.kind = hole ? Kind::Open : Kind::Missing;
  value.hole = std::move(hole);
  return value;
}

Value Value::of(Json known) {
  Value value;
  value.kind = Kind::Known;
  value.known = std::move(known);
  return value;
}

Value Value::object(std::map<std::string, Value> members) {
  Value value;
  value.kind = Kind::Object;
  value.members = std::move(members);
  return value;
}

Value Value::array(std::vector<Value> items) {
  Value value;
  value.kind = Kind::Array;
  value.items = std::move(items);
  return value;
}

Value Value::opaque() {
  Value value;
  value.kind = Kind::Opaque;
  return value;
}

Value Value::member(const std::string &name) const {
  switch (kind) {
  case Kind::Open:
    return open(hole->isAbsent ? nullptr : hole->member(name));
  case Kind::Known:
    return known.is_object() && known.contains(name) ? of(known[name]) : Value();
  case Kind::Object:
    if (auto found = members.find(name); found != members.end())
      return found->second;
    return hole ? open(hole->member(name)) : Value();
  case Kind::Opaque:
    return opaque();
  default:
    return {};
  }
}

Value Value::element(int64_t index) const {
  auto at = [&](size_t size) {
    return index < 0 ? static_cast<size_t>(index + static_cast<int64_t>(size))
                     : static_cast<size_t>(index);
  };
  switch (kind) {
  case Kind::Open:
    return open(hole->element(index < 0 ? 0 : static_cast<size_t>(index)));
  case Kind::Known:
    return known.is_array() && at(known.size()) < known.size() ? of(known[at(known.size())])
                                                               : Value();
  case Kind::Array:
    return at(items.size()) < items.size() ? items[at(items.size())] : Value();
  case Kind::Opaque:
    return opaque();
  default:
    return {};
  }
}

std::optional<size_t> Value::length() const {
  if (kind == Kind::Array)
    return items.size();
  if (kind == Kind::Known && known.is_array())
    return known.size();
  return std::nullopt;
}

Value Value::with(const std::string &name, Value member) const {
  Value object;
  object.kind = Kind::Object;
  if (kind == Kind::Open && hole->ask(Hole::Type::Object))
    object.hole = hole;
  if (kind == Kind::Known && known.is_object())
    for (const auto &[key, each] : known.items())
      object.members.emplace(key, of(each));
  if (kind == Kind::Object)
    object = *this;
  object.members.insert_or_assign(name, std::move(member));
  return object;
}

std::optional<Json> Value::decided() const {
  switch (kind) {
  case Kind::Known:
    return known;
  case Kind::Open:
    return hole->value;
  case Kind::Object: {
    if (hole)
      return std::nullopt;
    Json object = Json::object();
    for (const auto &[name, member] : members) {
      auto each = member.decided();
      if (!each)
        return std::nullopt;
      object[name] = *each;
    }
    return object;
  }
  case Kind::Array: {
    Json array = Json::array();
    for (const Value &item : items) {
      auto each = item.decided();
      if (!each)
        return std::nullopt;
      array.push_back(*each);
    }
    return array;
  }
  default:
    return std::nullopt;
  }
}

bool Value::ask(Hole::Type type) const {
  switch (kind) {
  case Kind::Open:
    return hole->ask(type);
  case Kind::Known:
    return typeOf(known) == type;
  case Kind::Object:
    return type == Hole::Type::Object;
  case Kind::Array:
    return type == Hole::Type::Array;
  case Kind::Opaque:
    return true;
  default:
    return false;
  }
}

} // namespace aslc::witness
