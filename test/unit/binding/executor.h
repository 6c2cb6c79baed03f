// Executors for binding files that are written in tests.
#pragma once

#include "runtime/binding/binding_executor.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace asl::binding {

inline constexpr std::string_view kFunction =
    "arn:aws:lambda:us-east-1:123456789012:function:charge";
inline constexpr std::string_view kInvoke = "arn:aws:states:::lambda:invoke";

/// An executor for the binding file `text`, whose paths are relative to `directory`.
inline std::unique_ptr<BindingExecutor> executor(std::string_view text,
                                                 std::string directory = "") {
  auto file = parseBindingFile(std::make_shared<document::File>("tasks.yaml", std::string(text)));
  EXPECT_TRUE(file) << file.error();
  BindingFile bindings = file ? *std::move(file) : BindingFile();
  bindings.directory = std::move(directory);
  return std::make_unique<BindingExecutor>(std::move(bindings));
}

/// The JSON behind `word` in what a reply was told.
inline nlohmann::json told(const std::string &lines, const std::string &word) {
  size_t at = lines.find(word + " ");
  if (at == std::string::npos)
    return "nothing of this in: " + lines;
  size_t end = lines.find('\n', at);
  return nlohmann::json::parse(lines.substr(at + word.size() + 1, end - at - word.size() - 1),
                               nullptr, false);
}

} // namespace asl::binding
