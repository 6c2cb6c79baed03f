// The words for statuses. Services agree on them but for case and separators.
#include "compiler/catalogue/statuses.h"

#include <algorithm>
#include <iterator>

namespace aslc::catalogue {

namespace {

constexpr std::string_view finals[] = {"aborted",
                                       "canceled",
                                       "cancelled",
                                       "complete",
                                       "completed",
                                       "completedwitherrors",
                                       "createcomplete",
                                       "createfailed",
                                       "deletecomplete",
                                       "deletefailed",
                                       "deleted",
                                       "error",
                                       "expired",
                                       "failed",
                                       "failure",
                                       "fault",
                                       "finished",
                                       "rejected",
                                       "stopped",
                                       "succeeded",
                                       "success",
                                       "terminated",
                                       "terminatedwitherrors",
                                       "timedout",
                                       "timeout"};

constexpr std::string_view running[] = {
    "active",   "bootstrapping", "creating",  "createinprogress", "inprogress", "initializing",
    "pending",  "provisioning",  "queued",    "running",          "starting",   "started",
    "runnable", "scheduled",     "submitted", "waiting"};

/// Compares without case and separators; `word` has neither.
bool isWord(std::string_view status, std::string_view word) {
  size_t at = 0;
  for (char c : status) {
    if (c == '_' || c == '-' || c == ' ')
      continue;
    char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (at == word.size() || word[at] != small)
      return false;
    ++at;
  }
  return at == word.size();
}

template <size_t Size> bool isAny(std::string_view status, const std::string_view (&words)[Size]) {
  return std::any_of(std::begin(words), std::end(words),
                     [&](std::string_view word) { return isWord(status, word); });
}

} // namespace

bool isFinalStatus(std::string_view status) { return isAny(status, finals); }
bool isRunningStatus(std::string_view status) { return isAny(status, running); }

} // namespace aslc::catalogue
