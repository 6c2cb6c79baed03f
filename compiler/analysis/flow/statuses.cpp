// Looks for enumerations of statuses in a response.
#include "compiler/analysis/flow/statuses.h"

#include "compiler/catalogue/statuses.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <string>

namespace aslc::analysis::flow {

namespace {

constexpr unsigned deepest = 5;
constexpr size_t mostMembers = 2000;

template <size_t Size>
bool isOneOf(std::string_view text, const std::array<std::string_view, Size> &words) {
  return std::find(words.begin(), words.end(), letters(text)) != words.end();
}

/// Final values that jobs seldom have: nobody needs to look for them.
constexpr std::array<std::string_view, 6> seldom = {"expired",    "deleted",  "disabled",
                                                    "deprecated", "rejected", "superseded"};
constexpr std::array<std::string_view, 8> good = {"complete", "completed",     "createcomplete",
                                                  "finished", "success",       "succeeded",
                                                  "done",     "deletecomplete"};

class Search {
public:
  void visit(catalogue::Type type, std::string_view name, unsigned depth) {
    if (depth > deepest || ++visited_ > mostMembers)
      return;
    switch (type.kind()) {
    case catalogue::Type::Kind::Text:
      text(type, name, depth);
      break;
    case catalogue::Type::Kind::List:
      visit(type.element(), name, depth + 1);
      break;
    case catalogue::Type::Kind::Object:
      for (size_t i = 0; i < type.memberCount(); ++i) {
        catalogue::Member member = type.member(i);
        visit(member.type, member.name, depth + 1);
      }
      break;
    default:
      break;
    }
  }

  std::vector<JobStatus> take() const {
    std::vector<JobStatus> result;
    for (const Found &each : found_)
      if (!each.isAmbiguous && isStatus(each.type))
        if (JobStatus status = statusOf(each.type, each.name);
            !status.changing.empty() && !status.failed.empty())
          result.push_back(std::move(status));
    return result;
  }

private:
  /// The text of a name that is closest to the top of the response.
  struct Found {
    catalogue::Type type;
    std::string_view name;
    unsigned depth;
    bool isAmbiguous = false;
  };

  void text(catalogue::Type type, std::string_view name, unsigned depth) {
    for (Found &each : found_)
      if (each.name == name) {
        if (depth < each.depth)
          each = {type, name, depth};
        else if (depth == each.depth)
          each.isAmbiguous |= each.type != type;
        return;
      }
    found_.push_back({type, name, depth});
  }

  static bool isStatus(catalogue::Type type) {
    for (size_t i = 0; i < type.valueCount(); ++i)
      if (type.isFinal(i))
        return true;
    return false;
  }

  static JobStatus statusOf(catalogue::Type type, std::string_view name) {
    JobStatus status{name, {}, {}, {}};
    for (size_t i = 0; i < type.valueCount(); ++i) {
      std::string_view value = type.value(i);
      if (!type.isFinal(i) || isOneOf(value, seldom))
        status.changing.push_back(value);
      else
        (isOneOf(value, good) ? status.succeeded : status.failed).push_back(value);
    }
    // The first is one that surely changes.
    auto running =
        std::find_if(status.changing.begin(), status.changing.end(), catalogue::isRunningStatus);
    if (running != status.changing.end())
      std::iter_swap(status.changing.begin(), running);
    return status;
  }

  std::vector<Found> found_;
  size_t visited_ = 0;
};

} // namespace

std::string letters(std::string_view text) {
  std::string result;
  for (char c : text)
    if (std::isalpha(static_cast<unsigned char>(c)))
      result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

bool JobStatus::has(std::string_view value) const {
  for (const auto *list : {&changing, &succeeded, &failed})
    if (std::find(list->begin(), list->end(), value) != list->end())
      return true;
  return false;
}

std::vector<JobStatus> statusesIn(catalogue::Type response) {
  Search search;
  search.visit(response, {}, 0);
  return search.take();
}

bool isStatusText(std::string_view text) {
  constexpr std::array<std::string_view, 6> others = {"processing", "executing", "available",
                                                      "done",       "succeed",   "completed"};
  return catalogue::isFinalStatus(text) || catalogue::isRunningStatus(text) ||
         isOneOf(text, others);
}

} // namespace aslc::analysis::flow
