// Waiting for a callback of the engine ends, even if the callback is dropped.
#include "runtime/service/awaited.h"

#include "runtime/journal/memory_journal.h"
#include "runtime/service/service.h"
#include "test/unit/states/support.h"

#include <gtest/gtest.h>

#include <atomic>

namespace asl::service {
namespace {

TEST(Await, ReturnsWhatTheCallbackIsCalledWith) {
  EXPECT_EQ(*await<int>([](std::function<void(int)> tell) { tell(7); }), 7);
}

TEST(Await, FailsWhenTheCallbackIsDropped) {
  Expected<int> told = await<int>([](std::function<void(int)>) {});
  EXPECT_FALSE(told);
  EXPECT_EQ(told.error(), "the journal is lost");
}

TEST(Await, AStartFailsWhenTheJournalIsLost) {
  std::atomic<bool> isLost = false;
  auto journal = journal::makeMemoryJournal([&] { return isLost.load(); });
  test::Machine machine;
  machine.module_.definition_hash = "00ff";
  machine.flow().add(test::State("W", ASL_WAIT)).until = [](Value) { return integer(1000); };
  EngineOptions options;
  options.journal = journal.get();
  options.journalLost = [](const std::string &) {};
  Service service(options);
  Machine known = *service.add(machine.module());
  isLost = true;
  EXPECT_EQ(service.start(known, "{}", {}).error(), "the journal is lost");
}

} // namespace
} // namespace asl::service
