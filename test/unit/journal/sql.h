// Changes and looks into the file of a journal by other means than the journal's.
#pragma once

#include "runtime/journal/sqlite/database.h"

#include <gtest/gtest.h>

#include <string>

namespace asl::journal {

/// Executes statements; a failure is one of the test.
inline void executeSql(const std::string &path, const std::string &sql) {
  auto database = Database::open(path, Database::Access::ReadWrite, nullptr);
  database->execute(sql);
  EXPECT_FALSE(database->failed()) << database->error();
}

/// The first column of the first row.
inline std::string valueOfSql(const std::string &path, const std::string &sql) {
  return Database::open(path, Database::Access::ReadWrite, nullptr)->value(sql);
}

} // namespace asl::journal
