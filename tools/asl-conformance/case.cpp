// Finding and reading case files.
#include "tools/asl-conformance/case.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

namespace asl::conformance {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::string_view, 7> kindNames = {
    "executions", "jsonpath", "intrinsics", "validation", "teststate", "api", "jsonata"};

std::optional<Kind> kindNamed(std::string_view name) {
  auto at = std::find(kindNames.begin(), kindNames.end(), name);
  if (at == kindNames.end())
    return std::nullopt;
  return static_cast<Kind>(at - kindNames.begin());
}

std::optional<Kind> kindOfShape(const Json &body) {
  auto has = [&](const char *key) { return body.contains(key); };
  if (has("path") && has("document"))
    return Kind::JsonPath;
  if (has("expr"))
    return has("data") || has("dataset") || has("bindings") || has("sfnOnly") || !has("input")
               ? Kind::Jsonata
               : Kind::Intrinsic;
  if (has("steps"))
    return Kind::Api;
  if (has("request"))
    return Kind::TestState;
  if (has("operation"))
    return Kind::Validation;
  if (has("definition") && has("expect"))
    return Kind::Execution;
  return std::nullopt;
}

/// What the path of a file says: the kind of its cases, and its row of the table.
struct Place {
  std::optional<Kind> kind;
  std::string row;
  bool isData = false; ///< input of other cases
};

Place placeOf(const fs::path &file, const fs::path &root) {
  Place place;
  fs::path folder = file.parent_path();
  std::vector<std::string> parts;
  for (const fs::path &part : folder)
    parts.push_back(part.string());
  for (size_t i = parts.size(); i-- > 0;) {
    place.kind = kindNamed(parts[i]);
    if (!place.kind)
      continue;
    place.row = parts[i];
    if (i + 1 < parts.size())
      place.row += "/" + parts[i + 1];
    place.isData =
        *place.kind == Kind::Jsonata && i + 1 < parts.size() && parts[i + 1] == "datasets";
    return place;
  }
  fs::path relative = folder.lexically_relative(root);
  place.row = root.filename().string();
  if (!relative.empty() && relative != ".")
    place.row += "/" + relative.begin()->string();
  return place;
}

std::optional<std::string> readFile(const fs::path &path) {
  std::ifstream in(path, std::ios::binary);
  if (!in)
    return std::nullopt;
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

void loadFile(const fs::path &file, const fs::path &root, CaseFiles &out) {
  Place place = placeOf(file, root);
  if (place.isData)
    return;
  std::optional<std::string> text = readFile(file);
  Json document = text ? Json::parse(*text, nullptr, /*allow_exceptions=*/false)
                       : Json(Json::value_t::discarded);
  if (document.is_discarded()) {
    // A strict reader may leave out the JSONata cases with unpaired surrogates.
    if (place.kind == Kind::Jsonata)
      out.cases.push_back({Kind::Jsonata, file.stem().string(), place.row, file.string(), {}});
    else
      out.problems.push_back(file.string() + ": " + (text ? "is not JSON" : "cannot be read"));
    return;
  }
  auto add = [&](Json &body) {
    if (!body.is_object() || !body.contains("name") || !body["name"].is_string()) {
      out.problems.push_back(file.string() +
                             ": holds something that is not a case (it has no `name`)");
      return;
    }
    std::optional<Kind> kind = place.kind ? place.kind : kindOfShape(body);
    std::string name = body["name"].get<std::string>();
    if (kind)
      out.cases.push_back({*kind, name, place.row, file.string(), std::move(body)});
    else
      out.problems.push_back(file.string() + ": " + name + " is a case of no kind known here");
  };
  if (document.is_array())
    for (Json &body : document)
      add(body);
  else
    add(document);
}

} // namespace

std::string_view kindName(Kind kind) { return kindNames[static_cast<size_t>(kind)]; }

CaseFiles loadCases(const std::vector<std::string> &folders) {
  CaseFiles result;
  for (const std::string &folder : folders) {
    std::error_code error;
    fs::path root = fs::weakly_canonical(folder, error);
    std::vector<fs::path> files;
    if (fs::is_regular_file(root, error)) {
      files.push_back(root);
    } else {
      for (fs::recursive_directory_iterator at(root, error), end; !error && at != end;
           at.increment(error))
        if (at->path().extension() == ".json" && at->is_regular_file())
          files.push_back(at->path());
      if (error)
        result.problems.push_back(folder + ": " + error.message());
    }
    std::sort(files.begin(), files.end());
    for (const fs::path &file : files)
      loadFile(file, root, result);
  }
  return result;
}

Verdict Verdict::of(Differences differences) {
  if (differences.empty())
    return passed();
  return {Outcome::Failed, "", std::move(differences)};
}

} // namespace asl::conformance
