// The items of a distributed Map, from the objects that its ItemReader names.
#pragma once

#include "asl/abi/abi.h"
#include "runtime/objects/object_store.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace asl::objects {

/// The form of items according to an ItemReader: a copy of an asl_reader_info, which may outlive
/// the module.
struct ItemForm {
  ItemForm() = default;
  explicit ItemForm(const asl_reader_info &info);

  asl_item_source source = ASL_ITEMS_OBJECT;
  asl_item_format format = ASL_ITEMS_JSON;
  char delimiter = ',';
  bool hasHeaders = false; ///< CSV: `headers` name the columns; else the first row does
  std::vector<std::string> headers;
  std::vector<std::string> pointer;
};

/// The objects to read.
struct ItemRequest {
  ItemForm form;
  std::string bucket, key;
  std::string prefix, startAfter,
      delimiter;          ///< of a listing; `delimiter`: keys with it are left out
  uint64_t mostItems = 0; ///< 0: all
};

/// The items as the JSON text of an array, or of an object where ItemsPointer leads to one. A
/// failure is the cause of States.ItemReaderFailed. Blocks.
Expected<std::string> readItems(ObjectStore &store, const ItemRequest &request);

/// The items in the bytes of one object, likewise. A listing has none: its bytes are an array of
/// what it would say.
Expected<std::string> itemsIn(const ItemForm &form, std::string_view bytes, uint64_t mostItems);

} // namespace asl::objects
