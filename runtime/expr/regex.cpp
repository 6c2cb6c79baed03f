// See regex.h. What was compiled is kept in the module's own data.
#include "runtime/expr/regex.h"

#include "runtime/value/value.h"

#include <re2/re2.h>

#include <mutex>
#include <utility>

namespace asl {
namespace {

RE2::Options options(bool ignoreCase) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_case_sensitive(!ignoreCase);
  return options;
}

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

/// Guards what modules keep: several engines may load one at a time. Code that matches reads it
/// without a lock, as it runs after its own engine has loaded the module.
std::mutex &writing() {
  static std::mutex mutex;
  return mutex;
}

RE2 *compile(const asl_regex &regex) {
  std::string pattern = regex.multiline ? "(?m)" : "";
  pattern += text(regex.pattern);
  return new RE2(pattern, options(regex.ignore_case != 0));
}

} // namespace

std::string regexError(std::string_view pattern, bool ignoreCase) {
  return RE2(piece(pattern), options(ignoreCase)).error();
}

std::string prepareRegexes(const asl_module &module) {
  std::lock_guard lock(writing());
  for (uint32_t i = 0; i < module.regex_count; ++i) {
    asl_regex &regex = *module.regexes[i];
    if (regex.compiled != nullptr)
      continue;
    RE2 *compiled = compile(regex);
    if (!compiled->ok()) {
      std::string error = compiled->error();
      delete compiled;
      return "regular expression /" + std::string(text(regex.pattern)) + "/: " + error;
    }
    regex.compiled = compiled;
  }
  return {};
}

void releaseRegexes(const asl_module &module) {
  std::lock_guard lock(writing());
  for (uint32_t i = 0; i < module.regex_count; ++i)
    delete static_cast<RE2 *>(std::exchange(module.regexes[i]->compiled, nullptr));
}

bool regexMatches(const asl_regex &regex, std::string_view text) {
  if (regex.compiled == nullptr)
    return RE2::FullMatch(piece(text),
                          RE2(piece(asl::text(regex.pattern)), options(regex.ignore_case != 0)));
  return RE2::FullMatch(piece(text), *static_cast<const RE2 *>(regex.compiled));
}

std::optional<bool> patternMatches(std::string_view pattern, std::string_view text) {
  RE2 compiled(piece(pattern), options(/*ignoreCase=*/false));
  return compiled.ok() ? std::optional(RE2::FullMatch(piece(text), compiled)) : std::nullopt;
}

} // namespace asl
