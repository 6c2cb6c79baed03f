// Which compiled machines are kept.
#include "runtime/service/code_cache.h"

#include <gtest/gtest.h>

namespace asl::service {
namespace {

class CodeCacheTest : public testing::Test {
protected:
  struct NoCode final : Code {
    const asl_module &module() const override { return none; }
    asl_module none{};
  };
  static Snapshot machine(uint64_t revision) {
    Snapshot snapshot;
    snapshot.revision = revision;
    snapshot.machine = "m" + std::to_string(revision);
    return snapshot;
  }
  CodeCache cache{[this](const Snapshot &, CodeQuality) {
    ++compiled;
    return Expected<std::shared_ptr<const Code>>(std::make_shared<NoCode>());
  }};
  int compiled = 0;
};

TEST_F(CodeCacheTest, IsReadyOnceItWasCompiled) {
  EXPECT_FALSE(cache.isReady(machine(1)));
  ASSERT_TRUE(cache.of(machine(1)));
  EXPECT_TRUE(cache.isReady(machine(1)));
  EXPECT_FALSE(cache.isReady(machine(2)));
}

TEST_F(CodeCacheTest, DropsWhatWasNotUsedAndKeepsWhatRuns) {
  auto runs = *cache.of(machine(1));
  ASSERT_TRUE(cache.of(machine(2)));
  EXPECT_FALSE(cache.dropUnused(std::chrono::minutes(1)));
  EXPECT_TRUE(cache.isReady(machine(2)));
  EXPECT_TRUE(cache.dropUnused(std::chrono::seconds(0)));
  EXPECT_FALSE(cache.isReady(machine(1)));
  EXPECT_FALSE(cache.isReady(machine(2)));
  EXPECT_EQ(runs->module().abi_version, 0u);
  ASSERT_TRUE(cache.of(machine(1)));
  EXPECT_EQ(compiled, 3);
}

} // namespace
} // namespace asl::service
