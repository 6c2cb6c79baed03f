// A folder of buckets.
#include "runtime/objects/folder_store.h"

#include "runtime/support/encoding.h"
#include "runtime/support/file.h"
#include "runtime/support/output_file.h"
#include "runtime/support/utf8.h"

#include <openssl/evp.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

namespace asl::objects {

namespace fs = std::filesystem;

namespace {

/// What one object of S3 may have, as AWS reads it.
constexpr size_t kMostBytes = size_t(10) << 30;

/// Whether the parts of a key, between its slashes, are names of files in a folder and below it.
bool isSafe(std::string_view key) {
  if (key.find('\0') != std::string_view::npos)
    return false;
  for (size_t begin = 0;; ++begin) {
    size_t end = std::min(key.find('/', begin), key.size());
    std::string_view part = key.substr(begin, end - begin);
    if (part.empty() || part == "." || part == "..")
      return false;
    if (end == key.size())
      return true;
    begin = end;
  }
}

bool isBucketName(std::string_view name) {
  return isSafe(name) && name.find('/') == std::string_view::npos;
}

/// The name of a file that is not complete yet: see TemporaryFile.
bool isTemporary(std::string_view name) {
  constexpr std::string_view suffix = ".tmp";
  constexpr size_t made = 7; // a dot and six characters
  return name.ends_with(suffix) && name.size() > suffix.size() + made &&
         name[name.size() - suffix.size() - made] == '.';
}

std::string etagOf(std::string_view bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest, &length, EVP_md5(), nullptr);
  return '"' + hexOf({reinterpret_cast<const char *>(digest), length}) + '"';
}

int64_t secondsOf(fs::file_time_type time) {
  auto since = std::chrono::file_clock::to_sys(time).time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(since).count();
}

Failure noBucket(const std::string &bucket) {
  return {"The specified bucket does not exist: " + utf8::readable(bucket) +
          " (Service: Amazon S3; Status Code: 404; Error Code: NoSuchBucket)"};
}

Failure noKey(const std::string &bucket, const std::string &key) {
  return {"The specified key does not exist: s3://" + bucket + "/" + utf8::readable(key) +
          " (Service: Amazon S3; Status Code: 404; Error Code: NoSuchKey)"};
}

Failure failed(const std::string &what, const std::string &path, const std::string &why) {
  return {"cannot " + what + " " + utf8::readable(path) + ": " + why};
}

/// All objects of a bucket whose keys begin with a prefix.
class Listing {
public:
  Listing(const fs::path &bucket, std::string_view prefix) : bucket_(bucket), prefix_(prefix) {}

  /// Those in the folder `start` and below it. It need not exist.
  Expected<std::vector<ObjectInfo>> objectsIn(const fs::path &start) {
    folders_ = {start};
    while (!folders_.empty()) {
      fs::path folder = std::move(folders_.back());
      folders_.pop_back();
      std::error_code problem;
      fs::directory_iterator at(folder, problem), end;
      for (; !problem && at != end; at.increment(problem))
        if (Expected<void> added = add(*at, start); !added)
          return added.failure();
      if (problem && problem != std::errc::no_such_file_or_directory &&
          problem != std::errc::not_a_directory)
        return failed("list", folder.string(), problem.message());
    }
    std::sort(found_.begin(), found_.end(),
              [](const ObjectInfo &a, const ObjectInfo &b) { return a.key < b.key; });
    return std::move(found_);
  }

private:
  Expected<void> add(const fs::directory_entry &entry, const fs::path &start) {
    const fs::path &path = entry.path();
    std::string key = path.lexically_relative(bucket_).generic_string();
    if (!key.starts_with(prefix_) || !utf8::isValid(key))
      return {};
    std::error_code problem;
    fs::file_status status = entry.status(problem);
    if (!fs::status_known(status))
      return failed("read", path.string(), problem.message());
    if (fs::is_regular_file(status) && !isTemporary(path.filename().native()))
      return addFile(path, std::move(key));
    if (!fs::is_directory(status))
      return {};
    if (entry.is_symlink(problem) && leadsUp(path, start))
      return failed("list", path.string(), "the link leads to a folder that it lies in");
    folders_.push_back(path);
    return {};
  }

