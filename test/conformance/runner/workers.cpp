// A small process pool: the parent sends the index of a case, the child answers with its verdict as
// JSON.
#include "test/conformance/runner/workers.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace asl::conformance {

namespace {

using Time = std::chrono::steady_clock;

bool readAll(int fd, void *data, size_t size) {
  char *at = static_cast<char *>(data);
  while (size > 0) {
    ssize_t got = read(fd, at, size);
    if (got <= 0) {
      if (got < 0 && errno == EINTR)
        continue;
      return false;
    }
    at += got;
    size -= static_cast<size_t>(got);
  }
  return true;
}

bool writeAll(int fd, const void *data, size_t size) {
  const char *at = static_cast<const char *>(data);
  while (size > 0) {
    ssize_t put = send(fd, at, size, MSG_NOSIGNAL);
    if (put < 0) {
      if (errno == EINTR)
        continue;
      return false;
    }
    at += put;
    size -= static_cast<size_t>(put);
  }
  return true;
}

std::string toText(const Verdict &verdict) {
  Json json = {{"outcome", static_cast<int>(verdict.outcome)},
               {"text", verdict.text},
               {"losses", verdict.losses}};
  for (const Difference &d : verdict.differences)
    json["differences"].push_back({d.place, d.expected, d.actual});
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Verdict fromText(const std::string &text) {
  Json json = Json::parse(text);
  Verdict verdict;
  verdict.outcome = static_cast<Verdict::Outcome>(json["outcome"].get<int>());
  verdict.text = json["text"].get<std::string>();
  verdict.losses = json["losses"].get<uint64_t>();
  if (json.contains("differences"))
    for (const Json &d : json["differences"])
      verdict.differences.push_back({d[0], d[1], d[2]});
  return verdict;
}

/// One child and the case it works on.
class Worker {
public:
  Worker(const std::vector<Case> &cases, const std::function<Verdict(const Case &)> &run)
      : cases_(cases), run_(run) {}
  ~Worker() { stop(); }

  int fd() const { return fd_; }
  std::optional<size_t> current() const { return current_; }
  Time::time_point deadline() const { return deadline_; }

  void start(size_t index, std::chrono::seconds limit) {
    if (fd_ < 0)
      spawn();
    current_ = index;
    deadline_ = Time::now() + limit;
    [[maybe_unused]] int ignored = ftruncate(stderr_, 0);
    writeAll(fd_, &index, sizeof index);
  }

  /// Reads the answer; a child that died answers with how it died.
  Verdict finish() {
    size_t length = 0;
    std::string text;
    current_.reset();
    if (readAll(fd_, &length, sizeof length)) {
      text.resize(length);
      if (readAll(fd_, text.data(), length))
        return fromText(text);
    }
    int status = stop();
    std::string how = WIFSIGNALED(status)
                          ? std::string("crashed: ") + strsignal(WTERMSIG(status))
                          : "crashed: exit status " + std::to_string(WEXITSTATUS(status));
    return Verdict::failed(how + lastWords());
  }

  Verdict giveUp(std::chrono::seconds limit) {
    current_.reset();
    stop();
    return Verdict::failed("hung: no end after " + std::to_string(limit.count()) + " s" +
                           lastWords());
  }

private:
  void spawn() {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
      throw std::runtime_error(std::string("socketpair: ") + std::strerror(errno));
    if (stderr_ < 0)
      stderr_ = memfd_create("stderr", MFD_CLOEXEC);
    fflush(stdout);
    pid_ = fork();
    if (pid_ < 0)
      throw std::runtime_error(std::string("fork: ") + std::strerror(errno));
    if (pid_ == 0) {
      close(ends[0]);
      dup2(stderr_, STDERR_FILENO);
      work(ends[1]);
    }
    close(ends[1]);
    fd_ = ends[0];
  }

  [[noreturn]] void work(int fd) {
    size_t index = 0;
    while (readAll(fd, &index, sizeof index)) {
      lseek(STDERR_FILENO, 0, SEEK_SET);
      Verdict verdict;
      try {
        verdict = run_(cases_[index]);
      } catch (const std::exception &error) {
        verdict = Verdict::failed(std::string("the runner failed: ") + error.what());
      }
      std::string text = toText(verdict);
      size_t length = text.size();
      if (!writeAll(fd, &length, sizeof length) || !writeAll(fd, text.data(), length))
        break;
    }
    _exit(0);
  }

  /// Ends the child; the status that waitpid gives.
  int stop() {
    int status = 0;
    if (pid_ <= 0)
      return status;
    // One that already died keeps its own status; a living one is idle or hangs.
    if (waitpid(pid_, &status, WNOHANG) == 0) {
      pollfd poller{fd_, POLLIN, 0};
      bool closed = poll(&poller, 1, 0) > 0 && (poller.revents & POLLHUP);
      if (!closed)
        kill(pid_, SIGKILL);
      waitpid(pid_, &status, 0);
    }
    close(fd_);
    fd_ = -1;
    pid_ = -1;
    return status;
  }

  /// The end of what the child wrote to stderr.
  std::string lastWords() const {
    constexpr off_t most = 3000;
    off_t size = lseek(stderr_, 0, SEEK_END);
    off_t from = std::max<off_t>(0, size - most);
    std::string text(static_cast<size_t>(std::max<off_t>(0, size - from)), '\0');
    ssize_t got = pread(stderr_, text.data(), text.size(), from);
    text.resize(static_cast<size_t>(std::max<ssize_t>(0, got)));
    return text.empty() ? text : "\n" + text;
  }

  const std::vector<Case> &cases_;
  const std::function<Verdict(const Case &)> &run_;
  pid_t pid_ = -1;
  int fd_ = -1;
  int stderr_ = -1;
  std::optional<size_t> current_;
  Time::time_point deadline_;
};

/// Waits until a worker has answered or its time is over.
void waitForAny(const std::vector<std::unique_ptr<Worker>> &workers, std::vector<bool> &answered) {
  std::vector<pollfd> polls;
  Time::time_point first = Time::time_point::max();
  for (const auto &worker : workers) {
    polls.push_back({worker->current() ? worker->fd() : -1, POLLIN, 0});
    if (worker->current())
      first = std::min(first, worker->deadline());
  }
  auto left = std::chrono::duration_cast<std::chrono::milliseconds>(first - Time::now()).count();
  poll(polls.data(), polls.size(), static_cast<int>(std::clamp<int64_t>(left + 1, 0, 60'000)));
  for (size_t i = 0; i < polls.size(); ++i)
    answered[i] = polls[i].revents != 0;
}

} // namespace

std::vector<Verdict> runCases(const std::vector<Case> &cases, const WorkerOptions &options,
                              const std::function<Verdict(const Case &)> &run,
                              const std::function<void(size_t, const Verdict &)> &done) {
  std::vector<Verdict> verdicts(cases.size());
  std::vector<std::unique_ptr<Worker>> workers;
  for (unsigned i = 0; i < std::max(1u, options.jobs); ++i)
    workers.push_back(std::make_unique<Worker>(cases, run));

  size_t next = 0, finished = 0;
  std::vector<bool> answered(workers.size());
  while (finished < cases.size()) {
    for (auto &worker : workers)
      if (!worker->current() && next < cases.size())
        worker->start(next++, options.limit);
    waitForAny(workers, answered);
    for (size_t i = 0; i < workers.size(); ++i) {
      std::optional<size_t> index = workers[i]->current();
      if (!index)
        continue;
      if (answered[i])
        verdicts[*index] = workers[i]->finish();
      else if (Time::now() >= workers[i]->deadline())
        verdicts[*index] = workers[i]->giveUp(options.limit);
      else
        continue;
      done(*index, verdicts[*index]);
      ++finished;
    }
  }
  return verdicts;
}

} // namespace asl::conformance
