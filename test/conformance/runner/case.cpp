// Finding and reading case files.
#include "test/conformance/runner/case.h"

#include "runtime/support/file.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>

namespace asl::conformance {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::string_view, 7> kindNames = {
    "executions", "jsonpath", "intrinsics", "validation", "teststate", "api", "jsonata"};

std::optional<CaseKind> kindNamed(std::string_view name) {
  auto at = std::find(kindNames.begin(), kindNames.end(), name);
  if (at == kindNames.end())
    return std::nullopt;
  return static_cast<CaseKind>(at - kindNames.begin());
}

std::optional<CaseKind> kindOfShape(const Json &body) {
  auto has = [&](const char *key) { return body.contains(key); };
  if (has("path") && has("document"))
    return CaseKind::JsonPath;
  if (has("expr"))
    return has("data") || has("dataset") || has("bindings") || has("sfnOnly") || !has("input")
               ? CaseKind::Jsonata
               : CaseKind::Intrinsic;
  if (has("steps"))
    return CaseKind::Api;
  if (has("request"))
    return CaseKind::TestState;
  if (has("operation"))
    return CaseKind::Validation;
  if (has("definition") && has("expect"))
    return CaseKind::Execution;
  return std::nullopt;
}

/// What follows from the path of a file: the kind of its cases, and its row of the table.
struct FileRole {
  std::optional<CaseKind> kind;
  std::string row;
  bool isData = false; ///< input of other cases
};

FileRole roleOf(const fs::path &file, const fs::path &root) {
  FileRole role;
  fs::path folder = file.parent_path();
  std::vector<std::string> parts;
  for (const fs::path &part : folder)
    parts.push_back(part.string());
  for (size_t i = parts.size(); i-- > 0;) {
    role.kind = kindNamed(parts[i]);
    if (!role.kind)
      continue;
    role.row = parts[i];
    if (i + 1 < parts.size())
      role.row += "/" + parts[i + 1];
    role.isData =
        *role.kind == CaseKind::Jsonata && i + 1 < parts.size() && parts[i + 1] == "datasets";
    return role;
  }
  fs::path relative = folder.lexically_relative(root);
  role.row = root.filename().string();
  if (!relative.empty() && relative != ".")
    role.row += "/" + relative.begin()->string();
  return role;
}

void loadFile(const fs::path &file, const fs::path &root, CaseFiles &out) {
  FileRole role = roleOf(file, root);
  if (role.isData)
    return;
  Expected<std::string> text = readFile(file);
  Json document = text ? Json::parse(*text, nullptr, /*allow_exceptions=*/false)
                       : Json(Json::value_t::discarded);
  if (document.is_discarded()) {
    // A strict reader may leave out the JSONata cases with unpaired surrogates.
    if (role.kind == CaseKind::Jsonata)
      out.cases.push_back({CaseKind::Jsonata, file.stem().string(), role.row, file.string(), {}});
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
    std::optional<CaseKind> kind = role.kind ? role.kind : kindOfShape(body);
    std::string name = body["name"].get<std::string>();
    if (kind)
      out.cases.push_back({*kind, name, role.row, file.string(), std::move(body)});
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

std::string_view kindName(CaseKind kind) { return kindNames[static_cast<size_t>(kind)]; }

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
