// A folder as a store of objects, and the keys that it does not take.
#include "runtime/objects/folder_store.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace asl::objects {
namespace {

namespace fs = std::filesystem;

class FolderStoreTest : public testing::Test {
protected:
  void SetUp() override {
    root_ = fs::temp_directory_path() / ("objects-" + std::to_string(getpid()));
    fs::create_directories(root_ / "store" / "bucket");
    store_ = *openFolder((root_ / "store").string());
  }
  void TearDown() override { fs::remove_all(root_); }
  void write(const std::string &name, const std::string &text) {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name) << text;
  }
  std::vector<std::string> keys(const std::string &prefix) {
    std::vector<std::string> found;
    std::vector<ObjectInfo> list = *store_->list("bucket", prefix);
    for (const ObjectInfo &object : list)
      found.push_back(object.key);
    return found;
  }

  fs::path root_;
  std::unique_ptr<ObjectStore> store_;
};

using Keys = std::vector<std::string>;

TEST_F(FolderStoreTest, KeepsWhatIsPut) {
  ASSERT_TRUE(store_->put("bucket", "a/b.json", "[1]"));
  EXPECT_EQ(*store_->get("bucket", "a/b.json"), "[1]");
  ASSERT_TRUE(store_->put("bucket", "a/b.json", "[2]"));
  EXPECT_EQ(*store_->get("bucket", "a/b.json"), "[2]");
  EXPECT_EQ(keys(""), Keys{"a/b.json"}); // nothing else is left of the writing
}

TEST_F(FolderStoreTest, SaysWhatIsNotThere) {
  EXPECT_EQ(store_->get("other", "k").error(),
            "The specified bucket does not exist: other (Service: Amazon S3; Status Code: 404; "
            "Error Code: NoSuchBucket)");
  EXPECT_EQ(store_->get("bucket", "k").error(),
            "The specified key does not exist: s3://bucket/k (Service: Amazon S3; Status Code: "
            "404; Error Code: NoSuchKey)");
  EXPECT_FALSE(store_->list("other", ""));
  EXPECT_FALSE(store_->put("other", "k", ""));
  EXPECT_FALSE(fs::exists(root_ / "store/other"));
}

TEST_F(FolderStoreTest, NeverLeavesItsFolder) {
  write("secret", "secret");
  write("store/file", "no bucket");
  write("store/bucket/a/b", "inside");
  for (const char *key : {"../../secret", "../bucket/a/b", "a/../a/b", "./a/b", "a//b", "/a/b",
                          "a/b/", "", ".", "..", "a"}) {
    EXPECT_FALSE(store_->get("bucket", key)) << key;
    if (std::string_view(key) != "a")
      EXPECT_FALSE(store_->put("bucket", key, "changed")) << key;
  }
  EXPECT_FALSE(store_->get("bucket", (root_ / "secret").string()));
  EXPECT_FALSE(store_->get("bucket", std::string("a/b\0c", 5)));
  for (const char *bucket : {"..", ".", "", "../store/bucket", "/", "file"})
    EXPECT_FALSE(store_->get(bucket, "a/b")) << bucket;
  for (const char *prefix : {"../", "../../", "/", "./", "a/../"})
    EXPECT_EQ(keys(prefix), Keys()) << prefix;
  std::ifstream in(root_ / "secret");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), "secret");
}

TEST_F(FolderStoreTest, ListsInTheOrderOfBytes) {
  for (const char *name : {"b", "a/z", "a.b", "a/y/x", "\xC3\xA4", "B"})
    write(std::string("store/bucket/") + name, "text");
  write("store/bucket/bad\xFFname", "");
  write("store/bucket/half.Xy12_3.tmp", "");
  EXPECT_EQ(keys(""), (Keys{"B", "a.b", "a/y/x", "a/z", "b", "\xC3\xA4"}));
  EXPECT_EQ(keys("a"), (Keys{"a.b", "a/y/x", "a/z"}));
  EXPECT_EQ(keys("a/"), (Keys{"a/y/x", "a/z"}));
  EXPECT_EQ(keys("a/y"), Keys{"a/y/x"});
  EXPECT_EQ(keys("none/"), Keys());
  EXPECT_EQ(keys("b/"), Keys());
}

TEST_F(FolderStoreTest, ListsWhatAnObjectIs) {
  write("store/bucket/k", "hello");
  fs::last_write_time(root_ / "store/bucket/k",
                      std::chrono::file_clock::from_sys(
                          std::chrono::sys_seconds(std::chrono::seconds(1700000000))));
  std::vector<ObjectInfo> list = *store_->list("bucket", "");
  ASSERT_EQ(list.size(), 1u);
  EXPECT_EQ(list[0].bytes, 5u);
  EXPECT_EQ(list[0].modified, 1700000000);
  EXPECT_EQ(list[0].etag, "\"5d41402abc4b2a76b9719d911017c592\"");
}

TEST_F(FolderStoreTest, ListsOnlyWhatCanBeRead) {
  if (geteuid() == 0)
    GTEST_SKIP() << "root may read every file";
  write("store/bucket/a/k", "hello");
  write("store/bucket/b", "hello");
  fs::permissions(root_ / "store/bucket/a/k", fs::perms::none);
  EXPECT_EQ(store_->list("bucket", "").error(),
            "cannot read " + (root_ / "store/bucket/a/k").string() + ": Permission denied");
  EXPECT_EQ(keys("b"), Keys{"b"});
}

TEST_F(FolderStoreTest, ListsWhatLinksLeadTo) {
  write("elsewhere/x", "1");
  fs::create_directory_symlink(root_ / "elsewhere", root_ / "store/bucket/linked");
  fs::create_symlink(root_ / "elsewhere/x", root_ / "store/bucket/y");
  fs::create_symlink(root_ / "nowhere", root_ / "store/bucket/z");
  EXPECT_EQ(keys(""), (Keys{"linked/x", "y"}));
  EXPECT_EQ(keys("linked/"), Keys{"linked/x"});
}

TEST_F(FolderStoreTest, FollowsNoCircle) {
  write("store/bucket/a/k", "hello");
  write("store/bucket/b", "hello");
  fs::create_directory_symlink(root_ / "store/bucket", root_ / "store/bucket/a/loop");
  std::string loop = (root_ / "store/bucket/a/loop").string();
  EXPECT_EQ(store_->list("bucket", "").error(),
            "cannot list " + loop + ": the link leads to a folder that it lies in");
  EXPECT_EQ(store_->list("bucket", "a/").error(),
            "cannot list " + loop + "/a/loop: the link leads to a folder that it lies in");
  EXPECT_EQ(keys("b"), Keys{"b"});
}

TEST_F(FolderStoreTest, IsAFolder) {
  write("file", "");
  EXPECT_FALSE(openFolder((root_ / "file").string()));
  EXPECT_FALSE(openFolder((root_ / "none").string()));
  EXPECT_FALSE(openFolder(""));
}

} // namespace
} // namespace asl::objects
