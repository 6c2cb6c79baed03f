// Documents that cannot be read are told of by kind and name.
#include "runtime/service/registry.h"

#include "runtime/journal/memory_journal.h"

#include <gtest/gtest.h>

namespace asl::service {
namespace {

constexpr const char *arn = "arn:aws:states:us-east-1:123456789012:stateMachine:order";

std::string problemWith(const std::string &body) {
  auto journal = journal::makeMemoryJournal();
  EXPECT_TRUE(journal->putDocument(journal::DocumentKind::Machine, arn, body));
  return Registry::open(*journal).error();
}

TEST(Registry, AMachineThatIsNoJsonIsTold) {
  EXPECT_EQ(problemWith("{"), std::string("the document of the machine ") + arn + " is damaged");
}

TEST(Registry, AMachineWithoutAnArnOrANameIsTold) {
  for (std::string body : {"{}", R"({"arn":"x","name":"order"})"})
    EXPECT_EQ(problemWith(body), std::string("the document of the machine ") + arn +
                                     " is damaged: it has no ARN or no name");
}

} // namespace
} // namespace asl::service
