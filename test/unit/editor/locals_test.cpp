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

/// The scope of each name, and a star where it gets its value.
std::string scopesOf(std::string_view text) {
  std::string scopes;
  for (const Locals::Use &use : Locals(text).uses())
    scopes += (scopes.empty() ? "" : " ") + use.name + (use.binds ? "*" : "") +
              (use.scope == Locals::unbound ? "" : std::to_string(use.scope));
  return scopes;
}

TEST(Locals, UsesOfOneScopeAreOneVariable) {
  EXPECT_EQ(scopesOf("($x := 1; $x := $x + $y; $x)"), "x*1 x*1 x1 y x1");
  EXPECT_EQ(scopesOf("($x := 1; ($x := $x; $x); $x)"), "x*1 x*2 x1 x2 x1");
  EXPECT_EQ(scopesOf("function($x, $y) { $x + $z }"), "x*1 y*1 x1 z");
  EXPECT_EQ(scopesOf("($f := function($n) { $f($n) }; $f)"), "f*1 n*2 f1 n2 f1");
  EXPECT_EQ(scopesOf("$x + a@$x.($x) + $x"), "x x*0 x0 x0");
}

TEST(Locals, NamesInTextsAndCommentsAreNone) {
  EXPECT_EQ(namesAt("(\"$x := 1;\"; /* $y := 2; */ |)"), "");
}

} // namespace
} // namespace aslc::editor
