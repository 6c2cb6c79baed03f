// Commands to the owner of a journal, one or many.
#include "tools/aslc/executions/change.h"

#include "runtime/dom/text.h"
#include "tools/aslc/executions/entry.h"

#include <chrono>
#include <cstdio>
#include <thread>

namespace aslc::tool {

namespace journal = asl::journal;
using asl::Expected;

namespace {

/// Commands that wait for their answers at the same time.
constexpr size_t atOnce = 200;

/// What became of the executions.
struct Changed {
  size_t done = 0;
  Json failed = Json::array();
};

Expected<void> changePart(journal::Reader &reader, const Change &change,
                          const std::vector<journal::Execution> &part, Changed &changed) {
  std::vector<asl::service::Order> orders;
  for (const journal::Execution &execution : part)
    orders.push_back(change.order(execution.id));
  auto answers = asl::service::sendOrders(reader, orders);
  if (!answers)
    return answers.failure();
  for (size_t i = 0; i < part.size(); ++i) {
    if ((*answers)[i])
      ++changed.done;
    else
      changed.failed.push_back({{"name", part[i].start.name}, {"reason", (*answers)[i].error()}});
  }
  return {};
}

/// Waits until the tables of the journal show what the owner has done, so that the next command
/// selects by it. The owner writes them at most a second after it has answered.
void waitUntilShown(const journal::Reader &reader) {
  constexpr std::chrono::seconds patience(3);
  auto last = reader.lastSeq();
  auto end = std::chrono::steady_clock::now() + patience;
  while (last && std::chrono::steady_clock::now() < end) {
    auto shown = reader.isShown(*last);
    if (!shown || *shown)
      return;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

void report(const Change &change, size_t selected, const Changed &changed) {
  if (change.json) {
    Json all{{"selected", selected}, {change.participle, changed.done}};
    if (!changed.failed.empty())
      all["failed"] = changed.failed;
    std::printf("%s\n", asl::dom::write(all, 2).c_str());
    return;
  }
  std::printf("%zu of %zu executions are %s\n", changed.done, selected, change.participle.c_str());
  for (const Json &one : changed.failed)
    std::fprintf(stderr, "aslc: %s: %s\n", textOf(one["name"]).c_str(),
                 textOf(one["reason"]).c_str());
}

} // namespace

Expected<void> changeOne(journal::Reader &reader, const Change &change,
                         const journal::Execution &execution) {
  asl::service::OrderAnswer answer = asl::service::sendOrder(reader, change.order(execution.id));
  if (!answer)
    return answer.failure();
  waitUntilShown(reader);
  if (change.json)
    std::printf("%s\n",
                asl::dom::write(Json{{"name", execution.start.name}, {change.participle, true}}, 2)
                    .c_str());
  return {};
}

Expected<bool> changeAll(journal::Reader &reader, const Change &change, const Selection &selection,
                         bool isSure) {
  auto selected = select(reader, selection, "", SIZE_MAX);
  if (!selected)
    return selected.failure();
  const auto &all = selected->executions;
  if (!isSure) {
    if (change.json)
      std::printf("%s\n", asl::dom::write(Json{{"selected", all.size()}}, 2).c_str());
    std::fprintf(stderr, "aslc: %zu executions would be %s: say so by --yes\n", all.size(),
                 change.participle.c_str());
    return false;
  }
  Changed changed;
  for (size_t at = 0; at < all.size(); at += atOnce) {
    size_t count = std::min(atOnce, all.size() - at);
    auto first = all.begin() + static_cast<ptrdiff_t>(at);
    std::vector<journal::Execution> part(first, first + static_cast<ptrdiff_t>(count));
    if (auto done = changePart(reader, change, part, changed); !done)
      return done.failure();
  }
  waitUntilShown(reader);
  report(change, all.size(), changed);
  return changed.failed.empty();
}

} // namespace aslc::tool
