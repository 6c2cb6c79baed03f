// Function signatures, `<s-n?:s>`.
#include "compiler/expr/jsonata/tree.h"

namespace aslc::jsonata {

namespace {

/// The offset of the bracket that closes the one at `open`, or the end of the text.
size_t closing(std::string_view text, size_t open, char opener, char closer) {
  int depth = 1;
  for (size_t at = open + 1; at < text.size(); ++at) {
    if (text[at] == closer && --depth == 0)
      return at;
    if (text[at] == opener)
      ++depth;
  }
  return text.size();
}

} // namespace

std::variant<Signature, Error> parseSignature(std::string_view text) {
  Signature signature;
  signature.text = std::string(text);
  std::vector<Parameter> &parameters = signature.parameters;
  for (size_t at = 1; at < text.size() && text[at] != ':'; ++at) {
    char symbol = text[at];
    switch (symbol) {
    case '-':
      if (!parameters.empty())
        parameters.back().context = parameters.back().optional = true;
      break;
    case '?':
      if (!parameters.empty())
        parameters.back().optional = true;
      break;
    case '+':
      if (!parameters.empty())
        parameters.back().variadic = true;
      break;
    case '(': {
      size_t end = closing(text, at, '(', ')');
      std::string choice(text.substr(at + 1, end - at - 1));
      if (choice.find('<') != std::string::npos)
        return Error{"S0402", at, {}, choice};
      Parameter parameter;
      parameter.types = std::move(choice);
      parameters.push_back(std::move(parameter));
      at = end;
      break;
    }
    case '<': {
      bool allowed =
          !parameters.empty() && (parameters.back().types == "a" || parameters.back().types == "f");
      if (!allowed)
        return Error{"S0401", at, {}, parameters.empty() ? std::string() : parameters.back().types};
      size_t end = closing(text, at, '<', '>');
      parameters.back().subtype = std::string(text.substr(at + 1, end - at - 1));
      at = end;
      break;
    }
    default:
      if (std::string_view("snbloafjx").find(symbol) != std::string_view::npos) {
        Parameter parameter;
        parameter.types = std::string(1, symbol);
        parameters.push_back(std::move(parameter));
      }
    }
  }
  return signature;
}

} // namespace aslc::jsonata
