// The values of a module's variables by their types: those of the command line, and what `optional`
// adds to objects.
#include "compiler/project/terraform_module.h"
#include "runtime/support/closest.h"
#include "runtime/support/number_text.h"

#include <algorithm>
#include <array>

namespace aslc::project {

using hcl::Block;
using hcl::Document;
using hcl::Expression;

namespace {

std::unique_ptr<Expression> cloneOf(const Expression &from) {
  auto made = std::make_unique<Expression>();
  made->kind = from.kind;
  made->range = from.range;
  made->boolean = from.boolean;
  made->text = from.text;
  made->steps = from.steps;
  for (const hcl::Part &part : from.parts)
    made->parts.push_back({part.literal, part.value ? cloneOf(*part.value) : nullptr});
  for (const auto &item : from.items)
    made->items.push_back(item ? cloneOf(*item) : nullptr);
  return made;
}

/// The name that the key of an object is written as; empty when it is computed.
std::string keyOf(const Expression &key) {
  bool isLiteral = key.is(Expression::Kind::Text) && key.parts.size() == 1 && !key.parts[0].value;
  return isLiteral ? key.parts[0].literal.text : "";
}

void addDefaults(Expression &value, const Expression &type);

/// Adds to an object what it has not and is optional in `members`, the object in `object({...})`.
void addMembers(Expression &object, const Expression &members) {
  for (size_t i = 0; i + 1 < members.items.size(); i += 2) {
    const Expression *type = members.items[i + 1].get();
    std::string name = keyOf(*members.items[i]);
    std::unique_ptr<Expression> *own = nullptr;
    for (size_t k = 0; k + 1 < object.items.size(); k += 2)
      if (keyOf(*object.items[k]) == name)
        own = &object.items[k + 1];
    if (type->isCall("optional")) {
      bool hasDefault = type->items.size() > 1;
      if (!own) {
        object.items.push_back(cloneOf(*members.items[i]));
        own = &object.items.emplace_back(std::make_unique<Expression>());
      }
      if (hasDefault && (*own)->is(Expression::Kind::Null))
        *own = cloneOf(*type->items[1]);
      type = type->items[0].get();
    }
    if (own)
      addDefaults(**own, *type);
  }
}

void addDefaults(Expression &value, const Expression &type) {
  if (type.isCall("object")) {
    if (value.is(Expression::Kind::Object) && type.items[0]->is(Expression::Kind::Object))
      addMembers(value, *type.items[0]);
  } else if (type.isCall("list") || type.isCall("set")) {
    if (value.is(Expression::Kind::List))
      for (const auto &item : value.items)
        addDefaults(*item, *type.items[0]);
  } else if (type.isCall("map") && value.is(Expression::Kind::Object)) {
    for (size_t i = 1; i < value.items.size(); i += 2)
      addDefaults(*value.items[i], *type.items[0]);
  }
}

/// `string` of `type = string`, `list` of `list(string)`.
std::string kindOf(const Expression &type) {
  return type.is(Expression::Kind::Path) ? type.steps[0] : type.text;
}

} // namespace

std::string Module::unknownInstance(const std::vector<std::string> &steps) const {
  size_t named = steps[0] == "data" ? 3 : 2;
  std::string whole;
  for (const std::string &step : steps)
    whole += (whole.empty() ? "" : ".") + step;
  if (steps.size() <= named || given_.find(whole))
    return "";
  const Document *document = nullptr;
  const Block *declared =
      block(named == 3 ? "data" : "resource", steps[named - 2], steps[named - 1], &document);
  std::optional<Instances> many = declared ? instancesOf(*document, *declared) : std::nullopt;
  std::optional<size_t> index = asl::parseNumber<size_t>(steps[named]);
  if (!many || !many->isCounted || !index || *index < many->all.size())
    return "";
  return "`" + steps[named - 2] + "." + steps[named - 1] + "` has no instance " + steps[named] +
         ", because its `count` is " + std::to_string(many->all.size());
}

std::string Module::unknownName(const std::vector<std::string> &steps) const {
  constexpr std::array<std::string_view, 6> others = {"each", "count",     "path",
                                                      "self", "terraform", "ephemeral"};
  const std::string &first = steps[0];
  if (first == "path" && steps.size() > 1) {
    const std::vector<std::string> folders = {"module", "root", "cwd"};
    bool isKnown = std::find(folders.begin(), folders.end(), steps[1]) != folders.end();
    auto meant = isKnown ? std::nullopt : asl::closest(steps[1], folders);
    return meant ? "there is no `path." + steps[1] + "`; did you mean `path." + *meant + "`?" : "";
  }
  bool isData = first == "data", isResource = first.find('_') != first.npos;
  bool isNamed = first == "var" || first == "local" || first == "module";
  size_t named = isData ? 3 : 2;
  bool isChecked = (isData || isResource || isNamed) && steps.size() >= named &&
                   std::find(others.begin(), others.end(), first) == others.end();
  std::string whole;
  for (const std::string &step : steps)
    whole += (whole.empty() ? "" : ".") + step;
  if (!isChecked || given_.find(whole) || given_.parameters.contains(steps[1]))
    return "";
  std::vector<std::string> names;
  for (const auto &document : documents_) {
    if (!document->wrong.empty())
      return "";
    for (const Block &block : document->root.blocks) {
      bool isSame = first == "var"      ? block.type == "variable"
                    : first == "module" ? block.type == "module"
                    : isData            ? block.type == "data" && block.label(0) == steps[1]
                                        : block.type == "resource" && block.label(0) == first;
      if (isSame && first != "local")
        names.emplace_back(block.label(isNamed ? 0 : 1));
      if (first == "local" && block.type == "locals")
        for (const hcl::Attribute &attribute : block.attributes)
          names.push_back(attribute.name);
    }
  }
  const std::string &name = steps[named - 1];
  if (std::find(names.begin(), names.end(), name) != names.end())
    return "";
  std::string prefix = whole.substr(0, whole.find("." + name) + 1);
  auto meant = asl::closest(name, names);
  return "there is no `" + prefix + name + "` in this module" +
         (meant ? "; did you mean `" + prefix + *meant + "`?" : "");
}

std::vector<Module::Problem> Module::wrongArguments(const Document &document,
                                                    const Block &block) const {
  constexpr std::array<std::string_view, 6> own = {"source",   "version", "providers",
                                                   "for_each", "count",   "depends_on"};
  std::vector<std::string> names;
  for (const auto &each : documents_) {
    if (!each->wrong.empty())
      return {};
    for (const Block &variable : each->root.blocks)
      if (variable.type == "variable")
        names.emplace_back(variable.label(0));
  }
  std::vector<Problem> problems;
  for (const auto &each : documents_)
    for (const Block &variable : each->root.blocks)
      if (variable.type == "variable" && !variable.find("default") &&
          !block.find(variable.label(0)))
        problems.push_back({document.file, block.range,
                            "the module `" + std::string(block.label(0)) +
                                "` needs a value for its variable `" +
                                std::string(variable.label(0)) + "`"});
  for (const hcl::Attribute &attribute : block.attributes) {
    const std::string &name = attribute.name;
    if (std::find(own.begin(), own.end(), name) != own.end() ||
        std::find(names.begin(), names.end(), name) != names.end())
      continue;
    auto meant = asl::closest(name, names);
    problems.push_back({document.file, attribute.range,
                        "the module `" + std::string(block.label(0)) + "` has no variable `" +
                            name + "`" + (meant ? "; did you mean `" + *meant + "`?" : "")});
  }
  return problems;
}

Placed Module::typeOfUnknown(const std::vector<std::string> &steps) const {
  if (steps.size() < 2 || steps[0] != "var" || given_.find("var." + steps[1]))
    return {};
  const std::string &name = steps[1];
  // What a module around gives as text where another type is needed stands for something.
  bool isGiven = given_.parameters.contains(name);
  bool hasValue = std::any_of(values_.begin(), values_.end(), [&](const auto &values) {
    return values->root.find(name) != nullptr;
  });
  if ((isGiven && depth_ == 0) || hasValue)
    return {};
  for (const auto &document : documents_)
    for (const Block &block : document->root.blocks) {
      if (block.type != "variable" || block.label(0) != name)
        continue;
      const Expression *fallback = block.find("default");
      bool hasDefault = fallback && !fallback->is(Expression::Kind::Null) && !isGiven;
      const Expression *type = block.find("type");
      std::string kind = type ? kindOf(*type) : "any";
      if (!hasDefault && kind != "any" && kind != "string")
        return {document.get(), type};
    }
  return {};
}

bool Module::isSet(std::string_view variable) const {
  return depth_ == 0 && (given_.find("var." + std::string(variable)) ||
                         given_.parameters.contains(std::string(variable)) ||
                         std::any_of(values_.begin(), values_.end(), [&](const auto &values) {
                           return values->root.find(variable) != nullptr;
                         }));
}

bool Module::isObject(std::string_view variable) const {
  for (const auto &document : documents_)
    for (const Block &block : document->root.blocks)
      if (block.type == "variable" && block.label(0) == variable)
        if (const Expression *type = block.find("type"))
          return kindOf(*type) == "object";
  return false;
}

bool Module::isAlwaysText(const std::vector<std::string> &steps) const {
  if (steps[0] == "data")
    return steps.size() > 1 && steps[1] == "aws_ssm_parameter";
  for (const auto &document : documents_)
    for (const Block &block : document->root.blocks)
      if (steps[0] == "var" && steps.size() > 1 && block.type == "variable" &&
          block.label(0) == steps[1])
        if (const Expression *type = block.find("type"))
          return kindOf(*type) == "string";
  return false;
}

void Module::takeTypedValue(const Document &document, const Block &variable) {
  const Expression *type = variable.find("type");
  std::string name(variable.label(0)), kind = type ? kindOf(*type) : "";
  auto given = given_.parameters.find(name);
  if (given == given_.parameters.end() || kind.empty() || kind == "string")
    return;
  const std::string &text = given->second;
  std::string wrong;
  if (kind == "number" && !asl::parseNumber<double>(text))
    wrong = "must be a number, not `" + text + "`";
  else if (kind == "bool" && text != "true" && text != "false")
    wrong = "must be true or false, not `" + text + "`";
  auto value = std::make_unique<Document>(hcl::read(
      std::make_shared<const source::File>(name + ".tfvars", name + " = " + text + "\n")));
  bool isOne = value->root.attributes.size() == 1 && value->root.blocks.empty();
  if (wrong.empty() && (!value->wrong.empty() || !isOne))
    wrong = "cannot be read: " + (value->wrong.empty() ? "it is not one value" : value->wrong);
  if (!wrong.empty() && depth_ > 0)
    return; // of a module, whose values may stand for others
  if (!wrong.empty()) {
    problems_.push_back(
        {document.file, variable.range, "the value of the variable `" + name + "` " + wrong});
    return;
  }
  values_.push_back(std::move(value));
  given_.parameters.erase(given);
}

void Module::takeTypes() {
  for (const auto &document : documents_)
    for (Block &variable : document->root.blocks) {
      if (variable.type != "variable")
        continue;
      takeTypedValue(*document, variable);
      const Expression *type = variable.find("type");
      if (!type)
        continue;
      for (hcl::Attribute &attribute : variable.attributes)
        if (attribute.name == "default")
          addDefaults(*attribute.value, *type);
      for (const auto &values : values_)
        for (hcl::Attribute &attribute : values->root.attributes)
          if (attribute.name == variable.label(0))
            addDefaults(*attribute.value, *type);
    }
}

} // namespace aslc::project
