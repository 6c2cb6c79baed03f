// Texts on one line of a terminal.
#include "runtime/support/one_line.h"

#include <gtest/gtest.h>

namespace asl {
namespace {

std::string oneLine(std::string_view text) {
  std::string line = "> ";
  appendOnOneLine(line, text);
  return line;
}

TEST(OneLine, EscapesWhatChangesATerminalOrEndsALine) {
  EXPECT_EQ(oneLine("a\n\t\r\x1b[2J\x7f"), "> a\\n\\t\\r\\u001b[2J\\u007f");
  EXPECT_EQ(oneLine("\u0080\u0085\u009bz"), "> \\u0080\\u0085\\u009bz");
  EXPECT_EQ(oneLine("a\u2028b\u2029"), "> a\\u2028b\\u2029");
}

TEST(OneLine, KeepsAllElse) {
  for (const char *text :
       {"", "plain", "\u00a0\u00e9\u00bf", "\u2027\u202a\u20ac", "\U0001F600", "\xC2", "\xE2\x80"})
    EXPECT_EQ(oneLine(text), std::string("> ") + text);
}

} // namespace
} // namespace asl
