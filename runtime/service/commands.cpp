// Commands as JSON texts in the journal's inbox. An answer that begins with `!` says why a command
// was not done; the rest of it does.
#include "runtime/service/commands.h"

#include "runtime/dom/text.h"
#include "runtime/journal/retention.h"
#include "runtime/service/command_kind.h"
#include "runtime/service/order_check.h"
#include "runtime/service/turns.h"
#include "runtime/support/system_time.h"
#include "runtime/support/utf8.h"

#include <nlohmann/json.hpp>

#include <atomic>
#include <chrono>
#include <map>
#include <thread>
#include <tuple>

namespace asl::service {
namespace {

using Json = nlohmann::json;
using namespace std::chrono_literals;

constexpr auto kBetweenPolls = 100ms;
constexpr auto kBetweenQuestions = 20ms;
constexpr auto kLongestWait = 30s;

std::optional<std::string> textOf(const Json &body, const char *key) {
  auto found = body.find(key);
  return found != body.end() && found->is_string() ? std::optional(found->get<std::string>())
                                                   : std::nullopt;
}

void setText(Json &body, const char *key, const std::optional<std::string> &text) {
  if (text)
    body[key] = *text;
}

std::string refusalText(const std::string &why) { return why.empty() ? "" : "!" + why; }

OrderAnswer answerOf(const std::string &text) {
  if (text.starts_with('!'))
    return Failure{text.substr(1)};
  return text;
}

} // namespace

Order stopOrder(uint64_t execution, const std::optional<std::string> &error,
                const std::optional<std::string> &cause) {
  Json body{{"execution", execution}};
  setText(body, "error", error);
  setText(body, "cause", cause);
  return {kStop, asl::dom::write(body)};
}

Expected<void> checkFailure(const std::optional<std::string> &error,
                            const std::optional<std::string> &cause) {
  constexpr size_t kLongestError = 256, kLongestCause = 32768;
  for (const auto &[what, text, most] : {std::tuple("the error", &error, kLongestError),
                                         std::tuple("the cause", &cause, kLongestCause)}) {
    size_t length = *text ? utf8::countUtf16Units(utf8::readable(**text)) : 0;
    if (length > most)
      return Failure{std::string(what) + " has " + std::to_string(length) +
                     " characters; AWS takes at most " + std::to_string(most)};
  }
  return {};
}

Order answerOrder(const std::string &token, const TaskAnswer &answer) {
  Json body{{"token", token}, {"kind", static_cast<int>(answer.kind)}, {"output", answer.output}};
  setText(body, "error", answer.error);
  setText(body, "cause", answer.cause);
  return {kAnswer, asl::dom::write(body)};
}

Order redriveOrder(uint64_t execution, const std::string &clientToken) {
  return {kRedrive, asl::dom::write(Json{{"execution", execution}, {"clientToken", clientToken}})};
}

Order forkOrder(uint64_t execution, uint64_t event, const std::string &name) {
  return {kFork, asl::dom::write(Json{{"execution", execution}, {"event", event}, {"name", name}})};
}

journal::Answer forkAnswer(uint64_t command, const ForkedAs &forked) {
  Json body{{"name", forked.name}, {"state", forked.state}, {"event", forked.entered}};
  return {command, asl::dom::write(body)};
}

ForkedAs readForkAnswer(const std::string &answer) {
  Json body = asl::dom::parse(answer);
  if (!body.is_object())
    return {};
  return {body.value("name", ""), body.value("state", ""), body.value("event", uint64_t(0))};
}

Order pauseOrder(uint64_t execution, bool isPaused) {
  return {kPause, asl::dom::write(Json{{"execution", execution}, {"isPaused", isPaused}})};
}

Order cleanOrder(int64_t endedBeforeMs) {
  return {kClean, asl::dom::write(Json{{"endedBeforeMs", endedBeforeMs}})};
}

Order pollOrder(const std::string &activity, const std::optional<std::string> &worker,
                int64_t untilMs) {
  Json body{{"activity", activity}, {"untilMs", untilMs}};
  setText(body, "worker", worker);
  return {kPoll, asl::dom::write(body)};
}

// ---- Other processes ----

namespace {

/// The answer to a command; nothing as long as there is none, and somebody may give it.
Expected<std::optional<OrderAnswer>> findAnswer(journal::Reader &journal, uint64_t command) {
  // An owner may answer and end between two looks: whether there is one is asked first.
  Expected<journal::Owner> owner = journal.owner();
  if (!owner)
    return owner.failure();
  Expected<std::optional<std::string>> answer = journal.answer(command);
  if (!answer)
    return answer.failure();
  if (*answer)
    return std::optional(answerOf(**answer));
  if (!owner->alive)
    return Failure{keptForOwner};
  return std::optional<OrderAnswer>();
}

Expected<OrderAnswer> waitForAnswer(journal::Reader &journal, uint64_t command) {
  auto end = std::chrono::steady_clock::now() + kLongestWait;
  while (std::chrono::steady_clock::now() < end) {
    Expected<std::optional<OrderAnswer>> answer = findAnswer(journal, command);
    if (!answer)
      return answer.failure();
    if (*answer)
      return **std::move(answer);
    std::this_thread::sleep_for(kBetweenQuestions);
  }
  return Failure{"the process that owns the journal does not answer"};
}

/// An empty answer for each command that is to be sent, and the refusals of the others: of those
/// that cannot succeed, when nobody is there to refuse them.
Expected<std::vector<OrderAnswer>> answersWithoutOwner(const journal::Reader &journal,
                                                       const std::vector<Order> &orders) {
  std::vector<OrderAnswer> answers(orders.size(), OrderAnswer(std::string()));
  Expected<journal::Owner> owner = journal.owner();
  if (!owner)
    return owner.failure();
  if (owner->alive)
    return answers;
  Expected<OrderCheck> check = OrderCheck::of(journal);
  if (!check)
    return check.failure();
  for (size_t i = 0; i < orders.size(); ++i)
    if (Expected<void> possible = check->check(orders[i]); !possible)
      answers[i] = possible.failure();
  return answers;
}

} // namespace

Expected<std::vector<OrderAnswer>> sendOrders(journal::Reader &journal,
                                              const std::vector<Order> &orders) {
  Expected<std::vector<OrderAnswer>> answers = answersWithoutOwner(journal, orders);
  if (!answers)
    return answers;
  std::vector<std::pair<size_t, uint64_t>> sent; // an index of `orders`, the number of the command
  for (size_t i = 0; i < orders.size(); ++i) {
    if (!(*answers)[i])
      continue;
    Expected<uint64_t> command = journal.send(orders[i].kind, orders[i].body);
    if (!command)
      return command.failure();
    sent.emplace_back(i, *command);
  }
  for (const auto &[index, command] : sent) {
    Expected<OrderAnswer> answer = waitForAnswer(journal, command);
    if (!answer)
      return answer.failure();
    (*answers)[index] = *std::move(answer);
  }
  return answers;
}

OrderAnswer sendPoll(journal::Reader &journal, const Order &poll,
                     const std::function<bool()> &isGivenUp) {
  Expected<uint64_t> command = journal.send(poll.kind, poll.body);
  if (!command)
    return command.failure();
  auto end = std::chrono::steady_clock::now() + kLongestWait;
  for (bool isTold = false; std::chrono::steady_clock::now() < end;) {
    Expected<std::optional<OrderAnswer>> answer = findAnswer(journal, *command);
    if (!answer)
      return answer.failure();
    if (*answer)
      return **std::move(answer);
    if (!isTold && isGivenUp()) {
      isTold = true;
      if (auto sent = journal.send(kGiveUp, asl::dom::write(Json{{"poll", *command}})); !sent)
        return sent.failure();
    }
    std::this_thread::sleep_for(kBetweenQuestions);
  }
  return Failure{"the process that owns the journal does not answer"};
}

OrderAnswer sendOrder(journal::Reader &journal, const Order &order) {
  Expected<std::vector<OrderAnswer>> answers = sendOrders(journal, {order});
  return answers ? std::move(answers->front()) : answers.failure();
}

// ---- The owner ----

namespace {

/// A command that is being carried out. May be answered from any thread, also when the server of
/// commands is gone.
struct Begun {
  journal::Journal &journal;
  std::shared_ptr<Turns> turns;
  uint64_t command;
  std::optional<uint64_t> execution; ///< that it is about

