// Files, pipes, requests and processes.
#include "runtime/observe/target.h"

#include "runtime/http/http_exchange.h"
#include "runtime/http/url.h"
#include "runtime/process/process.h"
#include "runtime/support/file.h"
#include "runtime/support/one_line.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <future>

namespace asl::observe {

namespace {

using Kind = Delivery::Kind;
constexpr std::chrono::milliseconds lookInterval{50};
constexpr std::chrono::seconds requestTimeout{15};

/// What a thread waits for, unless it is told to give up.
template <typename T> bool wait(std::future<T> &answer, const std::function<bool()> &isAbandoned) {
  while (answer.wait_for(lookInterval) != std::future_status::ready)
    if (isAbandoned())
      return false;
  return true;
}

class HttpTarget final : public Target {
public:
  HttpTarget(http::Url url, std::string text, HttpForm form)
      : url_(std::move(url)), text_(std::move(text)), form_(std::move(form)) {}

  Delivery deliver(const std::vector<std::string> &records) override {
    if (!form_.oneByOne)
      return post(form_.body(records));
    for (const std::string &record : records)
      if (Delivery delivery = post(form_.body({record})); delivery.kind != Kind::Done)
        return delivery;
    return {};
  }

private:
  Delivery post(std::string body) {
    http::Request request;
    request.method = "POST";
    request.url = text_;
    request.headers.emplace("Content-Type", form_.contentType);
    for (const auto &[name, value] : form_.headers)
      request.headers.emplace(name, value);
    request.body = std::move(body);
    request.timeout = requestTimeout;
    auto answer = std::make_shared<std::promise<http::Outcome>>();
    std::future<http::Outcome> outcome = answer->get_future();
    auto exchange = http::Exchange::start(std::move(request), url_, [answer](http::Outcome given) {
      answer->set_value(std::move(given));
    });
    if (!wait(outcome, [this] { return isAbandoned(); })) {
      exchange->abandon();
      return {Kind::Later, "given up"};
    }
    http::Outcome got = outcome.get();
    std::string what = url_.withoutQuery() + ": ";
    if (!got.problem.empty())
      return {Kind::Later, what + got.problem};
    unsigned status = got.response.status;
    if (status >= 200 && status < 300)
      return {};
    bool isLater = status == 408 || status == 429 || status >= 500;
    return {isLater ? Kind::Later : Kind::Refused, what + "status " + std::to_string(status)};
  }

  const http::Url url_;
  const std::string text_;
  const HttpForm form_;
};

/// A descriptor to write to.
class FileTarget final : public Target {
public:
  explicit FileTarget(std::string path) : path_(std::move(path)) {}
  ~FileTarget() override { close(); }
  FileTarget(const FileTarget &) = delete;
  FileTarget &operator=(const FileTarget &) = delete;

  /// Whether the file can be used. A pipe can, also while nobody reads it.
  Expected<void> check() {
    Expected<void> opened = open();
    return isUnread_ ? Expected<void>() : opened;
  }

  Delivery deliver(const std::vector<std::string> &records) override {
    if (wasMoved())
      close();
    if (file_ < 0)
      if (Expected<void> opened = open(); !opened)
        return {Kind::Later, opened.error()};
    struct stat before{};
    bool isFile = ::fstat(file_, &before) == 0 && S_ISREG(before.st_mode);
    Expected<void> written =
        writeWhileRead(file_, linesOf(records), [this] { return isAbandoned(); });
    if (written)
      return {};
    // The records are written again: a part of them must not stay in front of them.
    if (isFile)
      (void)::ftruncate(file_, before.st_size);
    return {Kind::Later, path_ + ": " + written.error()};
  }

private:
  /// Does not wait for the reader of a pipe.
  Expected<void> open() {
    file_ = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0640);
    int error = errno;
    struct stat status{};
    isUnread_ = file_ < 0 && error == ENXIO && ::stat(path_.c_str(), &status) == 0 &&
                S_ISFIFO(status.st_mode);
    if (file_ < 0)
      return Failure{"cannot open " + path_ + ": " +
                     (isUnread_ ? "nobody reads it" : std::strerror(error))};
    return {};
  }
  /// Whether the path leads to another file, or to none.
  bool wasMoved() const {
    struct stat ours{}, there{};
    return file_ >= 0 && ::fstat(file_, &ours) == 0 &&
           (::stat(path_.c_str(), &there) != 0 || ours.st_ino != there.st_ino ||
            ours.st_dev != there.st_dev);
  }
  void close() {
    if (file_ >= 0)
      ::close(file_);
    file_ = -1;
  }

