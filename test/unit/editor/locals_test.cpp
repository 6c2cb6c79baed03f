// The names that a JSONata expression binds.
#include "compiler/editor/language/locals.h"

#include <gtest/gtest.h>

namespace aslc::editor {
namespace {

/// The names at `|`, with what each is bound to.
std::string namesAt(std::string text) {
  size_t cursor = text.find('|');
  text.erase(cursor, 1);
  Locals locals(text);
  std::string names;
  for (const Local *local : locals.at(cursor))
    names += (names.empty() ? "" : " ") + local->name + "@" + std::to_string(local->begin);
  return names;
}

TEST(Locals, AParameterIsSeenInTheBody) {
  EXPECT_EQ(namesAt("function($x, $y) { | }"), "x@9 y@13");
  EXPECT_EQ(namesAt("function($x) { 1 } + |"), "");
  EXPECT_EQ(namesAt("function($x)<n:n> { | }"), "x@9");
  EXPECT_EQ(namesAt("\xCE\xBB($x) { | }"), "x@3");
}

TEST(Locals, AnAssignmentIsSeenAfterIt) {
  EXPECT_EQ(namesAt("($x := 1; |)"), "x@1");
  EXPECT_EQ(namesAt("(|; $x := 1)"), "");
  EXPECT_EQ(namesAt("($x := 1) & |"), "");
  EXPECT_EQ(namesAt("($x := |; 1)"), "");
}

TEST(Locals, AFunctionSeesWhatIsAssignedLater) {
  EXPECT_EQ(namesAt("($f := function() { | }; $x := 1)"), "f@1 x@24");
}

TEST(Locals, AnInnerNameHidesAnOuterOne) {
  EXPECT_EQ(namesAt("($x := 1; ($x := 2; |))"), "x@11");
  EXPECT_EQ(namesAt("($x := 1; ($x := 2); |)"), "x@1");
}

TEST(Locals, AFocusIsSeenInItsPath) {
  EXPECT_EQ(namesAt("a@$x#$i.(|)"), "i@5 x@2");
  EXPECT_EQ(namesAt("[a@$x.b, |]"), "");
}

TEST(Locals, AnOpenBracketReachesToTheEnd) {
  EXPECT_EQ(namesAt("$map(a, function($x) { $x + |"), "x@17");
  EXPECT_EQ(namesAt("($x := 1; |"), "x@1");
}

TEST(Locals, NamesInTextsAndCommentsAreNone) {
  EXPECT_EQ(namesAt("(\"$x := 1;\"; /* $y := 2; */ |)"), "");
}

} // namespace
} // namespace aslc::editor
