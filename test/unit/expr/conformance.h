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

/// Calls `check` with every case of conformance/`folder`; `subject` names the member that says what
/// it is about. Skipped when the data is absent.
inline void forEachCase(const char *folder, const char *subject, void (*check)(Value)) {
  std::vector<std::filesystem::path> files = caseFiles(folder);
  if (files.empty())
    GTEST_SKIP() << "no conformance data at " << ASLC_SHARED;
  size_t count = 0;
  for (const std::filesystem::path &file : files) {
    Heap heap(nullptr, 1);
    Value cases = json::read(heap, readFile(file));
    ASSERT_TRUE(isArray(cases)) << file;
    for (uint32_t i = 0; i < cases.array->count; ++i, ++count) {
      Value one = cases.array->items[i];
      SCOPED_TRACE(textOf(one, "name") + ": " + textOf(one, subject));
      check(one);
    }
  }
  ::testing::Test::RecordProperty("cases", static_cast<int>(count));
}

} // namespace asl::test
