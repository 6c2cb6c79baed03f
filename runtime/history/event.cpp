// Names of history events, from the one list in event.h.
#include "runtime/history/event.h"

#include "asl/abi/abi.h"

namespace asl::history {
namespace {

struct Names {
  std::string_view type;
  std::string_view details;
};
constexpr Names kNames[] = {
#define ASL_HISTORY_EVENT(name, details) {#name, details},
    ASL_HISTORY_EVENTS(ASL_HISTORY_EVENT)
#undef ASL_HISTORY_EVENT
};

constexpr auto first = static_cast<uint32_t>(Event::PassStateEntered);
static_assert(first + ASL_TASK == static_cast<uint32_t>(Event::TaskStateEntered));
static_assert(first + ASL_MAP == static_cast<uint32_t>(Event::MapStateEntered));

} // namespace

std::string_view typeName(Event event) { return kNames[static_cast<size_t>(event)].type; }
std::string_view detailsKey(Event event) { return kNames[static_cast<size_t>(event)].details; }

} // namespace asl::history
