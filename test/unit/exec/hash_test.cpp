// Identifiers that are made up.
#include "runtime/exec/hash.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <set>
#include <thread>

namespace asl {
namespace {

TEST(TimeOrderedUuidTest, ItIsAUuidOfVersion7) {
  EXPECT_THAT(timeOrderedUuid(), testing::MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-"
                                                       "[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
}

TEST(TimeOrderedUuidTest, LaterOnesSortBehindEarlierOnes) {
  std::string before = timeOrderedUuid();
  std::this_thread::sleep_for(std::chrono::milliseconds(2));
  EXPECT_LT(before, timeOrderedUuid());
}

TEST(TimeOrderedUuidTest, AllDiffer) {
  std::set<std::string> made;
  for (int i = 0; i < 1000; ++i)
    made.insert(timeOrderedUuid());
  EXPECT_EQ(made.size(), 1000u);
}

TEST(UuidFrom, IsTheSameInAllVersions) {
  EXPECT_EQ(uuidFrom("a"), "ca978112-ca1b-4dca-aac2-31b39a23dc4d");
  EXPECT_EQ(uuidFrom("b"), "3e23e816-0039-494a-b389-4f6564e1b134");
  EXPECT_EQ(uuidFrom("token 1"), "00903b35-b33d-480d-9058-e53bea6d93ac");
}

} // namespace
} // namespace asl
