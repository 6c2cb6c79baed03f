// Objects in memory.
#pragma once

#include "runtime/objects/object_store.h"

#include <map>
#include <string>

namespace asl::objects {

class Stored final : public ObjectStore {
public:
  std::map<std::string, std::string> objects; ///< by `bucket/key`
  std::string full;                           ///< a key that cannot be written

  Expected<std::string> get(const std::string &bucket, const std::string &key) override {
    auto found = objects.find(bucket + "/" + key);
    return found == objects.end() ? Expected<std::string>(Failure{"no " + bucket + "/" + key})
                                  : found->second;
  }
  Expected<std::vector<ObjectInfo>> list(const std::string &bucket,
                                         const std::string &prefix) override {
    std::vector<ObjectInfo> list;
    for (const auto &[place, bytes] : objects)
      if (place.starts_with(bucket + "/" + prefix))
        list.push_back({place.substr(bucket.size() + 1), bytes.size(), 1700000000, "\"tag\""});
    return list;
  }
  Expected<void> put(const std::string &bucket, const std::string &key,
                     std::string_view bytes) override {
    if (key == full)
      return Failure{"no space"};
    objects[bucket + "/" + key] = bytes;
    return {};
  }
};

} // namespace asl::objects
