// Results are lists of JSON texts.
#include "runtime/objects/results.h"

#include "runtime/support/json_text.h"
#include "runtime/value/json.h"

#include <array>

namespace asl::objects {

namespace {

/// The files for children of one kind.
class FileSeries {
public:
  FileSeries(ObjectStore &store, const ResultFiles &files, std::string_view name)
      : store_(store), files_(files), name_(name) {}

  Expected<void> add(std::string_view json) {
    if (!text_.empty() && text_.size() + json.size() + 2 > files_.mostFileBytes)
      if (Expected<void> written = write(); !written)
        return written;
    if (!files_.lines)
      text_ += text_.empty() ? '[' : ',';
    text_ += json;
    if (files_.lines)
      text_ += '\n';
    return {};
  }

  /// Writes what is left.
  Expected<void> finish() { return text_.empty() ? Expected<void>() : write(); }

  /// The member of the manifest's `ResultFiles`.
  void appendTo(std::string &manifest) const {
    json::appendQuoted(manifest, name_);
    manifest += ":[" + list_ + "]";
  }

private:
  Expected<void> write() {
    if (!files_.lines)
      text_ += ']';
    std::string key = files_.folder + "/" + std::string(name_) + "_" + std::to_string(count_) +
                      (files_.lines ? ".jsonl" : ".json");
    list_ += count_++ == 0 ? R"({"Key":)" : R"(,{"Key":)";
    json::appendQuoted(list_, key);
    list_ += R"(,"Size":)" + std::to_string(text_.size()) + "}";
    Expected<void> written = store_.put(files_.bucket, key, text_);
    text_.clear();
    return written;
  }

  ObjectStore &store_;
  const ResultFiles &files_;
  std::string_view name_;
  std::string text_, list_;
  unsigned count_ = 0;
};

/// Writes what the form says of a child.
Expected<void> addChild(const ResultFiles &files, const ChildResult &child, FileSeries &to) {
  if (child.kind != ChildResult::Kind::Succeeded || files.form == ASL_RESULTS_RECORDS)
    return to.add(child.record);
  if (files.form == ASL_RESULTS_OUTPUTS || !child.output.starts_with("["))
    return to.add(child.output);
  Heap heap(nullptr, 1);
  Value output = json::read(heap, child.output);
  Expected<void> added;
  for (uint32_t i = 0; isArray(output) && i < output.array->count && added; ++i)
    added = to.add(json::write(output.array->items[i]));
  return added;
}

} // namespace

Expected<std::string> writeResults(ObjectStore &store, const ResultFiles &files) {
  // In the order of ChildResult::Kind; the manifest has them in that of the alphabet.
  std::array<FileSeries, 3> series{FileSeries(store, files, "SUCCEEDED"),
                                   FileSeries(store, files, "FAILED"),
                                   FileSeries(store, files, "PENDING")};
  for (const ChildResult &child : files.children)
    if (Expected<void> added = addChild(files, child, series[static_cast<size_t>(child.kind)]);
        !added)
      return added.failure();
  for (FileSeries &each : series)
    if (Expected<void> written = each.finish(); !written)
      return written.failure();
  std::string manifest = R"({"DestinationBucket":)";
  json::appendQuoted(manifest, files.bucket);
  manifest += R"(,"MapRunArn":)";
  json::appendQuoted(manifest, files.mapRunArn);
  manifest += R"(,"ResultFiles":{)";
  for (size_t i : {1, 2, 0}) {
    series[i].appendTo(manifest);
    manifest += i == 0 ? "}}" : ",";
  }
  std::string key = files.folder + "/manifest.json";
  Expected<void> written = store.put(files.bucket, key, manifest);
  return written ? Expected<std::string>(std::move(key)) : written.failure();
}

} // namespace asl::objects
