#include "runtime/dom/text.h"

namespace asl::dom {
namespace {

template <typename Tree> std::string textOf(const Tree &tree, int indent) {
  return tree.dump(indent, ' ', /*ensure_ascii=*/false, Tree::error_handler_t::replace);
}

} // namespace

nlohmann::json parse(std::string_view text) {
  return nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
}

nlohmann::ordered_json parseOrdered(std::string_view text) {
  return nlohmann::ordered_json::parse(text, nullptr, /*allow_exceptions=*/false);
}

bool isJson(std::string_view text) { return nlohmann::json::accept(text); }

std::string write(const nlohmann::json &tree, int indent) { return textOf(tree, indent); }
std::string write(const nlohmann::ordered_json &tree, int indent) { return textOf(tree, indent); }

} // namespace asl::dom
