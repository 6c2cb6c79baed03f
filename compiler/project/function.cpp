#include "compiler/project/function.h"

#include "compiler/project/definition.h"
#include "compiler/project/functions.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

namespace aslc::project {

using source::Member;
using source::Node;

namespace {

/// The properties of one function, behind them those that all functions of the template have.
class Properties {
public:
  Properties(const Template &from, const Member &function)
      : from_(from), own_(from.properties(function.key)),
        all_(objectIn(objectIn(from.tree().root, "Globals"), "Function")) {}

  const Node *own() const { return own_; }
  const Node *find(std::string_view name) const {
    const Node *value = valueIn(own_, name);
    return value ? value : valueIn(all_, name);
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
    std::string given = text(name);
    double value = fallback;
    std::from_chars(given.data(), given.data() + given.size(), value);
    return value;
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
  else if (properties.find("InlineCode") || valueIn(code, "ZipFile"))
    function.problem = "its code is in the template";
  else if (std::string uri = properties.text("CodeUri"); !uri.empty())
    path(uri);
  else if (std::string folder = properties.text(code); !folder.empty())
    path(folder);
  else if (code || properties.find("CodeUri"))
    function.problem = "its code is not in a local folder";
  else
    path(".");
}

} // namespace

void setCode(Function &function, std::string path) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(path, ignored))
    function.problem = "its code `" + path + "` is not a folder";
  else
    function.code = std::move(path);
}

Function readFunction(const Template &from, const Member &resource) {
  Properties properties(from, resource);
  Function function;
  function.name = from.nameOf(resource.key);
  function.handler = properties.text("Handler");
  function.runtime = properties.text("Runtime");
  function.environment = properties.environment();
  function.timeoutSeconds = properties.number("Timeout", 3);
  function.memoryMb =
      static_cast<unsigned>(std::clamp(properties.number("MemorySize", 128), 1.0, 1e6));
  function.file = from.file();
  function.place = resource.keyRange;
  locate(from, resource, properties, function);
  return function;
}

} // namespace aslc::project