  /// A file that has gone in the meantime is not there; any other must be readable.
  Expected<void> addFile(const fs::path &path, std::string key) {
    Expected<std::string> bytes = readFile(path.string(), kMostBytes);
    std::error_code problem, unknown;
    fs::file_time_type modified = fs::last_write_time(path, problem);
    if (bytes && !problem)
      found_.push_back({std::move(key), bytes->size(), secondsOf(modified), etagOf(*bytes)});
    else if (fs::exists(path, unknown) || unknown)
      return failed("read", path.string(), bytes ? problem.message() : bytes.error());
    return {};
  }

  /// Whether a link leads to a folder between `start` and itself. Every circle has such a link.
  static bool leadsUp(const fs::path &link, const fs::path &start) {
    std::error_code ignored;
    fs::path above = link;
    do {
      above = above.parent_path();
      if (fs::equivalent(above, link, ignored))
        return true;
    } while (above != start);
    return false;
  }

  const fs::path bucket_;
  const std::string prefix_;
  std::vector<fs::path> folders_; ///< still to be walked
  std::vector<ObjectInfo> found_;
};

class FolderStore final : public ObjectStore {
public:
  explicit FolderStore(fs::path root) : root_(std::move(root)) {}

  Expected<std::string> get(const std::string &bucket, const std::string &key) override {
    Expected<fs::path> folder = folderOf(bucket);
    if (!folder)
      return folder.failure();
    fs::path path = *folder / key;
    std::error_code ignored;
    if (!isSafe(key) || !fs::is_regular_file(path, ignored))
      return noKey(bucket, key);
    Expected<std::string> bytes = readFile(path.string(), kMostBytes);
    return bytes ? std::move(bytes) : failed("read", path.string(), bytes.error());
  }

  Expected<std::vector<ObjectInfo>> list(const std::string &bucket,
                                         const std::string &prefix) override {
    Expected<fs::path> folder = folderOf(bucket);
    if (!folder)
      return folder.failure();
    // Only the folder that the prefix names needs to be walked.
    size_t slash = prefix.rfind('/');
    std::string inside = slash == std::string::npos ? std::string() : prefix.substr(0, slash);
    fs::path start = *folder;
    if (!inside.empty()) {
      if (!isSafe(inside))
        return std::vector<ObjectInfo>();
      start /= inside;
    }
    return Listing(*folder, prefix).objectsIn(start);
  }

  Expected<void> put(const std::string &bucket, const std::string &key,
                     std::string_view bytes) override {
    Expected<fs::path> folder = folderOf(bucket);
    if (!folder)
      return folder.failure();
    if (!isSafe(key))
      return Failure{"the key `" + utf8::readable(key) + "` cannot be a file of a folder"};
    fs::path path = *folder / key;
    std::error_code problem;
    fs::create_directories(path.parent_path(), problem);
    if (problem)
      return failed("make the folder", path.parent_path().string(), problem.message());
    Expected<void> written = writeFile(path.string(), bytes);
    return written ? written : failed("write", path.string(), written.error());
  }

private:
  Expected<fs::path> folderOf(const std::string &bucket) const {
    std::error_code ignored;
    if (!isBucketName(bucket) || !fs::is_directory(root_ / bucket, ignored))
      return noBucket(bucket);
    return root_ / bucket;
  }

  fs::path root_;
};

} // namespace

Expected<std::unique_ptr<ObjectStore>> openFolder(const std::string &path) {
  std::error_code problem;
  // The folder stays the same when the process changes its working directory.
  fs::path root = fs::absolute(path, problem);
  if (path.empty() || problem || !fs::is_directory(root, problem))
    return Failure{"`" + utf8::readable(path) + "` is not a folder"};
  return std::unique_ptr<ObjectStore>(std::make_unique<FolderStore>(std::move(root)));
}

} // namespace asl::objects
