// The files that a ResultWriter makes of a map run.
#pragma once

#include "asl/abi/abi.h"
#include "runtime/objects/object_store.h"

#include <cstdint>
#include <string>
#include <vector>

namespace asl::objects {

/// A child execution of a map run, or one that was not started.
struct ChildResult {
  enum class Kind : uint8_t { Succeeded, Failed, Pending };
  Kind kind = Kind::Succeeded;
  std::string record; ///< a JSON object that describes it
  std::string output; ///< JSON text; of those that succeeded
};

/// The destination and form of results.
struct ResultFiles {
  std::string bucket;
  std::string folder; ///< of the keys, without a slash at its end
  std::string mapRunArn;
  asl_result_form form = ASL_RESULTS_RECORDS;
  bool lines = false; ///< files have a value in each line, instead of one array
  std::vector<ChildResult> children;
  uint64_t mostFileBytes = uint64_t(5) << 30; ///< a longer list becomes several files
};

/// Writes `SUCCEEDED_0.json`, `FAILED_0.json` and `PENDING_0.json`, each where there is something
/// to write and the next number where it gets too long, and then `manifest.json`, which names them.
/// What did not succeed is written as its record, whatever the form. Returns the key of the
/// manifest. A failure is the cause of States.ResultWriterFailed. Blocks.
Expected<std::string> writeResults(ObjectStore &store, const ResultFiles &files);

} // namespace asl::objects
