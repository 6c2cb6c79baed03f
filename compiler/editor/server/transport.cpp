#include "compiler/editor/server/transport.h"

#include "runtime/dom/text.h"
#include "runtime/support/utf8.h"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace aslc::editor {

namespace {

/// A longer message is not read.
constexpr size_t mostBytes = 64u << 20;

bool equalIgnoringCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; };
    return lower(x) == lower(y);
  });
}

} // namespace

bool Transport::line(std::string &text) {
  text.clear();
  int c;
  while ((c = std::fgetc(in_)) != EOF && c != '\n')
    if (text.size() < mostBytes)
      text += static_cast<char>(c);
  if (text.ends_with('\r'))
    text.pop_back();
  return c != EOF || !text.empty();
}

std::optional<std::string> Transport::readHeaders() {
  std::string header;
  size_t length = 0;
  bool hasLength = false;
  while (line(header)) {
    if (header.empty()) {
      if (!hasLength)
        continue;
      if (length > mostBytes)
        return std::nullopt;
      std::string content(length, '\0');
      if (std::fread(content.data(), 1, length, in_) != length)
        return std::nullopt;
      return content;
    }
    constexpr std::string_view name = "content-length:";
    if (header.size() > name.size() &&
        equalIgnoringCase(std::string_view(header).substr(0, name.size()), name)) {
      std::string_view value = std::string_view(header).substr(name.size());
      value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
      hasLength =
          std::from_chars(value.data(), value.data() + value.size(), length).ec == std::errc();
    }
  }
  return std::nullopt;
}

std::optional<std::string> Transport::readDelimited() {
  std::string content, text;
  while (line(text)) {
    if (text.starts_with("// -----")) {
      if (content.find_first_not_of(" \n") != content.npos)
        return content;
      content.clear();
    } else if (!text.starts_with("//")) {
      content += text + "\n";
    }
  }
  return content.find_first_not_of(" \n") == content.npos ? std::nullopt : std::optional(content);
}

std::optional<Json> Transport::read() {
  auto content = framing_ == Framing::Headers ? readHeaders() : readDelimited();
  if (!content)
    return std::nullopt;
  Json message = asl::dom::parse(*content);
  if (message.is_discarded())
    message = asl::dom::parse(asl::utf8::replaceInvalid(*content));
  return message;
}

void Transport::write(const Json &message, std::string_view result) {
  bool isDelimited = framing_ == Framing::Delimited;
  if (isDelimited && !result.empty()) {
    Json whole = message;
    whole["result"] = asl::dom::parse(result);
    return write(whole);
  }
  std::string text = asl::dom::write(message, isDelimited ? 2 : -1);
  if (!result.empty())
    text.replace(text.size() - 1, 1, R"(,"result":)").append(result) += '}';
  if (isDelimited) {
    text += "\n// -----\n";
  } else {
    std::string header = "Content-Length: " + std::to_string(text.size()) + "\r\n\r\n";
    std::fwrite(header.data(), 1, header.size(), out_);
  }
  std::fwrite(text.data(), 1, text.size(), out_);
  std::fflush(out_);
}

} // namespace aslc::editor
