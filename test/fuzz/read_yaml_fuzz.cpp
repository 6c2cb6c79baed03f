// Any bytes as YAML: positions are valid, and the value can be written as JSON.
#include "compiler/diag/faults.h"
#include "compiler/report/findings/findings.h"
#include "reading.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  aslc::fuzz::checkReading(std::string(reinterpret_cast<const char *>(data), size),
                           aslc::source::Notation::Yaml);
  return 0;
}
