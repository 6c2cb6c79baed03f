// What a cursor in an expression is at.
#include "compiler/editor/features/jsonata_cursor.h"
#include "compiler/editor/features/path_cursor.h"

#include <gtest/gtest.h>

namespace aslc::editor {
namespace {

std::string jsonata(std::string_view before) {
  JsonataCursor cursor = jsonataCursorAt(before);
  switch (cursor.kind) {
  case JsonataCursor::Kind::Nothing:
    return "nothing";
  case JsonataCursor::Kind::Variable:
    return "$" + cursor.name;
  case JsonataCursor::Kind::Member:
    return cursor.receiver + " . " + cursor.name;
  case JsonataCursor::Kind::Bare:
    return cursor.receiver.empty() ? "bare" : "in " + cursor.open;
  }
  return "";
}

std::string path(std::string_view before) {
  PathCursor cursor = pathCursorAt(before);
  if (cursor.isNothing)
    return "nothing";
  std::string text = cursor.root;
  for (const std::string &name : cursor.names)
    text += " " + name;
  return text + (cursor.hasDot ? " . " : cursor.hasBracket ? " [ " : " ") + cursor.last;
}

TEST(JsonataCursor, IsBehindADot) {
  EXPECT_EQ(jsonata("1 + $a.b.c"), "$a.b . c");
  EXPECT_EQ(jsonata("$a[b = 1]."), "$a[b = 1] . ");
  EXPECT_EQ(jsonata("$f($a, 1)."), "$f($a, 1) . ");
  EXPECT_EQ(jsonata("($a; $b)."), "($a; $b) . ");
  EXPECT_EQ(jsonata("$a^(>b).c"), "$a^(>b) . c");
  EXPECT_EQ(jsonata("$a.`b c`.`d e"), "$a.`b c` . d e");
  EXPECT_EQ(jsonata("$a . b"), "$a . b");
}

TEST(JsonataCursor, KnowsWhatABracketIsOf) {
  EXPECT_EQ(jsonata("$a.b["), "in (($a.b).(");
  EXPECT_EQ(jsonata("$a.(b"), "in (($a).(");
  EXPECT_EQ(jsonata("$a.{\"x\": b"), "in (($a).(");
  EXPECT_EQ(jsonata("$a^(<b"), "in (($a).(");
  EXPECT_EQ(jsonata("$a[b["), "in (($a).((b).(");
}

TEST(JsonataCursor, IsBareInOtherBrackets) {
  for (const char *before : {"", "(", "[", "{\"a\": ", "$f(", "function($x) { ", "1 + "})
    EXPECT_EQ(jsonata(before), "bare") << before;
}

TEST(JsonataCursor, IsNowhereInTextsAndComments) {
  for (const char *before : {"\"$", "'a $", "/* $", "$match(x, /a$", "12", "1.", "$a ", "$a) "})
    EXPECT_EQ(jsonata(before), "nothing") << before;
}

TEST(PathCursor, IsBehindADot) {
  EXPECT_EQ(path("$.a.b"), "$ a . b");
  EXPECT_EQ(path("$.a[0]."), "$ a [] . ");
  EXPECT_EQ(path("$['a b'].c"), "$ a b . c");
  EXPECT_EQ(path("$$.Task."), "$$ Task . ");
  EXPECT_EQ(path("$x.a"), "$x . a");
  EXPECT_EQ(path("States.Format('{}', $.a"), "$ . a");
  EXPECT_EQ(path("States.Fo"), "States . Fo");
}

TEST(PathCursor, IsBehindABracket) {
  EXPECT_EQ(path("$["), "$ [ ");
  EXPECT_EQ(path("$.a["), "$ a [ ");
  EXPECT_EQ(path("$.a['b c"), "$ a [ 'b c");
  EXPECT_EQ(path("$.a[?(@.b["), "$ a [] b [ ");
}

TEST(PathCursor, IsAtARoot) {
  EXPECT_EQ(path(""), " ");
  EXPECT_EQ(path("$"), "$ $");
  EXPECT_EQ(path("$ke"), "$ $ke");
  EXPECT_EQ(path("$$"), "$$ $$");
}

TEST(PathCursor, IsInAFilter) {
  EXPECT_EQ(path("$.a[?(@."), "$ a [] . ");
  EXPECT_EQ(path("$.a[?(@.b == 1 && @.c"), "$ a [] . c");
  EXPECT_EQ(path("$.a[?(@.b == $.x"), "$ . x");
  EXPECT_EQ(path("$.a[?(@.b == 1)].c"), "$ a [] . c");
}

TEST(PathCursor, IsNowhereInIndexesAndTexts) {
  for (const char *before :
       {"$.a[0", "$..['a", "$..", "$..a", "$.a[?(", "$.a[?(@", "$.a.*", "States.Format('$."})
    EXPECT_EQ(path(before), "nothing") << before;
}

} // namespace
} // namespace aslc::editor
