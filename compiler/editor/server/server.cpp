// The loop of the server. One thread reads messages, one analyses, and the main one answers.
#include "compiler/editor/server/server.h"

#include "compiler/editor/server/session.h"
#include "runtime/dom/text.h"

#include <algorithm>
#include <deque>
#include <thread>

namespace aslc::editor {

namespace {

/// What the main thread has to do, in the order in which it came.
class Inbox {
public:
  struct Entry {
    Json message;    ///< of the client
    std::string uri; ///< of a document that was analyzed
    std::shared_ptr<const DocumentAnalysis> analysis;
    bool ends = false; ///< of the input
  };

  /// An analysis replaces an older one of the same document.
  void put(Entry entry) {
    {
      std::lock_guard lock(mutex_);
      auto older = std::find_if(entries_.begin(), entries_.end(), [&](const Entry &other) {
        return entry.analysis && other.analysis && other.uri == entry.uri;
      });
      if (older != entries_.end())
        *older = std::move(entry);
      else
        entries_.push_back(std::move(entry));
    }
    changed_.notify_one();
  }

  /// Messages come before analyses, so that an answer does not wait for diagnostics.
  Entry take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !entries_.empty(); });
    auto next = entries_.begin();
    while (next != entries_.end() && next->analysis)
      ++next;
    if (next == entries_.end())
      next = entries_.begin();
    Entry entry = std::move(*next);
    entries_.erase(next);
    return entry;
  }

  void cancel(const Json &id) {
    std::lock_guard lock(mutex_);
    constexpr size_t most = 1000; // a client may cancel what was answered
    if (cancelled_.size() == most)
      cancelled_.clear();
    cancelled_.insert(asl::dom::write(id));
  }
  bool isCancelled(const Json &id) {
    std::lock_guard lock(mutex_);
    return !id.is_null() && cancelled_.erase(asl::dom::write(id)) != 0;
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Entry> entries_;
  std::set<std::string> cancelled_;
};

int serveInTurn(Transport &transport, const ServerOptions &options) {
  std::shared_ptr<const DocumentAnalysis> analysis;
  std::string analyzed;
  auto submit = [&](const Content &content) {
    analyzed = content.whole().uri();
    analysis = analyze(content.draft(), options.reading);
  };
  Session session(
      options,
      [&](const Json &message, std::string_view result) { transport.write(message, result); },
      submit, [](const std::string &) {});
  while (!session.ends()) {
    std::optional<Json> message = transport.read();
    if (!message)
      break;
    session.handle(*message, false);
    if (analysis)
      session.analyzed(analyzed, std::exchange(analysis, nullptr));
  }
  return session.status();
}

void readAll(Transport &transport, Inbox &inbox) {
  bool ends = false;
  while (!ends) {
    std::optional<Json> message = transport.read();
    if (!message)
      return inbox.put({.message = {}, .uri = {}, .analysis = nullptr, .ends = true});
    std::string method = textAt(*message, "method");
    if (method == "$/cancelRequest")
      inbox.cancel(memberAt(memberAt(*message, "params"), "id"));
    ends = method == "exit";
    inbox.put({.message = std::move(*message), .uri = {}, .analysis = nullptr});
  }
}

} // namespace

int serve(Transport &transport, const ServerOptions &options) {
  if (options.inTurn)
    return serveInTurn(transport, options);
  Inbox inbox;
  std::thread reader([&] { readAll(transport, inbox); });
  int status = 0;
  {
    Analyzer analyzer(options.reading, [&](const std::string &uri,
                                           std::shared_ptr<const DocumentAnalysis> analysis) {
      inbox.put({.message = {}, .uri = uri, .analysis = std::move(analysis)});
    });
    Session session(
        options,
        [&](const Json &message, std::string_view result) { transport.write(message, result); },
        [&](const Content &content) { analyzer.submit(content); },
        [&](const std::string &uri) { analyzer.drop(uri); });
    while (!session.ends()) {
      Inbox::Entry entry = inbox.take();
      if (entry.ends)
        break;
      if (entry.analysis)
        session.analyzed(entry.uri, std::move(entry.analysis));
      else
        session.handle(entry.message, inbox.isCancelled(memberAt(entry.message, "id")));
    }
    status = session.status();
  }
  reader.join();
  return status;
}

} // namespace aslc::editor
