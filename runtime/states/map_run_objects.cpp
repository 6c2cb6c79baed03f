// The objects of a map run: its items are read before its children start, and its results are
// written when they have ended, both on a thread of their own.
#include "runtime/exec/shard.h"
#include "runtime/history/details.h"
#include "runtime/objects/items.h"
#include "runtime/states/error.h"
#include "runtime/states/map_run.h"
#include "runtime/value/json.h"

#include <memory>
#include <utility>

namespace asl::states {

using namespace exec;

namespace {

/// Parameters of the call of S3 that a reader or a writer stands for.
class Parameters {
public:
  Parameters(Value given, const char *field) : given_(given), field_(field) {}

  /// The text of a parameter; empty where it is not given.
  std::string text(const char *name) {
    Value value = isObject(given_) ? memberByText(given_, name) : undefined();
    if (isString(value))
      return std::string(asl::text(value));
    if (!isUndefined(value) && problem_.empty())
      problem_ = "The parameter " + std::string(name) + " of the " + field_ +
                 " must be a string, but is " + json::write(value) + ".";
    return {};
  }
  /// The same of one that must be there.
  std::string needed(const char *name) {
    std::string value = text(name);
    if (value.empty() && problem_.empty())
      problem_ = "The " + std::string(field_) + " has no parameter " + name + ".";
    return value;
  }
  /// Why it cannot be called; empty when it can.
  const std::string &problem() const { return problem_; }

private:
  Value given_;
  const char *field_;
  std::string problem_;
};

std::string noStore(const std::string &bucket) {
  return "The bucket " + bucket +
         " cannot be reached: nothing stands for Amazon S3 here. The option `--s3 FOLDER` makes " +
         bucket + " the folder FOLDER/" + bucket + ".";
}

} // namespace

void MapRun::inBackground(std::function<Made()> work, void (MapRun::*take)(const Made &)) {
  Shard &shard = execution().shard;
  uint64_t number = number_;
  auto answer = [&shard, number, take](const Made &made) {
    auto *run = static_cast<MapRun *>(shard.suspension(number));
    if (run == nullptr)
      return;
    shard.backgroundEnded(number);
    (run->*take)(made);
    shard.touch(run->execution());
  };
  shard.inBackground(number, [&shard, loop = shard.loop, number, work = std::move(work), answer] {
    auto made = std::make_shared<Made>(work());
    // The shard is valid when the loop runs this, since both belong to one thread.
    loop->post([&shard, number, made, answer] {
      shard.restartWait();
      if (shard.answers && shard.answers->isExpected(number))
        shard.answers->add(number, [made, answer] { answer(*made); });
      else
        answer(*made);
    });
  });
}

void MapRun::raise(const char *error, const std::string &cause) {
  error_ = taskError(Heap::of(frame_.heap), error, cause);
}

// ---- Items ----

std::string MapRun::itemSource() const {
  if (!map().reader)
    return kStateData;
  Parameters parameters(readFrom_, "ItemReader");
  std::string source = "S3://" + parameters.text("Bucket");
  bool isListing =
      map().reader->source == ASL_ITEMS_LISTING || map().reader->source == ASL_ITEMS_LISTED;
  return isListing ? source : source + "/" + parameters.text("Key");
}

void MapRun::startReading() {
  phase_ = Phase::Reading;
  Parameters parameters(readFrom_, "ItemReader");
  objects::ItemRequest request;
  request.form = objects::ItemForm(*map().reader);
  request.bucket = parameters.needed("Bucket");
  bool isListing =
      request.form.source == ASL_ITEMS_LISTING || request.form.source == ASL_ITEMS_LISTED;
  if (isListing) {
    request.prefix = parameters.text("Prefix");
    request.startAfter = parameters.text("StartAfter");
    request.delimiter = parameters.text("Delimiter");
  } else {
    request.key = parameters.needed("Key");
  }
  request.mostItems = static_cast<uint64_t>(limits_.mostItems);
  objects::ObjectStore *store = execution().shard.options.objects;
  if (limits_.mostItems < 0)
    return takeItems(Failure{"field MaxItems must be positive"});
  if (!parameters.problem().empty())
    return takeItems(Failure{parameters.problem()});
  if (store == nullptr)
    return takeItems(Failure{noStore(request.bucket)});
  inBackground([store, request] { return objects::readItems(*store, request); },
               &MapRun::takeItems);
}

void MapRun::takeItems(const Made &json) {
  phase_ = Phase::Running;
  if (json) {
    json::ReadError problem;
    items_ = json::read(Heap::of(frame_.heap), *json, &problem);
    itemCount_ = itemCount(items_);
    isChanged_ = true;
    if (isUndefined(items_))
      raise("States.ItemReaderFailed", "The items cannot be read: " + problem.message);
  } else {
    raise("States.ItemReaderFailed", json.error());
  }
  startMore();
}

// ---- Results ----

/// False while they are being written. The children of a run that has failed are stopped first.
bool MapRun::writeResults() {
  stopChildren();
  if (phase_ != Phase::Writing && areResultsCommitted())
    startWriting();
  return isWritten_;
}

std::string MapRun::resultFolder(const std::string &prefix) const {
  std::string folder = prefix;
  if (!folder.empty() && !folder.ends_with('/'))
    folder += '/';
  folder += arn_.substr(arn_.rfind(':') + 1);
  return redrives_ == 0 ? folder : folder + "/Redrive-" + std::to_string(redrives_);
}

void MapRun::startWriting() {
  Parameters parameters(writeTo_, "ResultWriter");
  objects::ResultFiles files;
  files.bucket = parameters.needed("Bucket");
  files.folder = resultFolder(parameters.text("Prefix"));
  files.mapRunArn = arn_;
  files.form = static_cast<asl_result_form>(map().writer->form);
  files.lines = map().writer->lines != 0;
  objects::ObjectStore *store = execution().shard.options.objects;
  if (!parameters.problem().empty())
    return endWriting(Failure{parameters.problem()});
  if (store == nullptr)
    return endWriting(Failure{noStore(files.bucket)});
  Expected<std::vector<objects::ChildResult>> children = childResults();
  if (!children)
    return endWriting(children.failure());
  files.children = *std::move(children);
  phase_ = Phase::Writing;
  inBackground([store, files = std::make_shared<objects::ResultFiles>(
                           std::move(files))] { return objects::writeResults(*store, *files); },
               &MapRun::takeManifest);
}

void MapRun::takeManifest(const Made &key) {
  endWriting(key);
  execution().shard.enqueue(frame_);
}

/// Where the run has failed already, it fails with that error.
void MapRun::endWriting(const Made &key) {
  phase_ = Phase::Running;
  isWritten_ = true;
  if (key)
    manifest_ = *key;
  else if (!isDecided())
    raise("States.ResultWriterFailed", key.error());
}

Expected<std::vector<objects::ChildResult>> MapRun::childResults() {
  using Kind = objects::ChildResult::Kind;
  std::vector<objects::ChildResult> results;
  auto add = [&](bool succeeded, std::string record, std::string output) {
    results.push_back(
        {succeeded ? Kind::Succeeded : Kind::Failed, std::move(record), std::move(output)});
  };
  if (isKept()) {
    Expected<std::vector<journal::Execution>> children = storedChildren();
    if (!children)
      return children.failure();
    for (const journal::Execution &child : *children) {
      Expected<Ended> ended = storedChild(child);
      if (!ended)
        return ended.failure();
      add(ended->output.has_value(), childRecord(*ended), ended->output.value_or(std::string()));
    }
  }
  for (const auto &[item, record] : results_) {
    Value output = memberByText(record, "Output");
    add(isString(output), json::write(record),
        isString(output) ? std::string(text(output)) : std::string());
  }
  addPending(results);
  return results;
}

/// The inputs of the children that were not started, because the run has failed.
void MapRun::addPending(std::vector<objects::ChildResult> &results) {
  uint32_t next = nextItem_;
  while (nextItem_ < itemCount_) {
    ChildIdentity ignored;
    Value input = limits_.batched ? nextBatch(ignored) : nextInput(ignored);
    if (isError(input))
      break;
    if (!limits_.batched)
      ++nextItem_;
    history::Details record;
    record.text("Input", json::write(input))
        .json("InputDetails", R"({"Included":true})")
        .text("Status", "PENDING");
    results.push_back({objects::ChildResult::Kind::Pending, record.finish(), {}});
  }
  nextItem_ = next;
}

/// The result of a Map whose results were written.
Value MapRun::exportDetails() {
  Heap &heap = Heap::of(frame_.heap);
  auto pair = [&](const char *one, Value first, const char *other, Value second) {
    const asl_string *keys[] = {heap.key(one), heap.key(other)};
    Value values[] = {first, second};
    return heap.object(keys, values);
  };
  Value place = pair("Bucket", heap.string(Parameters(writeTo_, "ResultWriter").text("Bucket")),
                     "Key", heap.string(manifest_));
  return pair("MapRunArn", heap.string(arn_), "ResultWriterDetails", place);
}

} // namespace asl::states
