#include "compiler/report/findings/findings.h"

#include "compiler/parse/parse.h"
#include "compiler/report/findings/place.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace aslc;
using nlohmann::json;
using testing::HasSubstr;

namespace {

/// A parsed definition with its findings.
struct Read {
  explicit Read(std::string text, std::string name = "a.asl.json")
      : file(std::make_shared<const source::File>(name, std::move(text))),
        tree(std::make_shared<const source::Tree>(source::read(file, source::Notation::Json))),
        diagnostics(std::make_shared<diag::Engine>(file)) {
    parse::parseMachine(tree, *diagnostics);
  }
  report::Findings findings() const {
    return {std::string(file->name()), diagnostics.get(), tree.get(), ""};
  }

  std::shared_ptr<const source::File> file;
  std::shared_ptr<const source::Tree> tree;
  std::shared_ptr<diag::Engine> diagnostics;
};

const std::string faulty = R"({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": 1}}})";
const std::string clean = R"({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}})";

json sarifOf(const Read &read) {
  report::Findings findings = read.findings();
  return json::parse(report::renderSarif({&findings, 1}));
}

TEST(PointerAt, NamesTheInnermostMember) {
  Read read(R"({"StartAt": "A", "States": {"a/b~c": {"Type": "Pass", "x": [1, {"y": 2}]}}})");
  std::string_view text = read.file->text();
  auto at = [&](std::string_view part) {
    auto begin = static_cast<uint32_t>(text.find(part));
    return report::pointerAt(*read.tree, {begin, begin + static_cast<uint32_t>(part.size())});
  };
  EXPECT_EQ(at("\"a/b~c\""), "/States/a~1b~0c");
  EXPECT_EQ(at("\"Pass\""), "/States/a~1b~0c/Type");
  EXPECT_EQ(at("2"), "/States/a~1b~0c/x/1/y");
  EXPECT_EQ(at("\"Type\": \"Pass\""), "/States/a~1b~0c");
}

TEST(PointerAt, IsEmptyForTheWholeDefinition) {
  Read read(clean);
  EXPECT_EQ(report::pointerAt(*read.tree, {0, 1}), "");
}

TEST(Sarif, AResultHasItsPlaceAndKind) {
  json result = sarifOf(Read(faulty))["runs"][0]["results"][0];
  EXPECT_EQ(result["ruleId"], "wrong-type");
  EXPECT_EQ(result["level"], "error");
  json location = result["locations"][0];
  EXPECT_EQ(location["physicalLocation"]["artifactLocation"]["uri"], "a.asl.json");
  EXPECT_EQ(location["physicalLocation"]["region"]["startLine"], 1);
  EXPECT_EQ(location["logicalLocations"][0]["fullyQualifiedName"], "/States/A/End");
}

TEST(Sarif, FingerprintsOutliveMovedLines) {
  json here = sarifOf(Read(faulty)), there = sarifOf(Read("\n\n " + faulty));
  EXPECT_NE(here["runs"][0]["results"][0]["locations"],
            there["runs"][0]["results"][0]["locations"]);
  EXPECT_EQ(here["runs"][0]["results"][0]["partialFingerprints"],
            there["runs"][0]["results"][0]["partialFingerprints"]);
}

TEST(Sarif, EveryRuleIsListedOnceAndPointedTo) {
  json run = sarifOf(Read(R"({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": 1},
      "B": {"Type": "Pass", "End": 2}, "C": {"Type": "Wrong"}}})"))["runs"][0];
  for (const json &result : run["results"])
    EXPECT_EQ(run["tool"]["driver"]["rules"][result["ruleIndex"].get<size_t>()]["id"],
              result["ruleId"]);
}

TEST(Sarif, PathsAreUris) {
  Read read(faulty, "my defs/\xc3\xa9.asl.json");
  EXPECT_THAT(report::renderSarif(std::vector{read.findings()}),
              HasSubstr("\"my%20defs/%C3%A9.asl.json\""));
}

TEST(Sarif, AFileThatCannotBeReadIsAnErrorOfTheRun) {
  report::Findings file{"gone.asl.json", nullptr, nullptr, "No such file"};
  json invocation = json::parse(report::renderSarif({&file, 1}))["runs"][0]["invocations"][0];
  EXPECT_EQ(invocation["executionSuccessful"], false);
  EXPECT_EQ(invocation["toolExecutionNotifications"].size(), 1u);
}

TEST(Junit, CountsFindingsAndCleanFiles) {
  Read bad(faulty), good(clean, "<b>.asl.json");
  std::string text = report::renderJunit(std::vector{bad.findings(), good.findings()});
  EXPECT_THAT(
      text, HasSubstr("<testsuites name=\"aslc check\" tests=\"2\" failures=\"1\" errors=\"0\">"));
  EXPECT_THAT(
      text,
      HasSubstr("<testsuite name=\"&lt;b&gt;.asl.json\" tests=\"1\" failures=\"0\" errors=\"0\">"));
}

TEST(Github, IsACommandForEachFinding) {
  Read read(faulty, "a:b,c%.asl.json");
  EXPECT_THAT(
      report::renderGithub(std::vector{read.findings()}),
      testing::StartsWith(
          "::error "
          "file=a%3Ab%2Cc%25.asl.json,line=1,endLine=1,col=58,endColumn=59,title=wrong-type::"));
}

TEST(CodeClimate, FingerprintsDiffer) {
  Read read(
      R"({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": 1}, "B": {"Type": "Pass", "End": 1}}})");
  json array = json::parse(report::renderCodeClimate(std::vector{read.findings()}));
  ASSERT_GE(array.size(), 2u);
  EXPECT_NE(array[0]["fingerprint"], array[1]["fingerprint"]);
  EXPECT_EQ(array[0]["location"]["lines"]["begin"], 1);
}

} // namespace