  void answer(std::string text) const {
    journal::Batch batch;
    batch.answers.push_back({command, std::move(text)});
    journal.commit(std::move(batch), [](const journal::CommitResult &) {}, journal::Caller::Busy);
    end();
  }
  /// Answers a command that was done when `why` is empty.
  void refuse(const std::string &why) const { answer(refusalText(why)); }
  /// The command has its answer.
  void end() const {
    if (execution)
      turns->end(*execution);
  }
};

} // namespace

struct CommandServer::Impl {
  Impl(journal::Journal &ofJournal, DurableEngine &ofEngine, OrderHandlers ofHandlers)
      : journal(ofJournal), engine(ofEngine), handlers(std::move(ofHandlers)) {
    // Commands that were given before this process started come first: the caller may wait for what
    // they start.
    while (poll()) {
    }
    auto end = std::chrono::steady_clock::now() + kLongestWait;
    while (turns->hasWaiting() && std::chrono::steady_clock::now() < end)
      carryOutNext(kBetweenPolls);
    thread = std::thread([this] { run(); });
  }
  ~Impl() {
    turns->stop();
    thread.join();
  }

  void run() {
    while (!turns->isStopped()) {
      bool mayBeMore = poll();
      carryOutNext(mayBeMore ? 0ms : kBetweenPolls);
    }
  }

  /// Returns whether there may be more commands now.
  bool poll() {
    constexpr unsigned kAtOnce = 100;
    Expected<std::vector<journal::Command>> commands = journal.commands(next, kAtOnce);
    if (!commands)
      return false; // the journal tells its owner by itself when it is lost
    for (const journal::Command &command : *commands) {
      next = command.id + 1;
      Json body = asl::dom::parse(command.body);
      auto execution =
          body.is_object() ? executionOfCommand(command.kind, body) : std::optional<uint64_t>();
      if (!execution || turns->begin(*execution, command))
        carryOut(command);
    }
    return commands->size() == kAtOnce;
  }

