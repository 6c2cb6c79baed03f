// Items from objects.
#include "runtime/objects/items.h"

#include "test/unit/objects/stored.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace asl::objects {
namespace {

ItemForm csv(std::vector<std::string> headers = {}) {
  ItemForm form;
  form.format = ASL_ITEMS_CSV;
  form.hasHeaders = !headers.empty();
  form.headers = std::move(headers);
  return form;
}

ItemForm json(std::vector<std::string> pointer = {}) {
  ItemForm form;
  form.pointer = std::move(pointer);
  return form;
}

std::string itemsOf(const ItemForm &form, std::string_view text, uint64_t most = 0) {
  Expected<std::string> items = itemsIn(form, text, most);
  return items ? *items : "failed: " + items.error();
}

// ---- CSV ----

TEST(CsvItems, AreObjectsOfStrings) {
  EXPECT_EQ(itemsOf(csv(), "id,name\n1,Ann\n2,\"B \"\"C\"\"\"\n"),
            R"([{"id":"1","name":"Ann"},{"id":"2","name":"B \"C\""}])");
  EXPECT_EQ(itemsOf(csv({"x", "y"}), "1,true\nnull,\n"),
            R"([{"x":"1","y":"true"},{"x":"null","y":""}])");
}

TEST(CsvItems, RowsAreAsWideAsTheHeader) {
  EXPECT_EQ(itemsOf(csv(), "a,b\n1\n1,2,3\n"), R"([{"a":"1","b":""},{"a":"1","b":"2"}])");
  EXPECT_EQ(itemsOf(csv(), "H1,\n1,2,3\n"), R"([{"H1":"1","":"2"}])");
}

TEST(CsvItems, FilesWithoutRowsHaveNone) {
  EXPECT_EQ(itemsOf(csv(), ""), "[]");
  EXPECT_EQ(itemsOf(csv(), "a,b\n"), "[]");
  EXPECT_EQ(itemsOf(csv({"a"}), "\n"), "[]");
}

TEST(CsvItems, HeadersAreChecked) {
  EXPECT_EQ(itemsOf(csv({"a", "a"}), "1,2"), "failed: CSV headers cannot contain duplicates.");
  EXPECT_EQ(itemsOf(csv(), "a,b,a\n1,2,3"), "failed: CSV headers cannot contain duplicates.");
  EXPECT_EQ(itemsOf(csv(), std::string(10241, 'h') + "\n1"),
            "failed: The CSV headers are longer than 10 KiB.");
}

TEST(CsvItems, WhatIsNotUtf8IsReplaced) {
  EXPECT_EQ(itemsOf(csv(), "a\n\xFF\xC3\xA9\n"), "[{\"a\":\"\xEF\xBF\xBD\xC3\xA9\"}]");
}

TEST(CsvItems, EndAtTheLimit) {
  EXPECT_EQ(itemsOf(csv(), "a\n1\n2\n3\n", 2), R"([{"a":"1"},{"a":"2"}])");
  // What follows is not looked at.
  EXPECT_EQ(itemsOf(csv(), "a\n1\n\"2\n", 1), R"([{"a":"1"}])");
  EXPECT_EQ(itemsOf(csv(), "a\n1\n\"2\n"), "failed: The CSV file cannot be read: a quote that is "
                                           "opened in line 3 is not closed");
}

TEST(CsvItems, OfALongFile) {
  std::string text = "number\n";
  for (int i = 0; i < 200000; ++i)
    text += std::to_string(i) + "\n";
  auto items = nlohmann::json::parse(itemsOf(csv(), text));
  ASSERT_EQ(items.size(), 200000u);
  EXPECT_EQ(items.back()["number"], "199999");
}

// ---- JSON ----

TEST(JsonItems, AreThoseOfAnArray) {
  EXPECT_EQ(itemsOf(json(), " [1, {\"a\": 1.5}, \"x\"] "), R"([1,{"a":1.5},"x"])");
  EXPECT_EQ(itemsOf(json(), "[]"), "[]");
  EXPECT_EQ(itemsOf(json(), "[1, 2, 3]", 2), "[1,2]");
}

