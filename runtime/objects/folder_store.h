// Objects as files: FOLDER/bucket/key.
#pragma once

#include "runtime/objects/object_store.h"

#include <memory>

namespace asl::objects {

/// A store in the folder `path`, each of whose folders is a bucket. An object is a regular file of
/// its bucket's folder; the slashes of its key are folders. It never leaves the folder by a key or
/// a bucket's name: those with an empty part, `.` or `..` name no object. Symbolic links are
/// followed where they lead; a listing fails where they lead in a circle, and leaves out files that
/// are being written, and names that are not UTF-8. Fails when `path` is not a folder.
Expected<std::unique_ptr<ObjectStore>> openFolder(const std::string &path);

} // namespace asl::objects
