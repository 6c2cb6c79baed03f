// Work in the background that fails.
#include "runtime/api/operations/background.h"

#include <gmock/gmock.h>

#include <future>
#include <stdexcept>

namespace asl::api {
namespace {

TEST(Background, WhatFailsIsReportedAndWhatComesAfterItIsCarriedOut) {
  std::vector<std::string> failures;
  std::promise<void> isDone;
  Background background(1, [&](const std::string &why) { failures.push_back(why); });
  background.post([] { failInternally("the disk is broken"); });
  background.post([] { throw std::runtime_error("no memory"); });
  background.post([] { throw 1; });
  background.post([&] { isDone.set_value(); });
  isDone.get_future().get();
  EXPECT_THAT(failures,
              testing::ElementsAre("the disk is broken", "no memory", "an unknown exception"));
}

} // namespace
} // namespace asl::api
