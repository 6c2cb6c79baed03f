// Reading and writing files: whole or not at all, and with a reason.
#include "runtime/support/file.h"
#include "runtime/support/output_file.h"
#include "runtime/support/overwrite.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <sys/stat.h>
#include <thread>
#include <vector>

namespace asl {
namespace {

namespace fs = std::filesystem;

class Files : public testing::Test {
protected:
  Files() : folder_(fs::path(testing::TempDir()) / ("files." + std::to_string(getpid()))) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~Files() override { fs::remove_all(folder_); }
  std::string path(const char *name) const { return folder_ / name; }
  std::string contents(const char *name) const { return *readFile(path(name)); }
  size_t count() const {
    return static_cast<size_t>(
        std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }
  fs::path folder_;
};

TEST_F(Files, AreReadOrRefused) {
  std::ofstream(path("a")) << "text";
  EXPECT_EQ(*readFile(path("a")), "text");
  EXPECT_EQ(readFile(path("none")).error(), "No such file or directory");
  EXPECT_EQ(readFile(folder_).error(), "Is a directory");
  EXPECT_EQ(readFile("/dev/zero", 1 << 20).error(), "it is larger than 1 MiB");
  EXPECT_GT(readFilePrefix("/dev/zero", 100)->size(), 100u);
}

TEST_F(Files, AppearWhenTheyAreComplete) {
  OutputFile file;
  ASSERT_TRUE(file.open(path("out")));
  file.write("one ");
  EXPECT_FALSE(fs::exists(path("out")));
  file.write("two");
  ASSERT_TRUE(file.commit());
  EXPECT_EQ(contents("out"), "one two");
  EXPECT_EQ(count(), 1u);
}

TEST_F(Files, DisappearWithoutCommit) {
  std::ofstream(path("out")) << "before";
  {
    OutputFile file;
    ASSERT_TRUE(file.open(path("out")));
    file.write("after");
  }
  EXPECT_EQ(contents("out"), "before");
  EXPECT_EQ(count(), 1u);
}

TEST_F(Files, KeepLinksAndModes) {
  std::ofstream(path("target")) << "before";
  ASSERT_EQ(chmod(path("target").c_str(), 0640), 0);
  fs::create_symlink(path("target"), path("link"));
  ASSERT_TRUE(writeFile(path("link"), "after"));
  EXPECT_TRUE(fs::is_symlink(path("link")));
  EXPECT_EQ(contents("target"), "after");
  struct stat status;
  ASSERT_EQ(stat(path("target").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0640u);
}

TEST_F(Files, GetTheModeThatTheMaskLeaves) {
  mode_t before = umask(027);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([this, name = "file" + std::to_string(i)] {
      for (int k = 0; k < 300; ++k)
        EXPECT_TRUE(writeFile(path(name.c_str()), "text"));
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_EQ(umask(before), 027u); // no thread has changed it
  struct stat status;
  ASSERT_EQ(stat(path("file0").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0640u);
}

TEST_F(Files, AreNotWrittenWhereThatCannotBe) {
  EXPECT_EQ(writeFile(folder_, "x").error(), "Is a directory");
  EXPECT_EQ(writeFile(path("none/x"), "x").error(), "No such file or directory");
  EXPECT_EQ(writeFile("/dev/full", "x").error(), "No space left on device");
  EXPECT_EQ(TemporaryFile::create("/dev/null").error(), "it is not a regular file");
}

TEST_F(Files, TemporaryOnesMayBecomePrograms) {
  Expected<TemporaryFile> file = TemporaryFile::create(path("program"));
  ASSERT_TRUE(file);
  ASSERT_TRUE(file->keep(/*executable=*/true));
  struct stat status;
  ASSERT_EQ(stat(path("program").c_str(), &status), 0);
  EXPECT_NE(status.st_mode & 0100, 0u);
}

TEST_F(Files, InputsAreNotReplaced) {
  std::ofstream(path("in")) << "";
  fs::create_hard_link(path("in"), path("same"));
  FileUse input{"the input", path("in")}, output{"`--output`", path("same")};
  EXPECT_EQ(checkOverwrites({&input, 1}, {&output, 1}).error(),
            "`--output` would overwrite the input: `" + path("same") + "` and `" + path("in") +
                "` are the same file");
  output.path = path("other");
  EXPECT_TRUE(checkOverwrites({&input, 1}, {&output, 1}));
}

} // namespace
} // namespace asl