  const std::string path_;
  int file_ = -1;
  bool isUnread_ = false; ///< it is a pipe that nobody has opened for reading
};

class OutputTarget final : public Target {
public:
  Delivery deliver(const std::vector<std::string> &records) override {
    Expected<void> written =
        writeWhileRead(STDOUT_FILENO, linesOf(records), [this] { return isAbandoned(); });
    if (!written)
      return {Kind::Later, "standard output: " + written.error()};
    return {};
  }
};

class CommandTarget final : public Target {
public:
  explicit CommandTarget(std::string command) : command_(std::move(command)) {}

  Delivery deliver(const std::vector<std::string> &records) override {
    for (const std::string &record : records)
      if (Delivery delivery = run(record); delivery.kind != Kind::Done)
        return delivery;
    return {};
  }

private:
  Delivery run(const std::string &record) {
    using process::ProcessEnd;
    process::ProcessSpec spec;
    spec.command = {"/bin/sh", "-c", command_};
    spec.input = record + "\n";
    auto answer = std::make_shared<std::promise<ProcessEnd>>();
    std::future<ProcessEnd> ended = answer->get_future();
    uint64_t id = runner_.start(std::move(spec),
                                [answer](ProcessEnd end) { answer->set_value(std::move(end)); });
    if (!wait(ended, [this] { return isAbandoned(); })) {
      runner_.cancel(id);
      return {Kind::Later, "given up"};
    }
    ProcessEnd end = ended.get();
    if (end.kind == ProcessEnd::Kind::Exited && end.code == 0)
      return {};
    if (end.kind == ProcessEnd::Kind::NotStarted || end.kind == ProcessEnd::Kind::NoRoom)
      return {Kind::Later, "`" + command_ + "`: " + end.reason};
    return {Kind::Refused, "`" + command_ + "` ended with status " + std::to_string(end.code) +
                               (end.errorTail.empty() ? "" : ": " + end.errorTail)};
  }

  const std::string command_;
  process::ProcessRunner runner_;
};

} // namespace

std::string linesOf(const std::vector<std::string> &records) {
  std::string lines;
  for (const std::string &record : records) {
    appendOnOneLine(lines, record);
    lines += '\n';
  }
  return lines;
}

Expected<std::unique_ptr<Target>> httpTarget(const std::string &url, HttpForm form) {
  Expected<http::Url> parsed = http::parseUrl(url);
  if (!parsed)
    return parsed.failure();
  return std::unique_ptr<Target>(
      std::make_unique<HttpTarget>(*std::move(parsed), url, std::move(form)));
}

Expected<std::unique_ptr<Target>> fileTarget(const std::string &path) {
  auto target = std::make_unique<FileTarget>(path);
  if (Expected<void> usable = target->check(); !usable)
    return usable.failure();
  return std::unique_ptr<Target>(std::move(target));
}

std::unique_ptr<Target> outputTarget() { return std::make_unique<OutputTarget>(); }

std::unique_ptr<Target> commandTarget(const std::string &command) {
  return std::make_unique<CommandTarget>(command);
}

Expected<std::unique_ptr<Target>> openTarget(const std::string &text, HttpForm form) {
  if (text == "-")
    return outputTarget();
  if (text.starts_with("http://") || text.starts_with("https://"))
    return httpTarget(text, std::move(form));
  if (text.starts_with("exec:"))
    return commandTarget(text.substr(5));
  return fileTarget(text);
}

} // namespace asl::observe
