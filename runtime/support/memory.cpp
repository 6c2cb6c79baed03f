// glibc's knobs, where there is glibc.
#include "runtime/support/memory.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace asl {

void giveBackLargeMemory() {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
}

void keepFreedMemory() {
  giveBackLargeMemory();
#ifdef __GLIBC__
  mallopt(M_TOP_PAD, 64 << 20);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
}

} // namespace asl