TEST(JsonItems, OthersAreNotIterable) {
  for (const char *text : {R"({"a": 1})", "7", "null", R"("text")"})
    EXPECT_EQ(itemsOf(json(), text), "failed: Attempting to map over non-iterable node.") << text;
}

TEST(JsonItems, APointerLeadsToThem) {
  constexpr const char *text = R"({"data": [{"rows": [1, 2]}], "a/b": {"x": 1, "y": 2}, "n": 1})";
  EXPECT_EQ(itemsOf(json({"data", "0", "rows"}), text), "[1,2]");
  EXPECT_EQ(itemsOf(json({"a/b"}), text), R"({"x":1,"y":2})");
  EXPECT_EQ(itemsOf(json({"a/b"}), text, 1), R"({"x":1})");
  EXPECT_EQ(itemsOf(json({"n"}), text), "failed: Attempting to map over non-iterable node.");
  for (const char *index : {"1", "00", "-", "x", ""})
    EXPECT_EQ(itemsOf(json({"data", index}), text), "failed: The ItemsPointer `/data/" +
                                                        std::string(index) +
                                                        "` leads nowhere in the JSON file.");
}

TEST(JsonItems, MustBeJson) {
  for (const char *text : {"", "[1", "[1] 2", "\xFF", "{\"a\": 1,}"})
    EXPECT_TRUE(itemsOf(json(), text).starts_with("failed: The JSON file is not valid JSON: "))
        << text;
}

// ---- JSON Lines ----

TEST(JsonLines, AreItems) {
  ItemForm form;
  form.format = ASL_ITEMS_JSONL;
  EXPECT_EQ(itemsOf(form, "{\"a\": 1}\r\n\n 2 \n\"x\""), R"([{"a":1},2,"x"])");
  EXPECT_EQ(itemsOf(form, ""), "[]");
  EXPECT_EQ(itemsOf(form, "1\n2\nno", 2), "[1,2]");
  EXPECT_TRUE(itemsOf(form, "1\n\n{\"a\"\n").starts_with("failed: Line 3 is not valid JSON: "));
}

// ---- Objects ----

class ReadItems : public testing::Test {
protected:
  std::string read() {
    Expected<std::string> items = readItems(store_, request_);
    return items ? *items : "failed: " + items.error();
  }
  Stored store_;
  ItemRequest request_;
};

TEST_F(ReadItems, OfOneObject) {
  store_.objects["b/k.json"] = R"([1, 2])";
  request_.bucket = "b";
  request_.key = "k.json";
  EXPECT_EQ(read(), "[1,2]");
  request_.key = "other";
  EXPECT_EQ(read(), "failed: no b/other");
}

TEST_F(ReadItems, OfACompressedObject) {
  store_.objects["b/k.csv.gz"] = std::string(
      "\x1F\x8B\x08\x00\x00\x00\x00\x00\x02\x03\x4B\xD4\x49\xE2\x32\xD4\x31\xE2\x02\x00\x7B\x07"
      "\x97\x0A\x08\x00\x00\x00",
      28);
  request_.form = csv();
  request_.bucket = "b";
  request_.key = "k.csv.gz";
  EXPECT_EQ(read(), R"([{"a":"1","b":"2"}])");
  store_.objects["b/k.csv.gz"] = "a,b\n";
  EXPECT_EQ(read(), "failed: The object k.csv.gz cannot be decompressed: it does not begin as a "
                    "file of gzip does");
  store_.objects["b/k.csv.zst"] =
      std::string("\x28\xB5\x2F\xFD\x20\x08\x41\x00\x00\x61\x2C\x62\x0A\x31\x2C\x32\x0A", 17);
  request_.key = "k.csv.zst";
  EXPECT_EQ(read(), R"([{"a":"1","b":"2"}])");
  store_.objects["b/k.csv.zst"] = "";
  EXPECT_EQ(read(), "failed: The object k.csv.zst cannot be decompressed: it is incomplete");
}

