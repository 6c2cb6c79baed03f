#include "tools/debug/dap_data.h"

#include "runtime/dom/text.h"
#include "runtime/support/utf8.h"

namespace aslc::debug {

namespace {

/// What is shown of a large value before it is opened.
constexpr size_t kMostShown = 400;

std::string childTarget(const std::string &parent, const Json &key) {
  if (parent.empty())
    return "$" + key.get<std::string>();
  return parent + "[" + asl::dom::write(key) + "]";
}

std::string textOf(const Json &value) {
  std::string text = asl::dom::write(value);
  if (!value.is_structured() || text.size() <= kMostShown)
    return text;
  return text.substr(0, asl::utf8::boundaryBefore(text, kMostShown)) + "…";
}

} // namespace

uint32_t DataTree::add(Json value, std::string target) {
  parts_.push_back({std::move(value), std::move(target)});
  return static_cast<uint32_t>(parts_.size());
}

const DataTree::Part *DataTree::find(uint32_t number) const {
  bool isKnown = number >= 1 && number <= parts_.size();
  return isKnown ? &parts_[number - 1] : nullptr;
}

Message DataTree::scopes(const Stop &stop) {
  std::string name(nameOf(stop.moment));
  std::string title = name;
  title[0] = static_cast<char>(title[0] - 'a' + 'A');
  // A scope holds members: a value without any is one itself.
  Json value = valueOf(stop);
  bool isMember = !value.is_structured();
  uint32_t number = isMember ? add(Json{{name, value}}, ".") : add(std::move(value), name);
  return Message::array({{{"name", title}, {"variablesReference", number}, {"expensive", false}},
                         {{"name", "Variables"},
                          {"variablesReference", add(variablesOf(stop), "")},
                          {"expensive", false}}});
}

Message DataTree::shown(const Json &value, const std::string &target) {
  Message shown{{"value", textOf(value)}, {"type", value.type_name()}, {"variablesReference", 0}};
  if (value.is_structured() && !value.empty())
    shown["variablesReference"] = add(value, target);
  shown[value.is_array() ? "indexedVariables" : "namedVariables"] =
      value.is_structured() ? value.size() : 0;
  shown["evaluateName"] = target;
  return shown;
}

std::optional<std::string> DataTree::targetOf(uint32_t number, const std::string &member) const {
  const Part *part = find(number);
  if (part == nullptr)
    return std::nullopt;
  if (part->target == ".")
    return member;
  if (part->value.is_array())
    return part->target + "[" + member + "]";
  return childTarget(part->target, member);
}

Message DataTree::variables(uint32_t number) {
  Message list = Message::array();
  const Part *found = find(number);
  if (found == nullptr)
    return list;
  const Part part = *found; // adding members moves it
  size_t index = 0;
  for (const auto &[key, value] : part.value.items()) {
    std::string name = part.value.is_array() ? std::to_string(index++) : key;
    Message variable = shown(value, *targetOf(number, name));
    variable["name"] = name;
    list.push_back(std::move(variable));
  }
  return list;
}

} // namespace aslc::debug
