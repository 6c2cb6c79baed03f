// Short ways to make diagnostics in the tests of how they are shown.
#pragma once

#include "compiler/diag/engine.h"

#include <string>

namespace aslc::diag {

/// An engine over `text`, named `order.asl.json`.
inline Engine over(std::string text, std::string name = "order.asl.json") {
  return Engine(std::make_shared<source::File>(std::move(name), std::move(text)));
}

/// Where `part` first stands in the engine's file.
inline source::Range find(const Engine &engine, std::string_view part) {
  auto begin = static_cast<uint32_t>(engine.file().text().find(part));
  return {begin, static_cast<uint32_t>(begin + part.size())};
}

} // namespace aslc::diag
