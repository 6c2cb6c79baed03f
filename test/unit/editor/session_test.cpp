// What a session tells its client of analyses that end late.
#include "compiler/editor/server/session.h"

#include <gtest/gtest.h>

namespace aslc::editor {
namespace {

constexpr const char *uri = "file:///a.asl.json";

Json message(const std::string &method, const std::string &text = "") {
  Json document = {{"uri", uri}, {"version", 1}, {"text", text}};
  return {{"jsonrpc", "2.0"},
          {"method", method},
          {"params", Json::object({{"textDocument", document}})}};
}

TEST(Session, SaysNothingOfADocumentThatWasClosed) {
  ServerOptions options;
  std::vector<Json> sent;
  std::vector<Draft> drafts;
  Session session(
      options, [&](const Json &each, std::string_view) { sent.push_back(each); },
      [&](const Content &content) { drafts.push_back(content.draft()); },
      [](const std::string &) {});
  session.handle(message("initialize"), false);
  session.handle(message("textDocument/didOpen", "{}"), false);
  session.handle(message("textDocument/didClose"), false);
  session.handle(
      message("textDocument/didOpen", R"({"StartAt": "A", "States": {"A": {"Type": "Succeed"}}})"),
      false);
  ASSERT_EQ(drafts.size(), 2u);
  sent.clear();
  session.analyzed(uri, analyze(drafts[0], options.reading));
  EXPECT_TRUE(sent.empty());
  session.analyzed(uri, analyze(drafts[1], options.reading));
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent[0]["params"]["diagnostics"], Json::array());
}

} // namespace
} // namespace aslc::editor
