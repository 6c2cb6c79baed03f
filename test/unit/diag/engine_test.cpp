// The registry of kinds, their texts, and what comes from the faults of a reader.
#include "compiler/diag/faults.h"
#include "diagnose.h"

#include <gmock/gmock.h>

#include <set>

namespace aslc::diag {

namespace {

using testing::ElementsAre;

TEST(Kinds, HaveSlugsOfTheirOwn) {
  std::set<std::string_view> slugs;
  size_t count = 0;
#define ASLC_DIAG(Name, Slug, Level, Text)                                                         \
  ++count;                                                                                         \
  slugs.insert(slug(Kind::Name));                                                                  \
  EXPECT_EQ(std::string_view(Slug).find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"),     \
            std::string_view::npos)                                                                \
      << Slug;
#include "compiler/diag/kinds.def"
#undef ASLC_DIAG
  EXPECT_EQ(slugs.size(), count);
}

TEST(Kinds, SayOneSentenceWithoutFullStop) {
#define ASLC_DIAG(Name, Slug, Level, Text)                                                         \
  EXPECT_FALSE(std::string_view(Text).ends_with(".")) << Slug;                                     \
  EXPECT_FALSE(std::string_view(Text).empty()) << Slug;
#include "compiler/diag/kinds.def"
#undef ASLC_DIAG
}

TEST(Engine, PutsArgumentsIntoTheText) {
  Engine engine = over("");
  engine.emit({0, 0}, Kind::UndefinedPlaceholder, {"A{0}"});
  EXPECT_EQ(engine.all()[0].message, "`${A{0}}` has no value");
}

TEST(Engine, CountsErrors) {
  Engine engine = over("");
  EXPECT_FALSE(engine.hasErrors());
  engine.emit({0, 0}, Kind::Syntax, {"x"});
  EXPECT_TRUE(engine.hasErrors());
  EXPECT_EQ(engine.errorCount(), 1u);
}

TEST(Engine, MakesErrorsOfNotes) {
  Engine engine = over("");
  engine.emit({0, 0}, Kind::S3NotCompiled, {"x"});
  engine.emit({0, 0}, Kind::FieldWithoutEffect, {"x"});
  EXPECT_FALSE(engine.hasErrors());
  engine.raiseNotes();
  EXPECT_EQ(engine.errorCount(), 1u);
}

TEST(Engine, DropsWhatIsNotRetained) {
  Engine engine = over("");
  engine.emit({0, 0}, Kind::Syntax, {"x"});
  engine.emit({0, 0}, Kind::TooDeep, {"x"});
  engine.retain([](const Diagnostic &diagnostic) { return diagnostic.kind == Kind::TooDeep; });
  EXPECT_EQ(engine.all().size(), 1u);
  EXPECT_EQ(engine.errorCount(), 1u);
}

TEST(Kinds, AreFoundByTheirSlugs) {
  EXPECT_EQ(kindOf("unknown-target"), Kind::UnknownTarget);
  EXPECT_EQ(kindOf("unknown"), std::nullopt);
  for (Kind kind : allKinds())
    EXPECT_EQ(kindOf(slug(kind)), kind);
}

std::vector<std::string> slugsOf(const char *text, source::Notation notation, bool &whole) {
  auto file = std::make_shared<source::File>("f", text);
  source::Tree tree = source::read(file, notation);
  Engine engine(file);
  whole = reportFaults(tree, engine);
  std::vector<std::string> slugs;
  for (const Diagnostic &diagnostic : engine.all())
    slugs.emplace_back(slug(diagnostic.kind));
  return slugs;
}

TEST(Faults, BecomeDiagnostics) {
  bool whole = false;
  using source::Notation;
  EXPECT_THAT(slugsOf("{\"a\": 01, \"a\": \"${B}\xFF\" /* */} x", Notation::Json, whole),
              ElementsAre("invalid-utf8", "invalid-number", "duplicate-key", "comment",
                          "trailing-text", "undefined-placeholder"));
  EXPECT_TRUE(whole);
  EXPECT_THAT(slugsOf("", Notation::Json, whole), ElementsAre("empty-text"));
  EXPECT_FALSE(whole);
  EXPECT_THAT(slugsOf("a: !b c", Notation::Yaml, whole), ElementsAre("yaml-feature"));
  EXPECT_TRUE(whole);
  slugsOf("<<: 1", Notation::Yaml, whole);
  EXPECT_FALSE(whole);
  slugsOf("{'a': True \"b\": c,}", Notation::Json, whole);
  EXPECT_TRUE(whole);
  EXPECT_THAT(slugsOf("{", Notation::Json, whole), ElementsAre("syntax"));
  EXPECT_FALSE(whole);
  std::string deep(source::maxDepth + 1, '[');
  deep += std::string(source::maxDepth + 1, ']');
  EXPECT_THAT(slugsOf(deep.c_str(), Notation::Json, whole), ElementsAre("too-deep"));
  EXPECT_FALSE(whole);
}

TEST(Faults, OfOnePlaceholderAreOneDiagnosticWithItsUses) {
  auto file = std::make_shared<source::File>(
      "f", R"({"a": "${X}", "b": "${Y} ${X}", "c": ["${X}"], "d": ${Z}})");
  source::Tree tree = source::read(file, source::Notation::Json);
  Engine engine(file);
  reportFaults(tree, engine);
  ASSERT_EQ(engine.all().size(), 3u);
  EXPECT_EQ(engine.all()[0].message, "`${X}` has no value");
  EXPECT_EQ(engine.all()[0].labels.size(), 2u);
  EXPECT_EQ(engine.all()[1].labels.size(), 0u);
}

TEST(Faults, OfOnePlaceholderShowAFewOfManyUses) {
  std::string text = "[";
  for (int i = 0; i < 100000; ++i)
    text += "\"${X}\",";
  auto file = std::make_shared<source::File>("f", text + "1]");
  source::Tree tree = source::read(file, source::Notation::Json);
  Engine engine(file);
  reportFaults(tree, engine);
  ASSERT_EQ(engine.all().size(), 1u);
  ASSERT_EQ(engine.all()[0].labels.size(), 10u);
  EXPECT_EQ(engine.all()[0].labels.back().text, "and here, and at 99989 more places");
}

TEST(Faults, PointToWhatExplainsThem) {
  auto file = std::make_shared<source::File>("f", "{\"a\": 1, \"a\": [");
  source::Tree tree = source::read(file, source::Notation::Json);
  Engine engine(file);
  reportFaults(tree, engine);
  ASSERT_EQ(engine.all().size(), 2u);
  for (const Diagnostic &diagnostic : engine.all())
    EXPECT_EQ(diagnostic.labels.size(), 1u);
}

} // namespace

} // namespace aslc::diag
