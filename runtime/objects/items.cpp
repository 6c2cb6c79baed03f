// Which objects are read, and how each format becomes items.
#include "runtime/objects/items.h"

#include "runtime/objects/csv.h"
#include "runtime/objects/gzip.h"
#include "runtime/objects/zstd.h"
#include "runtime/support/number_text.h"
#include "runtime/support/utf8.h"
#include "runtime/value/json.h"

#include <algorithm>
#include <set>

namespace asl::objects {

namespace {

constexpr size_t kMostBytes = size_t(10) << 30;

/// The cause that AWS gives where items are neither an array nor, where that is allowed, an object.
Failure notIterable() { return {"Attempting to map over non-iterable node."}; }

/// JSON text of an array that grows up to a number of items.
class ItemList {
public:
  explicit ItemList(uint64_t most) : most_(most) {}
  bool isFull() const { return most_ != 0 && count_ == most_; }
  /// The text to append an item to.
  std::string &next() {
    json_ += count_++ == 0 ? '[' : ',';
    return json_;
  }
  std::string finish() && {
    json_ += count_ == 0 ? "[]" : "]";
    return std::move(json_);
  }

private:
  uint64_t most_, count_ = 0;
  std::string json_;
};

// ---- CSV ----

Expected<void> checkHeaders(const std::vector<std::string> &headers) {
  std::set<std::string_view> seen(headers.begin(), headers.end());
  if (seen.size() != headers.size())
    return Failure{"CSV headers cannot contain duplicates."};
  return {};
}

/// Adds an object for each row. Rows that are too short are filled with empty strings, what they
/// have too much is left out.
Expected<void> addRows(CsvReader &rows, const std::vector<std::string> &headers, ItemList &items) {
  if (Expected<void> checked = checkHeaders(headers); !checked)
    return checked;
  std::vector<std::string> row;
  while (!items.isFull()) {
    Expected<bool> read = rows.next(row);
    if (!read)
      return Failure{"The CSV file cannot be read: " + read.error()};
    if (!*read)
      break;
    row.resize(headers.size());
    std::string &out = items.next();
    for (size_t i = 0; i < headers.size(); ++i) {
      out += i == 0 ? '{' : ',';
      json::appendQuoted(out, headers[i]);
      out += ':';
      json::appendQuoted(out, row[i]);
    }
    out += headers.empty() ? "{}" : "}";
  }
  return {};
}

Expected<void> addCsv(const ItemForm &form, std::string_view text, ItemList &items) {
  constexpr size_t mostHeaderBytes = size_t(10) << 10;
  CsvReader rows(text, form.delimiter);
  if (form.hasHeaders)
    return addRows(rows, form.headers, items);
  std::vector<std::string> headers;
  Expected<bool> read = rows.next(headers);
  if (!read)
    return Failure{"The CSV file cannot be read: " + read.error()};
  size_t bytes = headers.size();
  for (const std::string &header : headers)
    bytes += header.size();
  if (bytes > mostHeaderBytes)
    return Failure{"The CSV headers are longer than 10 KiB."};
  return addRows(rows, headers, items);
}

// ---- JSON ----

Expected<Value> readJson(Heap &heap, std::string_view text, const std::string &what) {
  json::ReadError problem;
  Value value = json::read(heap, text, &problem);
  if (isUndefined(value))
    return Failure{what + " is " + problem.what("not valid JSON") + " at byte " +
                   std::to_string(problem.offset)};
  return value;
}

/// Where a pointer leads; undefined where it leads nowhere.
Value follow(Value value, const std::vector<std::string> &pointer) {
  for (const std::string &step : pointer) {
    if (isArray(value)) {
      bool isIndex = step.size() == 1 || !step.starts_with('0');
      std::optional<uint32_t> index = isIndex ? parseNumber<uint32_t>(step) : std::nullopt;
      value = index && *index < value.array->count ? value.array->items[*index] : undefined();
    } else {
      value = isObject(value) ? memberByText(value, step) : undefined();
    }
    if (isUndefined(value))
      break;
  }
  return value;
}

std::string pointerText(const std::vector<std::string> &pointer) {
  std::string text;
  for (const std::string &step : pointer)
    text += "/" + step;
  return text;
}

/// The array or object in a JSON document that has the items.
Expected<Value> findItems(const ItemForm &form, Heap &heap, std::string_view text) {
  Expected<Value> document = readJson(heap, text, "The JSON file");
  if (!document)
    return document;
  Value value = follow(*document, form.pointer);
  if (isUndefined(value))
    return Failure{"The ItemsPointer `" + pointerText(form.pointer) +
                   "` leads nowhere in the JSON file."};
  // The service iterates over an object only where a pointer leads to it.
  if (!isArray(value) && !(isObject(value) && !form.pointer.empty()))
    return notIterable();
  return value;
}

Expected<void> addJson(const ItemForm &form, std::string_view text, ItemList &items) {
  Heap heap(nullptr, 1);
  Expected<Value> found = findItems(form, heap, text);
  if (!found)
    return found.failure();
  if (!isArray(*found))
    return notIterable();
  for (uint32_t i = 0; i < found->array->count && !items.isFull(); ++i)
    json::append(items.next(), found->array->items[i]);
  return {};
}

Expected<void> addLines(std::string_view text, ItemList &items) {
  Heap heap(nullptr, 1);
  size_t number = 0;
  while (!text.empty() && !items.isFull()) {
    size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos)
      continue;
    Expected<Value> value = readJson(heap, line, "Line " + std::to_string(number));
    if (!value)
      return value.failure();
    json::append(items.next(), *value);
    heap.reset(nullptr, 1);
  }
  return {};
}

// ---- One object ----

Expected<void> addItems(const ItemForm &form, std::string_view bytes, ItemList &items) {
  if (form.format == ASL_ITEMS_JSON)
    return addJson(form, bytes, items);
  std::string valid;
  if (!utf8::isValid(bytes))
    bytes = valid = utf8::replaceInvalid(bytes);
  return form.format == ASL_ITEMS_CSV ? addCsv(form, bytes, items) : addLines(bytes, items);
}

/// A JSON document may be an object: its members are the items then.
Expected<std::string> objectItems(const ItemForm &form, std::string_view text, uint64_t most) {
  Heap heap(nullptr, 1);
  Expected<Value> found = findItems(form, heap, text);
  if (!found)
    return found.failure();
  if (isObject(*found)) {
    size_t count =
        most == 0 ? found->object->count : std::min<uint64_t>(most, found->object->count);
    return json::write(heap.object({found->object->keys, count}, {found->object->values, count}));
  }
  ItemList items(most);
  for (uint32_t i = 0; i < found->array->count && !items.isFull(); ++i)
    json::append(items.next(), found->array->items[i]);
  return std::move(items).finish();
}

// ---- Several objects ----

class Reading {
public:
  Reading(ObjectStore &store, const ItemRequest &request)
      : store_(store), request_(request), items_(request.mostItems) {}

