// Analyses definitions on a thread of its own, so that requests can be answered meanwhile.
#pragma once

#include "compiler/editor/language/content.h"

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

namespace aslc::editor {

class Analyzer {
public:
  using Report =
      std::function<void(const std::string &uri, std::shared_ptr<const DocumentAnalysis>)>;

  /// `report` is called on the thread of the analyzer.
  Analyzer(frontend::ReadingOptions options, Report report);
  /// Blocks until the running analysis has ended.
  ~Analyzer();

  /// Queues an analysis. A queued analysis of an older version of the document is dropped.
  void submit(const Content &content);
  /// Drops the queued analyses of a document.
  void drop(const std::string &uri);

private:
  struct Job {
    std::shared_ptr<const source::File> file;
    source::Notation notation;
    int64_t version;
  };
  void run();

  frontend::ReadingOptions options_;
  Report report_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, Job> jobs_;
  bool ends_ = false;
  std::thread thread_;
};

} // namespace aslc::editor
