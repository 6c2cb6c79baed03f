// The parameters of the function whose brackets the cursor is in.
#include "compiler/editor/features/expressions.h"
#include "compiler/editor/features/features.h"

namespace aslc::editor {

namespace {

struct Call {
  std::string_view before; ///< up to the bracket
  unsigned parameter = 0;  ///< from 0
};

/// The innermost open call before the cursor.
std::optional<Call> callAround(std::string_view before) {
  unsigned depth = 0, commas = 0;
  char quote = '\0';
  for (size_t i = before.size(); i-- > 0;) {
    char c = before[i];
    if (quote != '\0') {
      quote = c == quote ? '\0' : quote;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == ')' || c == ']' || c == '}') {
      ++depth;
    } else if (c == '(' || c == '[' || c == '{') {
      if (depth == 0 && c == '(')
        return Call{before.substr(0, i), commas};
      if (depth == 0)
        commas = 0;
      else
        --depth;
    } else if (c == ',' && depth == 0) {
      ++commas;
    }
  }
  return std::nullopt;
}

} // namespace

Json signatureAt(const Query &query, uint32_t cursor) {
  Where where = whereIs(query.snapshot, cursor);
  if (where.evaluated() == Where::Evaluated::No)
    return nullptr;
  std::string before = expressionBefore(query.snapshot, where);
  auto call = callAround(before);
  if (!call)
    return nullptr;
  std::string signature;
  std::string_view about;
  if (where.isJsonata()) {
    JsonataCursor callee = jsonataCursorAt(call->before);
    bool isFunction = callee.kind == JsonataCursor::Kind::Variable;
    signature = isFunction ? signatureOfFunction(callee.name) : "";
    about = aboutFunction(callee.name);
    signature = signature.empty() ? "" : "$" + signature;
  } else if (PathCursor callee = pathCursorAt(call->before); callee.root == "States") {
    signature = signatureOfIntrinsic(callee.last);
    about = aboutIntrinsic(callee.last);
  }
  if (signature.empty())
    return nullptr;
  Json parameters = Json::array();
  std::vector<std::string> names = parametersOf(signature);
  for (const std::string &parameter : names)
    parameters.push_back({{"label", parameter}});
  // The last parameter of some functions stands for any number.
  auto active = call->parameter;
  if (!names.empty() && names.back().ends_with("..."))
    active = std::min(active, static_cast<unsigned>(names.size() - 1));
  Json information = {{"label", signature},
                      {"documentation", markdown(std::string(about))},
                      {"parameters", parameters}};
  return {{"signatures", Json::array({information})},
          {"activeSignature", 0},
          {"activeParameter", active}};
}

} // namespace aslc::editor
