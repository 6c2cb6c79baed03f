// Reads the shared conformance cases, which may be absent.
#pragma once

#include "runtime/value/json.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>
#include <vector>

namespace asl::test {

inline std::string readFile(const std::filesystem::path &path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// The case files of conformance/`folder`, sorted; empty when the data is absent.
inline std::vector<std::filesystem::path> caseFiles(const char *folder) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (const auto &entry : std::filesystem::directory_iterator(
           std::filesystem::path(ASLC_SHARED) / "conformance" / folder, error))
    if (entry.path().extension() == ".json")
      files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

inline std::string textOf(Value object, const char *key) {
  Value value = memberByText(object, key);
  return isString(value) ? std::string(text(value)) : std::string();
}

} // namespace asl::test