  Expected<std::string> read() {
    Expected<void> done = add();
    if (!done)
      return done.failure();
    return std::move(items_).finish();
  }

  Expected<std::string> bytesOf(const std::string &bucket, const std::string &key) {
    Expected<std::string> bytes = store_.get(bucket, key);
    if (!bytes)
      return bytes;
    bool isZstd = key.ends_with(".zst");
    if (!isZstd && !key.ends_with(".gz"))
      return bytes;
    Expected<std::string> text = isZstd ? unzstd(*bytes, kMostBytes) : gunzip(*bytes, kMostBytes);
    return text ? std::move(text)
                : Failure{"The object " + key + " cannot be decompressed: " + text.error()};
  }

private:
  Expected<void> add() {
    switch (request_.form.source) {
    case ASL_ITEMS_OBJECT:
      return addObject(request_.bucket, request_.key);
    case ASL_ITEMS_LISTING:
    case ASL_ITEMS_LISTED:
      return addListing();
    case ASL_ITEMS_INVENTORY:
      return addInventory();
    case ASL_ITEMS_UNLOADED:
      return addUnloaded();
    }
    return {};
  }

  Expected<void> addObject(const std::string &bucket, const std::string &key) {
    Expected<std::string> bytes = bytesOf(bucket, key);
    if (!bytes)
      return bytes.failure();
    return addItems(request_.form, *bytes, items_);
  }

  bool isListed(const std::string &key) const {
    if (!request_.startAfter.empty() && key <= request_.startAfter)
      return false;
    return request_.delimiter.empty() ||
           key.find(request_.delimiter, request_.prefix.size()) == std::string::npos;
  }

  Expected<void> addListing() {
    Expected<std::vector<ObjectInfo>> list = store_.list(request_.bucket, request_.prefix);
    if (!list)
      return list.failure();
    for (const ObjectInfo &object : *list) {
      if (items_.isFull())
        break;
      if (!isListed(object.key))
        continue;
      if (request_.form.source == ASL_ITEMS_LISTING)
        addInfo(object);
      else if (Expected<void> added = addObject(request_.bucket, object.key); !added)
        return added;
    }
    return {};
  }

  void addInfo(const ObjectInfo &object) {
    std::string &out = items_.next();
    out += R"({"Etag":)";
    json::appendQuoted(out, object.etag);
    out += R"(,"LastModified":)" + std::to_string(object.modified) + R"(,"Key":)";
    json::appendQuoted(out, object.key);
    out += R"(,"Size":)" + std::to_string(object.bytes) + R"(,"StorageClass":"STANDARD"})";
  }

