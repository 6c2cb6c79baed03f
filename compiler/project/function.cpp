#include "compiler/project/function.h"

#include "compiler/project/definition.h"
#include "compiler/project/functions.h"
#include "runtime/support/number_text.h"

#include <algorithm>
#include <filesystem>

namespace aslc::project {

using source::Member;
using source::Node;

namespace {

/// The properties of one function, behind them those that all functions of SAM's types have.
class Properties {
public:
  Properties(const Template &from, const Member &function)
      : from_(from), own_(from.properties(function.key)),
        all_(from.typeOf(function.key).starts_with("AWS::Serverless::")
                 ? objectIn(objectIn(from.tree().root, "Globals"), "Function")
                 : nullptr) {}

  const Node *own() const { return own_; }
  const Node *find(std::string_view name) const {
    const Node *value = valueIn(own_, name);
    return value ? value : valueIn(all_, name);
  }
  /// The items of a list, to which a function adds its own.
  std::vector<const Node *> items(std::string_view name) const {
    std::vector<const Node *> items;
    for (const Node *from : {all_, own_})
      for (const Node *item : itemsOf(valueIn(from, name)))
        items.push_back(item);
    return items;
  }
  std::string text(std::string_view name) const { return text(find(name)); }
  std::string text(const Node *value) const {
    if (!value)
      return {};
    source::Tree scratch;
    scratch.file = from_.file();
    diag::Engine ignored(from_.file());
    const Node *made = Evaluator(from_, scratch, ignored).value(*value);
    return made ? scalarText(*made).value_or("") : "";
  }
  double number(std::string_view name, double fallback) const {
    return asl::parseNumber<double>(text(name)).value_or(fallback);
  }
  Texts environment() const {
    Texts variables;
    for (const Node *from : {all_, own_})
      for (const Member &each : membersOf(objectIn(objectIn(from, "Environment"), "Variables")))
        variables[each.key] = text(each.value);
    return variables;
  }

private:
  const Template &from_;
  const Node *own_, *all_;
};

/// Where the template keeps the code: a path, or why there is none here.
void locate(const Template &from, const Member &resource, const Properties &properties,
            Function &function) {
  auto path = [&](std::string_view text) {
    if (text.find("://") != text.npos)
      function.problem = "its code is not in a local folder";
    else
      setCode(function, pathFrom(*from.file(), text));
  };
  // The CDK, and `sam build`.
  std::string_view asset = textIn(objectIn(resource.value, "Metadata"), "aws:asset:path");
  const Node *code = valueIn(properties.own(), "Code");
  if (properties.text("PackageType") == "Image" || properties.find("ImageUri"))
    function.problem = "it is a container image";
  else if (!asset.empty())
    path(asset);
  else if (const Node *text = properties.find("InlineCode") ? properties.find("InlineCode")
                                                            : valueIn(code, "ZipFile"))
    function.inlineCode = properties.text(text);
  else if (std::string uri = properties.text("CodeUri"); !uri.empty())
    path(uri);
  else if (std::string folder = properties.text(code); !folder.empty())
    path(folder);
  else if (code || properties.find("CodeUri"))
    function.problem = "its code is not in a local folder";
  else
    path(".");
}

/// The folder of a layer of this template; empty when the layer is not a folder here.
std::string layerFolder(const Template &from, std::string_view id) {
  const Node *resource = objectIn(from.resources(), id);
  const Node *properties = from.properties(id);
  std::string path(textIn(objectIn(resource, "Metadata"), "aws:asset:path"));
  for (std::string_view field : {"ContentUri", "Content"})
    if (path.empty())
      path = textIn(properties, field);
  if (!from.typeOf(id).ends_with("::LayerVersion") || path.empty() || path.find("://") != path.npos)
    return {};
  std::string folder = pathFrom(*from.file(), path);
  std::error_code ignored;
  return std::filesystem::is_directory(folder, ignored) ? folder : "";
}

/// Of the layers that a function names, those that the template makes from folders.
std::vector<std::string> layersOf(const Template &from, const Properties &properties) {
  std::vector<std::string> folders;
  for (const Node *layer : properties.items("Layers")) {
    const Member *function = functionIn(*layer);
    if (function && function->key == "Ref")
      if (std::string folder = layerFolder(from, function->value->text); !folder.empty())
        folders.push_back(std::move(folder));
  }
  return folders;
}

} // namespace

void setCode(Function &function, std::string path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored))
    function.code = std::move(path);
  else if (path.ends_with(".zip") && std::filesystem::is_regular_file(path, ignored))
    function.archive = std::move(path);
  else
    function.problem = "its code `" + path + "` is neither a folder nor an archive";
}

Function readFunction(const Template &from, const Member &resource) {
  Properties properties(from, resource);
  Function function;
  function.name = from.nameOf(resource.key);
  function.handler = properties.text("Handler");
  function.runtime = properties.text("Runtime");
  function.environment = properties.environment();
  if (const std::string *region = from.given().find("AWS::Region"))
    for (const char *variable : {"AWS_REGION", "AWS_DEFAULT_REGION"})
      function.environment.emplace(variable, *region);
  function.timeoutSeconds = properties.number("Timeout", 3);
  function.memoryMb =
      static_cast<unsigned>(std::clamp(properties.number("MemorySize", 128), 1.0, 1e6));
  function.layers = layersOf(from, properties);
  function.file = from.file();
  function.place = resource.keyRange;
  locate(from, resource, properties, function);
  return function;
}

} // namespace aslc::project
