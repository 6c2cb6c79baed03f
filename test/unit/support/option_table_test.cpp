// Command lines: values, letters, operands, and what is said of wrong ones.
#include "runtime/support/option_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace asl {
namespace {

using testing::ElementsAre;

struct Parsed {
  bool quiet = false, traced = false;
  std::string output, trace;
  size_t level = 9;
  OptionTable table;

  Parsed() {
    table.addFlag("--quiet", "say nothing", quiet);
    table.addText("--output", 'o', "FILE", "where to write\n(default: nowhere)", output);
    table.addChoice("--level", {"low", "high"}, "how much", [this](size_t i) { level = i; });
    table.add({"--trace", 0, "[=text|json]", "show steps",
               [this](const std::string &value) -> Expected<void> {
                 traced = true;
                 trace = value;
                 return {};
               }});
  }
  std::string parse(std::vector<std::string> arguments) {
    Expected<void> result = table.parse(arguments);
    return result ? "" : result.error();
  }
};

TEST(OptionTable, TakesValuesInEveryForm) {
  for (std::vector<std::string> form : std::vector<std::vector<std::string>>{
           {"--output", "x"}, {"--output=x"}, {"-o", "x"}, {"-ox"}}) {
    Parsed parsed;
    EXPECT_EQ(parsed.parse(form), "");
    EXPECT_EQ(parsed.output, "x");
  }
  Parsed dashed;
  EXPECT_EQ(dashed.parse({"--output=--quiet"}), "");
  EXPECT_EQ(dashed.output, "--quiet");
  EXPECT_FALSE(dashed.quiet);
  Parsed parsed;
  EXPECT_EQ(parsed.parse({"--trace", "a", "--level=high", "--quiet", "--", "--b", "-"}), "");
  EXPECT_TRUE(parsed.quiet && parsed.traced);
  EXPECT_EQ(parsed.trace, "");
  EXPECT_EQ(parsed.level, 1u);
  EXPECT_THAT(parsed.table.operands(), ElementsAre("a", "--b", "-"));
  Parsed others;
  EXPECT_EQ(others.parse({"--level", "LOW", "--trace=json"}), "");
  EXPECT_EQ(others.level, 0u);
  EXPECT_EQ(others.trace, "json");
}

TEST(OptionTable, SaysWhatIsWrong) {
  EXPECT_EQ(Parsed().parse({"--outptu"}),
            "there is no option `--outptu`; did you mean `--output`?");
  EXPECT_EQ(Parsed().parse({"--zzz"}), "there is no option `--zzz`");
  EXPECT_EQ(Parsed().parse({"--output"}), "`--output` needs a value: FILE");
  EXPECT_EQ(Parsed().parse({"--quiet=1"}), "`--quiet` takes no value");
  for (const char *name : {"--output", "-o"})
    EXPECT_EQ(Parsed().parse({name, "--quiet"}),
              "`--output` needs a value: FILE; if `--quiet` is meant, write `--output=--quiet`");
  EXPECT_EQ(Parsed().parse({"--level", "none"}), "--level: `none` is not one of low|high");
}

TEST(OptionTable, AValueIsGivenOnce) {
  EXPECT_EQ(Parsed().parse({"-o", "x", "--output=x"}), "`--output` is given twice");
  EXPECT_EQ(Parsed().parse({"--level", "low", "--level", "low"}), "`--level` is given twice");
  EXPECT_EQ(Parsed().parse({"--quiet", "--quiet"}), "");
}

TEST(OptionTable, SeveralValuesWhereTheyMakeSense) {
  Parsed parsed;
  parsed.table.mayRepeat("--output");
  EXPECT_EQ(parsed.parse({"-o", "x", "-o", "y"}), "");
  EXPECT_EQ(parsed.output, "y");
  EXPECT_TRUE(parsed.table.isGiven("--output"));
  EXPECT_FALSE(parsed.table.isGiven("--level"));
}

TEST(OptionTable, AnEmptyValueIsWrongWhereItMakesNoSense) {
  EXPECT_EQ(Parsed().parse({"--output", ""}), "--output: the value is empty");
  EXPECT_EQ(Parsed().parse({"--output="}), "--output: the value is empty");
  Parsed parsed;
  parsed.table.mayBeEmpty("--output");
  EXPECT_EQ(parsed.parse({"--output="}), "");
}

TEST(OptionTable, StopsAtHelp) {
  Parsed parsed;
  EXPECT_EQ(parsed.parse({"-h", "--zzz"}), "");
  EXPECT_TRUE(parsed.table.helpWanted());
  EXPECT_EQ(parsed.table.help(16), "  --quiet       say nothing\n"
                                   "  -o, --output FILE\n"
                                   "                where to write\n"
                                   "                (default: nowhere)\n"
                                   "  --level low|high\n"
                                   "                how much\n"
                                   "  --trace[=text|json]\n"
                                   "                show steps\n"
                                   "  -h, --help    show this\n");
}

TEST(OptionTable, OperandsMayBeginWithADash) {
  Parsed parsed;
  parsed.table.takeDashes();
  EXPECT_EQ(parsed.parse({"-1", "-ox", "-o", "y"}), "");
  EXPECT_THAT(parsed.table.operands(), ElementsAre("-1", "-ox"));
  EXPECT_EQ(parsed.output, "y");
}

} // namespace
} // namespace asl