  /// Carries out the commands whose turn has come; waits for some at most for `patience`.
  void carryOutNext(std::chrono::milliseconds patience) {
    for (const journal::Command &command : turns->next(patience))
      carryOut(command);
  }

  void carryOut(const journal::Command &command) {
    Json body = asl::dom::parse(command.body);
    Begun begun{journal, turns, command.id, std::nullopt};
    if (!body.is_object())
      return begun.refuse("the command is damaged");
    begun.execution = executionOfCommand(command.kind, body);
    switch (command.kind) {
    case kStop:
      return handlers.stop(*begun.execution, textOf(body, "error"), textOf(body, "cause"),
                           whenFound(begun));
    case kAnswer:
      return giveAnswer(begun, body);
    case kRedrive:
      return begun.refuse(
          handlers.redrive(*begun.execution, body.value("clientToken", "")).error());
    case kFork:
      return fork(begun, body);
    case kPause:
      return handlers.pause(*begun.execution, body.value("isPaused", true),
                            [begun](const std::string &problem) { begun.refuse(problem); });
    case kClean:
      return clean(begun, body.value("endedBeforeMs", int64_t(0)));
    case kPoll:
      return poll(begun, body);
    case kGiveUp:
      return giveUp(begun, body.value("poll", uint64_t(0)));
    default:
      return begun.refuse("this version does not know the command");
    }
  }

  void giveAnswer(const Begun &begun, const Json &body) {
    TaskAnswer given;
    given.kind = static_cast<TaskAnswer::Kind>(body.value("kind", 0));
    given.output = body.value("output", "");
    given.error = textOf(body, "error");
    given.cause = textOf(body, "cause");
    engine.answer(body.value("token", ""), std::move(given),
                  [begun](const std::string &problem) { begun.refuse(problem); });
  }

  void fork(const Begun &begun, const Json &body) {
    Expected<void> forked = handlers.fork(begun.command, *begun.execution,
                                          body.value("event", uint64_t(0)), body.value("name", ""));
    if (!forked)
      return begun.refuse(forked.error());
    begun.end(); // it was answered
  }

  void clean(const Begun &begun, int64_t endedBeforeMs) {
    Expected<uint64_t> removed = journal::removeEnded(journal, endedBeforeMs, mostCleaned);
    if (!removed)
      return begun.refuse(removed.error());
    begun.answer(std::to_string(*removed));
  }

  void poll(const Begun &begun, const Json &body) {
    std::chrono::milliseconds left(body.value("untilMs", int64_t(0)) - systemMs());
    auto isWanted = std::make_shared<std::atomic<bool>>(true);
    std::erase_if(polls, [](const auto &each) { return each.second.expired(); });
    polls[begun.command] = isWanted;
    auto give = [begun](const std::optional<ActivityWork> &work) {
      Json given = Json::object();
      if (work)
        given = {{"taskToken", work->token}, {"input", work->input}};
      begun.answer(asl::dom::write(given));
    };
    if (left <= left.zero()) // of an earlier owner: nobody waits for it any more
      return give(std::nullopt);
    ActivityQueue::Worker worker;
    worker.name = textOf(body, "worker");
    worker.isConnected = [isWanted, end = std::chrono::steady_clock::now() + left] {
      return *isWanted && std::chrono::steady_clock::now() < end;
    };
    worker.answer = std::move(give);
    worker.patience = std::min(left, ActivityQueue::longestPoll);
    if (Expected<void> waits = handlers.poll(body.value("activity", ""), std::move(worker)); !waits)
      begun.refuse(waits.error());
  }

  /// The worker of a poll waits no more: the poll is answered, with the task if it has one.
  void giveUp(const Begun &begun, uint64_t poll) {
    auto found = polls.find(poll);
    if (auto isWanted = found == polls.end() ? nullptr : found->second.lock()) {
      *isWanted = false;
      handlers.dropGone();
    }
    begun.answer("");
  }

  /// The engine may call it when this object is gone already.
  static std::function<void(bool)> whenFound(const Begun &begun) {
    return
        [begun](bool isFound) { begun.refuse(isFound ? "" : "the execution has ended already"); };
  }

  journal::Journal &journal;
  DurableEngine &engine;
  const OrderHandlers handlers;
  const std::shared_ptr<Turns> turns = std::make_shared<Turns>();
  uint64_t next = 0; ///< commands below it were taken
  /// Whether the workers of polls still wait, by the numbers of commands; gone with the workers.
  std::map<uint64_t, std::weak_ptr<std::atomic<bool>>> polls;
  std::thread thread;
};

CommandServer::CommandServer(journal::Journal &journal, DurableEngine &engine,
                             OrderHandlers handlers)
    : impl_(std::make_unique<Impl>(journal, engine, std::move(handlers))) {}
CommandServer::~CommandServer() = default;

} // namespace asl::service
