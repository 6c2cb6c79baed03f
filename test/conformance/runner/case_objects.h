// The objects of Amazon S3 that an execution case is recorded with.
#pragma once

#include "test/conformance/runner/compare.h"

#include "runtime/objects/object_store.h"

#include <filesystem>
#include <memory>

namespace asl::conformance {

/// A folder with the objects of a case (`setup.s3`), as long as this lives. Throws when it cannot
/// be made.
class CaseObjects {
public:
  explicit CaseObjects(const Json &body);
  ~CaseObjects();
  CaseObjects(const CaseObjects &) = delete;
  CaseObjects &operator=(const CaseObjects &) = delete;

  /// Null when the case has no objects.
  objects::ObjectStore *store() const { return store_.get(); }

private:
  std::filesystem::path folder_;
  std::unique_ptr<objects::ObjectStore> store_;
};

} // namespace asl::conformance
