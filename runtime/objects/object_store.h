// Object stores, from which a distributed Map reads items and to which it writes results. They take
// the place of Amazon S3.
#pragma once

#include "runtime/support/expected.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace asl::objects {

/// An entry of a listing.
struct ObjectInfo {
  std::string key;
  uint64_t bytes = 0;
  int64_t modified = 0; ///< seconds since 1970 UTC
  std::string etag;     ///< with its quotes, as S3 gives it
};

/// Buckets of objects. Keys are UTF-8. A failure is the sentence that S3 would answer with, or one
/// about the storage. All members may block, and may be called from several threads at once.
class ObjectStore {
public:
  virtual ~ObjectStore() = default;
  /// The bytes of the object `key`. Fails when there is no such object.
  virtual Expected<std::string> get(const std::string &bucket, const std::string &key) = 0;
  /// All objects whose keys begin with `prefix`, in the order of the bytes of their keys. Fails
  /// when there is no such bucket.
  virtual Expected<std::vector<ObjectInfo>> list(const std::string &bucket,
                                                 const std::string &prefix) = 0;
  /// Makes or replaces the object `key`, whole or not at all. Fails when there is no such bucket.
  virtual Expected<void> put(const std::string &bucket, const std::string &key,
                             std::string_view bytes) = 0;
};

} // namespace asl::objects
