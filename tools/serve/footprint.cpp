// Segments of the program that nobody can have changed.
#include "tools/serve/footprint.h"

#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>

namespace aslc::serve {
namespace {

/// Called with the program first, and then with its libraries.
int releaseProgram(dl_phdr_info *object, size_t, void *) {
  const auto page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const ElfW(Phdr) &segment = object->dlpi_phdr[i];
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W) != 0)
      continue;
    uintptr_t begin = (object->dlpi_addr + segment.p_vaddr) / page * page;
    uintptr_t end = object->dlpi_addr + segment.p_vaddr + segment.p_memsz;
    (void)madvise(reinterpret_cast<void *>(begin), end - begin, MADV_DONTNEED);
  }
  return 1;
}

} // namespace

void releaseStartPages() { dl_iterate_phdr(releaseProgram, nullptr); }

} // namespace aslc::serve
