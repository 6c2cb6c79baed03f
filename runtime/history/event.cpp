// Names of history events, from the lists in asl/engine/history.h.
#include "runtime/history/event.h"

#include "asl/abi/abi.h"

namespace asl {
namespace {

using history::DetailsKind;

constexpr std::string_view kTypes[] = {
#define ASL_HISTORY_EVENT(name, details) #name,
    ASL_HISTORY_EVENTS(ASL_HISTORY_EVENT)
#undef ASL_HISTORY_EVENT
};

constexpr DetailsKind kDetails[] = {
#define ASL_HISTORY_EVENT(name, details) DetailsKind::details,
    ASL_HISTORY_EVENTS(ASL_HISTORY_EVENT)
#undef ASL_HISTORY_EVENT
};

constexpr std::string_view kKeys[] = {"",
#define ASL_HISTORY_KIND(name) #name "EventDetails",
                                      ASL_HISTORY_DETAILS(ASL_HISTORY_KIND)
#undef ASL_HISTORY_KIND
};

constexpr auto first = static_cast<uint32_t>(EventType::PassStateEntered);
static_assert(first + ASL_TASK == static_cast<uint32_t>(EventType::TaskStateEntered));
static_assert(first + ASL_MAP == static_cast<uint32_t>(EventType::MapStateEntered));

} // namespace

std::string_view typeName(EventType type) { return kTypes[static_cast<size_t>(type)]; }
std::string_view detailsKey(EventType type) {
  return kKeys[static_cast<size_t>(history::detailsKind(type))];
}
DetailsKind history::detailsKind(EventType type) { return kDetails[static_cast<size_t>(type)]; }

} // namespace asl
