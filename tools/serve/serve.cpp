// The server's parts, from its start to its end.
#include "runtime/api/front.h"
#include "runtime/journal/memory_journal.h"
#include "runtime/journal/sqlite/sqlite_journal.h"
#include "runtime/objects/folder_store.h"
#include "runtime/process/spawn.h"
#include "runtime/support/file.h"
#include "runtime/support/memory.h"
#include "runtime/support/system_time.h"
#include "runtime/value/heap.h"
#include "tools/serve/bindings.h"
#include "tools/serve/compiler.h"
#include "tools/serve/console.h"
#include "tools/serve/footprint.h"
#include "tools/serve/machines.h"
#include "tools/serve/mocking.h"
#include "tools/serve/observation.h"
#include "tools/serve/options.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <chrono>
#include <csignal>
#include <ctime>
#include <malloc.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace aslc::serve {

namespace {

using asl::Expected;
using asl::Failure;
namespace http = asl::http::server;

constexpr int exitUsage = 2, exitAborted = 3;
/// What AWS permits an account in a region.
constexpr size_t awsOpenExecutions = 1'000'000;

/// Reports on standard error; nothing can be done when that fails. While nobody reads it, lines are
/// lost, and the server goes on.
void report(const std::string &text) {
  constexpr std::chrono::milliseconds patience(1000), shortPatience(10);
  static std::atomic<bool> isUnread = false;
  auto end = std::chrono::steady_clock::now() + (isUnread ? shortPatience : patience);
  auto isAbandoned = [end] { return std::chrono::steady_clock::now() >= end; };
  isUnread = !asl::writeWhileRead(STDERR_FILENO, "aslc serve: " + text + "\n", isAbandoned);
}

/// A number and its unit in milliseconds: `90d`, `12h`, `10m`, `30s`.
std::optional<int64_t> durationOf(const std::string &text) {
  int64_t number = 0;
  auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  std::string_view unit(end, static_cast<size_t>(text.data() + text.size() - end));
  constexpr std::array<std::pair<std::string_view, int64_t>, 4> units = {
      {{"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};
  for (const auto &[name, ms] : units)
    if (failed == std::errc() && unit == name && number > 0 && number <= 36500)
      return number * ms;
  return std::nullopt;
}

/// The signals of a server. Made before the first thread, so that only `next` gets them.
class Signals {
public:
  Signals() {
    sigemptyset(&set_);
    for (int number : {SIGINT, SIGTERM, SIGHUP})
      sigaddset(&set_, number);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
  }
  /// Waits for a signal, at most for so long, which is a second or less. 0: none came.
  int next(std::chrono::milliseconds most = std::chrono::seconds(1)) {
    timespec time{most.count() / 1000, most.count() % 1000 * 1'000'000};
    int number = sigtimedwait(&set_, nullptr, &time);
    return number < 0 ? 0 : number;
  }

private:
  sigset_t set_;
};

class Server {
public:
  explicit Server(const Options &options)
      : options_(options), bindings_(options.tasks, options.functions), mocking_(options.mocks) {}
  /// What is delivered uses the operations.
  ~Server() { observation_.stopEvents(std::chrono::milliseconds(0)); }
  Server(const Server &) = delete;
  Server &operator=(const Server &) = delete;

  int run() {
    Signals signals;
    asl::process::raiseDescriptorLimit();
    if (Expected<void> opened = open(); !opened) {
      report(opened.error());
      return exitUsage;
    }
    for (const std::string &machine : served_)
      report("serving " + machine);
    for (const http::Endpoint &endpoint : server_->endpoints())
      report(std::string("listening on ") + (options_.certificate.empty() ? "http" : "https") +
             "://" + endpoint.text());
    releaseStartPages();
    while (true) {
      int number = signals.next();
      if (number == SIGINT || number == SIGTERM)
        break;
      if (number == SIGHUP || bindings_.hasChanged())
        readBindings();
      if (isLost_)
        return exitUsage;
      removeOld();
      if (operations_->rest())
        malloc_trim(0);
    }
    std::jthread second([&](const std::stop_token &isOver) { awaitSecond(signals, isOver); });
    isStopping_ = true;
    observation_.stopStreams();
    operations_->prepareToEnd();
    server_->stop(std::chrono::milliseconds(static_cast<int64_t>(options_.drainSeconds * 1000)));
    observation_.stopEvents(Observation::finishTime);
    console_.reset();
    operations_.reset();
    observation_.finish();
    bindings_.stop();
    return 0;
  }

private:
  /// Ends the process at once when there is a second signal. Nothing that was acknowledged is lost.
  void awaitSecond(Signals &signals, const std::stop_token &isOver) {
    constexpr std::chrono::milliseconds lookInterval(20);
    while (!isOver.stop_requested())
      if (int number = signals.next(lookInterval); number == SIGINT || number == SIGTERM) {
        bindings_.killAll();
        ::_exit(exitAborted);
      }
  }

  Expected<void> checkOptions() {
    std::optional<int64_t> retention = durationOf(options_.retention);
    if (!retention)
      return Failure{"`--retention` is a number of seconds, minutes, hours or days, such as `30s`, "
                     "`10m`, `12h` or `90d`"};
    retentionMs_ = *retention;
    // Both are parts of every ARN.
    if (!asl::api::isAccount(options_.account))
      return Failure{"`--account` is a number of 12 digits, not `" + options_.account + "`"};
    if (!asl::api::isRegion(options_.region))
      return Failure{"`--region` is a region such as us-east-1, not `" + options_.region + "`"};
    return {};
  }

  Expected<void> open() {
    if (Expected<void> checked = checkOptions(); !checked)
      return checked;
    asl::Heap::limitAll(std::min(options_.expressionMib, SIZE_MAX >> 20) << 20);
    if (Expected<void> opened = openJournal(); !opened)
      return opened;
    auto executor = bindings_.read();
    if (!executor)
      return executor.failure();
    if (!options_.s3.empty()) {
      auto objects = asl::objects::openFolder(options_.s3);
      if (!objects)
        return Failure{"--s3: " + objects.error()};
      objects_ = *std::move(objects);
    }
    if (Expected<void> opened = mocking_.open(*journal_); !opened)
      return opened;
    // Before executions go on, so that what they do is seen.
    if (Expected<void> opened = observation_.open(options_, *journal_); !opened)
      return opened;
    compiler_ = makeCompiler();
    asl::api::ServerOptions options;
    options.hub = &observation_.hub();
    options.journal = journal_.get();
    options.compiler = compiler_.get();
    options.objects = objects_.get();
    options.shards = options_.shards;
    options.mostOpenExecutions = options_.mostOpenExecutions;
    if (options.mostOpenExecutions == 0 && options_.quotas == "aws")
      options.mostOpenExecutions = awsOpenExecutions;
    options.journalLost = [this](const std::string &why) {
      report("the journal is lost: " + why);
      isLost_ = true;
    };
    options.isDamaged = report;
    options.hasFailed = report;
    auto operations =
        asl::api::StepFunctions::open(std::move(options), mocking_.inFrontOf(*executor));
    if (!operations)
      return operations.failure();
    operations_ = *std::move(operations);
    observation_.start(*operations_);
    mocking_.setOperations(*operations_);
    auto created = createMachines(*operations_, options_, report);
    if (!created)
      return created.failure();
    served_ = *std::move(created);
    return openFront();
  }

  Expected<void> openJournal() {
    if (options_.inMemory) {
      asl::giveBackLargeMemory();
      journal_ = asl::journal::makeMemoryJournal();
      return {};
    }
    asl::keepFreedMemory();
    asl::journal::SqliteOptions options;
    options.keyFile = options_.journalKey;
    options.stalled = [this](const std::string &reason) {
      std::lock_guard lock(stallLock_);
      // It is tried again several times a second.
      if (std::exchange(stalledBy_, reason) != reason)
        report(reason.empty() ? "the journal can be written again"
                              : "the journal cannot be written, and executions wait: " + reason);
    };
    auto journal = asl::journal::openSqliteJournal(options_.database, std::move(options));
    if (!journal)
      return Failure{"cannot open the journal " + options_.database + ": " + journal.error()};
    journal_ = *std::move(journal);
    return {};
  }

  Expected<asl::api::FrontOptions> frontOptions() {
    asl::api::FrontOptions front;
    front.account = options_.account;
    front.region = options_.region;
    front.origins = options_.origins;
    front.log = [](const std::string &line) { report(line); };
    front.whyUnhealthy = [this] { return isLost_ ? std::string("the journal is lost") : ""; };
    front.whyNotReady = [this] { return whyNotReady(); };
    front.damagedExecutions = [this] { return operations_->damagedExecutions(); };
    observation_.watch(front);
    if (!options_.credentials.empty()) {
      auto credentials = asl::api::readCredentials(options_.credentials);
      if (!credentials)
        return credentials.failure();
      front.credentials = *std::move(credentials);
    }
    if (!options_.quotas.empty() || !options_.throttle.empty())
      front.throttle = std::make_shared<asl::api::Throttle>();
    front.startsExpress = [this](const asl::api::Call &call) {
      return call.operation == "StartExecution" && operations_->isAboutExpress(call);
    };
    if (options_.quotas == "aws")
      front.throttle->useAwsLimits();
    else if (!options_.quotas.empty())
      return Failure{"`--quotas` is `aws`"};
    for (const std::string &rule : options_.throttle)
      if (Expected<void> injected = front.throttle->inject(rule); !injected)
        return injected.failure();
    return front;
  }

  Expected<void> openFront() {
    Expected<asl::api::FrontOptions> front = frontOptions();
    if (!front)
      return front.failure();
    http::Options http;
    for (const std::string &text : options_.listen) {
      Expected<http::Endpoint> endpoint = http::parseEndpoint(text);
      if (!endpoint)
        return endpoint.failure();
      if (!http::isLoopback(endpoint->host) && options_.credentials.empty())
        return Failure{"other machines can reach " + endpoint->text() +
                       ": name the keys that may call by --credentials"};
      http.listen.push_back(*endpoint);
    }
    http.threads = 4;
    http.certificateFile = options_.certificate;
    http.keyFile = options_.key;
    http.refusal = asl::api::Front::refusal;
    ConsoleInfo info{options_.region, options_.account, !options_.credentials.empty()};
    front_ = std::make_unique<asl::api::Front>(*std::move(front), mocking_);
    console_ = std::make_unique<Console>(*front_, *operations_, info);
    observation_.route(*front_);
    auto server = http::Server::start(std::move(http),
                                      [this](http::Request request, http::Responder responder) {
                                        front_->handle(std::move(request), std::move(responder));
                                      });
    if (!server)
      return server.failure();
    server_ = *std::move(server);
    return {};
  }

  /// Any thread.
  std::string whyNotReady() {
    if (isLost_)
      return "the journal is lost";
    if (isStopping_)
      return "the server is being stopped";
    std::lock_guard lock(stallLock_);
    return stalledBy_.empty() ? "" : "the journal cannot be written: " + stalledBy_;
  }

  /// Removes executions that have ended long ago, in small transactions, for a tenth of a second:
  /// it is called every second. When that is not enough, the next time for twice as long.
  void removeOld() {
    auto begin = std::chrono::steady_clock::now();
    int64_t before = asl::systemMs() - retentionMs_;
    constexpr unsigned atOnce = 500;
    uint64_t last = atOnce, removedBefore = removed_;
    while (last == atOnce && std::chrono::steady_clock::now() - begin < removalTime_) {
      Expected<uint64_t> count = journal_->removeEnded(before, atOnce);
      last = count ? *count : 0;
      removed_ += last;
      std::string problem = count ? "" : count.error();
      if (!problem.empty() && problem != removalProblem_)
        report("cannot remove old executions: " + problem);
      removalProblem_ = std::move(problem);
    }
    removalTime_ = last == atOnce ? std::min(2 * removalTime_, longestRemoval) : shortestRemoval;
    bool isQuiet = removed_ != 0 && removed_ == removedBefore;
    if (removed_ >= trimAfter || isQuiet) {
      removed_ = 0;
      malloc_trim(0);
    }
  }

  static constexpr std::chrono::milliseconds shortestRemoval{100}, longestRemoval{1600};
  /// After so many executions have left memory, or when no more do, what they used is given back to
  /// the system.
  static constexpr uint64_t trimAfter = 50'000;

  /// Keeps the bindings that there are when the file is wrong.
  void readBindings() {
    auto executor = bindings_.read();
    if (executor)
      operations_->setBindings(mocking_.inFrontOf(*executor));
    report(executor ? "read the task bindings again"
                    : executor.error() + "\naslc serve: keeping the task bindings from before");
  }

  // In the order in which they are made; what comes later uses what comes before.
  const Options &options_;
  std::atomic<bool> isLost_{false}, isStopping_{false};
  std::mutex stallLock_;
  std::vector<std::string> served_; ///< ARNs of the machines of the files
  std::string stalledBy_;           ///< why the journal cannot be written now; empty: it can
  std::unique_ptr<asl::journal::Journal> journal_;
  std::unique_ptr<asl::objects::ObjectStore> objects_;
  Bindings bindings_;
  Observation observation_{report};
  Mocking mocking_;
  std::unique_ptr<asl::api::Compiler> compiler_;
  std::unique_ptr<asl::api::Front>
      front_; ///< the operations send answers through it until they end
  std::unique_ptr<asl::api::StepFunctions> operations_;
  std::unique_ptr<Console> console_;
  std::unique_ptr<http::Server> server_;
  int64_t retentionMs_ = 0;
  uint64_t removed_ = 0;       ///< since memory was given back
  std::string removalProblem_; ///< which was reported last
  std::chrono::milliseconds removalTime_ = shortestRemoval;
};

} // namespace

int serve(const Options &options) { return Server(options).run(); }

} // namespace aslc::serve