  /// The files of an S3 inventory, whose manifest names their columns.
  Expected<void> addInventory() {
    Expected<std::string> text = bytesOf(request_.bucket, request_.key);
    if (!text)
      return text.failure();
    Heap heap(nullptr, 1);
    Expected<Value> manifest = readJson(heap, *text, "The manifest");
    if (!manifest)
      return manifest.failure();
    auto member = [&](const char *name) {
      Value value = isObject(*manifest) ? memberByText(*manifest, name) : undefined();
      return isString(value) ? std::string(asl::text(value)) : std::string();
    };
    if (std::string format = member("fileFormat"); format != "CSV")
      return Failure{"The manifest is of an inventory in the format `" + format +
                     "`; only CSV is read."};
    std::string bucket = member("destinationBucket"); // its ARN
    bucket.erase(0, bucket.rfind(':') + 1);
    ItemForm form;
    form.format = ASL_ITEMS_CSV;
    form.hasHeaders = true;
    form.headers = columnsOf(member("fileSchema"));
    Value files = isObject(*manifest) ? memberByText(*manifest, "files") : undefined();
    if (!isArray(files) || form.headers.empty())
      return Failure{"The manifest of an inventory has `files` and a `fileSchema`."};
    for (uint32_t i = 0; i < files.array->count && !items_.isFull(); ++i) {
      Value file = files.array->items[i];
      Value key = isObject(file) ? memberByText(file, "key") : undefined();
      if (!isString(key))
        return Failure{"A file of the manifest has no `key`."};
      Expected<std::string> rows = bytesOf(bucket, std::string(asl::text(key)));
      if (!rows)
        return rows.failure();
      if (Expected<void> added = addItems(form, *rows, items_); !added)
        return added;
    }
    return {};
  }

  static std::vector<std::string> columnsOf(std::string_view schema) {
    std::vector<std::string> columns;
    while (!schema.empty()) {
      size_t end = std::min(schema.find(','), schema.size());
      std::string_view column = schema.substr(0, end);
      schema.remove_prefix(std::min(end + 1, schema.size()));
      column.remove_prefix(std::min(column.find_first_not_of(' '), column.size()));
      columns.emplace_back(column.substr(0, column.find_last_not_of(' ') + 1));
    }
    return columns;
  }

  /// The objects that a manifest of Athena's UNLOAD names, one in each row.
  Expected<void> addUnloaded() {
    Expected<std::string> text = bytesOf(request_.bucket, request_.key);
    if (!text)
      return text.failure();
    std::string valid = utf8::replaceInvalid(*text);
    CsvReader rows(valid, ',');
    std::vector<std::string> row;
    while (!items_.isFull()) {
      Expected<bool> read = rows.next(row);
      if (!read)
        return Failure{"The manifest cannot be read: " + read.error()};
      if (!*read)
        break;
      std::string_view place = row.front();
      constexpr std::string_view scheme = "s3://";
      size_t slash = place.find('/', scheme.size());
      if (!place.starts_with(scheme) || slash == std::string_view::npos)
        return Failure{"The manifest names `" + std::string(place) +
                       "`, which is not the place of an object."};
      Expected<void> added =
          addObject(std::string(place.substr(scheme.size(), slash - scheme.size())),
                    std::string(place.substr(slash + 1)));
      if (!added)
        return added;
    }
    return {};
  }

  ObjectStore &store_;
  const ItemRequest &request_;
  ItemList items_;
};

std::vector<std::string> texts(const asl_string *const *list, uint32_t count) {
  std::vector<std::string> result;
  for (uint32_t i = 0; i < count; ++i)
    result.emplace_back(text(list[i]));
  return result;
}

} // namespace

ItemForm::ItemForm(const asl_reader_info &info)
    : source(static_cast<asl_item_source>(info.source)),
      format(static_cast<asl_item_format>(info.format)),
      delimiter(static_cast<char>(info.delimiter)), hasHeaders(info.headers_given != 0),
      headers(texts(info.headers, info.header_count)),
      pointer(texts(info.pointer, info.pointer_count)) {}

Expected<std::string> readItems(ObjectStore &store, const ItemRequest &request) {
  Reading reading(store, request);
  if (request.form.source != ASL_ITEMS_OBJECT || request.form.format != ASL_ITEMS_JSON)
    return reading.read();
  Expected<std::string> bytes = reading.bytesOf(request.bucket, request.key);
  return bytes ? objectItems(request.form, *bytes, request.mostItems) : bytes.failure();
}

Expected<std::string> itemsIn(const ItemForm &form, std::string_view bytes, uint64_t mostItems) {
  if (form.format == ASL_ITEMS_JSON || form.source == ASL_ITEMS_LISTING)
    return objectItems(form, bytes, mostItems);
  ItemList items(mostItems);
  if (Expected<void> added = addItems(form, bytes, items); !added)
    return added.failure();
  return std::move(items).finish();
}

} // namespace asl::objects
