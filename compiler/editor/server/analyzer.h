// Analyses definitions on a thread of its own, so that questions are answered meanwhile.
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
  /// Waits for the analysis that runs.
  ~Analyzer();

  /// Asks for an analysis. One of an older version of the document that has not begun is dropped.
  void submit(const Content &content);
  /// Drops what was asked for a document.
  void drop(const std::string &uri);

private:
  void run();

  frontend::ReadingOptions options_;
  Report report_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, Draft> jobs_; ///< by URI
  bool ends_ = false;
  std::thread thread_;
};

} // namespace aslc::editor