TEST_F(ReadItems, OfAListing) {
  store_.objects = {{"b/p/1", "x"}, {"b/p/2", "yy"}, {"b/p/d/3", ""}, {"b/q", ""}};
  request_.form.source = ASL_ITEMS_LISTING;
  request_.bucket = "b";
  request_.prefix = "p/";
  auto keys = [&] {
    std::vector<std::string> found;
    for (const auto &item : nlohmann::json::parse(read()))
      found.push_back(item["Key"]);
    return found;
  };
  EXPECT_EQ(keys(), (std::vector<std::string>{"p/1", "p/2", "p/d/3"}));
  request_.startAfter = "p/1";
  request_.delimiter = "/";
  EXPECT_EQ(read(), R"([{"Etag":"\"tag\"","LastModified":1700000000,"Key":"p/2","Size":2,)"
                    R"("StorageClass":"STANDARD"}])");
  request_.startAfter.clear();
  request_.mostItems = 1;
  EXPECT_EQ(keys(), std::vector<std::string>{"p/1"});
  request_.prefix = "none";
  EXPECT_EQ(read(), "[]");
}

TEST_F(ReadItems, OfAllListedObjects) {
  store_.objects = {{"b/1.json", "[1,2]"}, {"b/2.json", "[3]"}};
  request_.form.source = ASL_ITEMS_LISTED;
  request_.bucket = "b";
  EXPECT_EQ(read(), "[1,2,3]");
  request_.mostItems = 2;
  store_.objects["b/2.json"] = "not read";
  EXPECT_EQ(read(), "[1,2]");
  request_.mostItems = 0;
  EXPECT_TRUE(read().starts_with("failed: The JSON file is not valid JSON"));
}

TEST_F(ReadItems, OfAnInventory) {
  request_.form.source = ASL_ITEMS_INVENTORY;
  request_.bucket = "b";
  request_.key = "manifest.json";
  auto manifest = [&](const char *format, const char *schema, const char *files) {
    store_.objects["b/manifest.json"] =
        std::string(R"({"destinationBucket": "arn:aws:s3:::inv",)") + R"("fileFormat": ")" +
        format + R"(", "fileSchema": ")" + schema + R"(", "files": )" + files + "}";
  };
  manifest("CSV", "Bucket, Key", R"([{"key": "1.csv"}, {"key": "2.csv"}])");
  store_.objects["inv/1.csv"] = "\"src\",\"a%20b\"\n";
  store_.objects["inv/2.csv"] = "\"src\",\"c\"\n";
  EXPECT_EQ(read(), R"([{"Bucket":"src","Key":"a%20b"},{"Bucket":"src","Key":"c"}])");
  manifest("ORC", "Bucket, Key", "[]");
  EXPECT_EQ(read(),
            "failed: The manifest is of an inventory in the format `ORC`; only CSV is read.");
  manifest("CSV", "", "[]");
  EXPECT_EQ(read(), "failed: The manifest of an inventory has `files` and a `fileSchema`.");
  manifest("CSV", "Bucket", "[{}]");
  EXPECT_EQ(read(), "failed: A file of the manifest has no `key`.");
  manifest("CSV", "Bucket", R"([{"key": "3"}])");
  EXPECT_EQ(read(), "failed: no inv/3");
}

TEST_F(ReadItems, OfAnUnload) {
  request_.form = csv({"n"});
  request_.form.source = ASL_ITEMS_UNLOADED;
  request_.bucket = "b";
  request_.key = "manifest.csv";
  store_.objects = {
      {"b/manifest.csv", "s3://x/d/1\n\"s3://y/2\"\n"}, {"x/d/1", "1\n"}, {"y/2", "2"}};
  EXPECT_EQ(read(), R"([{"n":"1"},{"n":"2"}])");
  store_.objects["b/manifest.csv"] = "http://x/1\n";
  EXPECT_EQ(read(),
            "failed: The manifest names `http://x/1`, which is not the place of an object.");
}

} // namespace
} // namespace asl::objects
