// Commands as JSON texts in the journal's inbox.
#include "runtime/service/commands.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace asl::service {
namespace {

using Json = nlohmann::json;
using namespace std::chrono_literals;

/// Stored in journals: append only.
enum Kind : uint32_t { kStop = 1, kAnswer = 2, kRedrive = 3 };

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

/// Sends a command and waits for its answer: empty, or the reason why it was not done.
Expected<void> ask(journal::Reader &journal, Kind kind, const Json &body) {
  Expected<uint64_t> command = journal.send(kind, body.dump());
  if (!command)
    return command.failure();
  auto end = std::chrono::steady_clock::now() + kLongestWait;
  while (std::chrono::steady_clock::now() < end) {
    // An owner may answer and end between two looks: whether there is one is asked first.
    Expected<journal::Owner> owner = journal.owner();
    if (!owner)
      return owner.failure();
    Expected<std::optional<std::string>> answer = journal.answer(*command);
    if (!answer)
      return answer.failure();
    if (*answer)
      return (*answer)->empty() ? Expected<void>() : Failure{**answer};
    if (!owner->alive)
      return Failure{
          "no process runs the executions of this journal: it does what was asked when it "
          "is started"};
    std::this_thread::sleep_for(kBetweenQuestions);
  }
  return Failure{"the process that owns the journal does not answer"};
}

} // namespace

Expected<void> sendStop(journal::Reader &journal, uint64_t execution,
                        const std::optional<std::string> &error,
                        const std::optional<std::string> &cause) {
  Json body{{"execution", execution}};
  setText(body, "error", error);
  setText(body, "cause", cause);
  return ask(journal, kStop, body);
}

Expected<void> sendAnswer(journal::Reader &journal, const std::string &token,
                          const TaskAnswer &answer) {
  Json body{{"token", token}, {"kind", static_cast<int>(answer.kind)}, {"output", answer.output}};
  setText(body, "error", answer.error);
  setText(body, "cause", answer.cause);
  return ask(journal, kAnswer, body);
}

Expected<void> sendRedrive(journal::Reader &journal, uint64_t execution) {
  return ask(journal, kRedrive, Json{{"execution", execution}});
}

// ---- The owner ----

struct CommandServer::Impl {
  using Redrive = std::function<Expected<void>(uint64_t execution)>;
  Impl(journal::Journal &ofJournal, DurableEngine &ofEngine, Redrive toRedrive)
      : journal(ofJournal), engine(ofEngine), redrive(std::move(toRedrive)),
        thread([this] { run(); }) {}
  ~Impl() {
    {
      std::lock_guard lock(mutex);
      isStopping = true;
    }
    changed.notify_all();
    thread.join();
  }

  void run() {
    std::unique_lock lock(mutex);
    while (!isStopping) {
      lock.unlock();
      poll();
      lock.lock();
      changed.wait_for(lock, kBetweenPolls, [this] { return isStopping; });
    }
  }

  void poll() {
    constexpr unsigned kAtOnce = 100;
    Expected<std::vector<journal::Command>> commands = journal.commands(next, kAtOnce);
    if (!commands)
      return; // the journal tells its owner by itself when it is lost
    for (const journal::Command &command : *commands) {
      next = command.id + 1;
      carryOut(command);
    }
  }

  void carryOut(const journal::Command &command) {
    Json body = Json::parse(command.body, nullptr, /*allow_exceptions=*/false);
    if (!body.is_object())
      return answer(journal, command.id, "the command is damaged");
    if (command.kind == kStop)
      return engine.abort(body.value("execution", uint64_t(0)), textOf(body, "error"),
                          textOf(body, "cause"), [&to = journal, id = command.id](bool found) {
                            answer(to, id, found ? "" : "the execution has ended already");
                          });
    if (command.kind == kRedrive) {
      Expected<void> redriven = redrive(body.value("execution", uint64_t(0)));
      return answer(journal, command.id, redriven.error());
    }
    if (command.kind != kAnswer)
      return answer(journal, command.id, "this version does not know the command");
    TaskAnswer given;
    given.kind = static_cast<TaskAnswer::Kind>(body.value("kind", 0));
    given.output = body.value("output", "");
    given.error = textOf(body, "error");
    given.cause = textOf(body, "cause");
    engine.answer(
        body.value("token", ""), std::move(given),
        [&to = journal, id = command.id](const std::string &problem) { answer(to, id, problem); });
  }

  /// The engine may call it when this object is gone already.
  static void answer(journal::Journal &journal, uint64_t command, std::string text) {
    journal::Batch batch;
    batch.answers.push_back({command, std::move(text)});
    journal.commit(std::move(batch), [](const journal::CommitResult &) {}, journal::Caller::Busy);
  }

  journal::Journal &journal;
  DurableEngine &engine;
  const Redrive redrive;
  uint64_t next = 0; ///< commands below it were taken
  std::mutex mutex;
  std::condition_variable changed;
  bool isStopping = false;
  std::thread thread;
};

CommandServer::CommandServer(journal::Journal &journal, DurableEngine &engine,
                             std::function<Expected<void>(uint64_t execution)> redrive)
    : impl_(std::make_unique<Impl>(journal, engine, std::move(redrive))) {}
CommandServer::~CommandServer() = default;

} // namespace asl::service
