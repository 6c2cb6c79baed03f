#include "tools/aslc/backend/given.h"

#include "runtime/support/document/text_file.h"
#include "tools/aslc/command/options.h"

#include <cstdio>
#include <filesystem>

namespace aslc::tool {

std::optional<Given> givenBy(const std::string &option, const std::string &given) {
  std::string path = given.starts_with('@') ? given.substr(1) : given;
  if (path == given && given != "-") {
    asl::Heap heap(nullptr, 1);
    std::error_code ignored;
    bool isJson = !asl::isUndefined(asl::json::read(heap, given));
    if (isJson || !std::filesystem::is_regular_file(path, ignored))
      return Given{option, given};
  }
  std::shared_ptr<const source::File> file = readInput(path);
  if (!file)
    return std::nullopt;
  return Given{path == "-" ? "standard input" : path, std::string(file->text())};
}

void reportNotJson(const Given &given, const std::string &what,
                   const asl::json::ReadError &problem) {
  std::string text = asl::document::File(given.where, given.text)
                         .placeText(static_cast<uint32_t>(problem.offset)) +
                     ": error: " + what + " is " + problem.what() + "\n";
  std::fputs(text.c_str(), stderr);
}

std::optional<std::string> jsonGivenBy(const std::string &option, const std::string &given,
                                       const std::string &what) {
  std::optional<Given> text = givenBy(option, given);
  if (!text)
    return std::nullopt;
  asl::Heap heap(nullptr, 1);
  asl::json::ReadError error;
  if (!asl::isUndefined(asl::json::read(heap, text->text, &error)))
    return std::move(text->text);
  reportNotJson(*text, what, error);
  return std::nullopt;
}

} // namespace aslc::tool
