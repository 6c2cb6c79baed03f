// Items in the bytes of an object: in each format, and compressed. Whatever the bytes are, what is
// read is JSON, and at most as many items as were asked for.
#include "runtime/objects/gzip.h"
#include "runtime/objects/items.h"
#include "runtime/value/json.h"

#include <cstdlib>

using namespace asl;
using namespace asl::objects;

namespace {

void check(const ItemForm &form, std::string_view bytes, uint64_t most) {
  Expected<std::string> items = itemsIn(form, bytes, most);
  if (!items)
    return;
  Heap heap(nullptr, 1);
  json::ReadError problem;
  Value value = json::read(heap, *items, &problem);
  bool isList = isArray(value) || isObject(value);
  uint32_t count = isArray(value) ? value.array->count : isObject(value) ? value.object->count : 0;
  // An item may be as deep as a value can be; the list of them is deeper.
  if ((!isList && !problem.tooDeep) || (most != 0 && count > most))
    std::abort();
}

} // namespace

/// The first byte says what the others are.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0)
    return 0;
  std::string_view bytes(reinterpret_cast<const char *>(data) + 1, size - 1);
  if (data[0] & 8)
    (void)gunzip(bytes, size_t(1) << 20);
  ItemForm form;
  form.format = static_cast<asl_item_format>(data[0] % 3);
  form.delimiter = ",|; \t"[data[0] % 5];
  if (data[0] & 16)
    form.headers = {"a", "b"}, form.hasHeaders = true;
  if (data[0] & 32)
    form.pointer = {"a", "0"};
  check(form, bytes, (data[0] & 64) ? 2 : 0);
  return 0;
}
