// Any bytes as JSON, with and without comments: positions are valid, and the value can be written
// as JSON.
#include "compiler/diag/faults.h"
#include "compiler/report/findings/findings.h"
#include "reading.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string text(reinterpret_cast<const char *>(data), size);
  aslc::fuzz::checkReading(text, aslc::source::Notation::Json);
  aslc::fuzz::checkReading(text, aslc::source::Notation::JsonWithComments);
  return 0;
}
