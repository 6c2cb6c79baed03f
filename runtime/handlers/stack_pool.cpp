// Slabs of stacks, with a guard page below each stack.
#include "runtime/handlers/stack_pool.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <sys/mman.h>
#include <unistd.h>

namespace asl::handlers {
namespace {

constexpr size_t kSlabBytes = size_t(32) << 20;
constexpr size_t kMostPerSlab = 64;
/// Maximum number of free stacks that keep their memory.
constexpr size_t kWarm = 256;
/// Maximum number of guards that cost mappings: they use half of the default limit of a process.
constexpr size_t kMostMappedGuards = 16000;

/// Total of all pools of the process.
std::atomic<size_t> mappedGuards{0};

/// Linux's MADV_GUARD_INSTALL; most systems' headers do not define it yet.
constexpr int kGuardInstall = 102;

size_t pageSize() {
  static const auto size = static_cast<size_t>(::sysconf(_SC_PAGESIZE));
  return size;
}

} // namespace

void checkOverflow(const Stack &stack) {
  if (stack.guarded)
    return;
  // Reading a page that was never written takes no memory.
  const auto *words = reinterpret_cast<const uint64_t *>(stack.bottom - pageSize());
  if (std::all_of(words, words + pageSize() / sizeof(uint64_t), [](uint64_t w) { return w == 0; }))
    return;
  std::fprintf(stderr,
               "asl: a handler has overflowed its stack of %zu bytes: increase "
               "HandlerOptions::stackBytes\n",
               stack.bytes);
  std::abort();
}

StackPool::StackPool(size_t bytes, Guards guards)
    : page_(pageSize()), stackBytes_((bytes + page_ - 1) / page_ * page_),
      perSlab_(std::clamp<size_t>(kSlabBytes / (stackBytes_ + page_), 1, kMostPerSlab)),
      guards_(guards) {
  if (!addSlab())
    throw std::bad_alloc();
}

StackPool::~StackPool() {
  for (const Slab &slab : slabs_)
    ::munmap(slab.begin, perSlab_ * (stackBytes_ + page_));
  mappedGuards -= mappedGuards_;
}

bool StackPool::addSlab() {
  size_t bytes = perSlab_ * (stackBytes_ + page_);
  void *memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (memory == MAP_FAILED)
    return false;
  // With huge pages each stack would take all of its memory at the first access.
  ::madvise(memory, bytes, MADV_NOHUGEPAGE);
  slabs_.push_back({static_cast<char *>(memory), 0});
  return true;
}

bool StackPool::guard(char *page) {
  if (guards_ == Guards::All && ::madvise(page, page_, kGuardInstall) == 0)
    return true;
  if (guards_ == Guards::None)
    return false;
  if (mappedGuards.fetch_add(1) < kMostMappedGuards && ::mprotect(page, page_, PROT_NONE) == 0) {
    ++mappedGuards_;
    return true;
  }
  --mappedGuards;
  return false;
}

Stack StackPool::carve(Slab &slab) {
  char *page = slab.begin + slab.carved++ * (stackBytes_ + page_);
  return {page + page_, stackBytes_, guard(page)};
}

std::optional<Stack> StackPool::take() {
  for (std::vector<Stack> *spare : {&warm_, &cold_}) {
    if (spare->empty())
      continue;
    Stack stack = spare->back();
    spare->pop_back();
    return stack;
  }
  if (slabs_.back().carved == perSlab_ && !addSlab())
    return std::nullopt;
  return carve(slabs_.back());
}

void StackPool::giveBack(Stack stack) {
  if (warm_.size() < kWarm)
    return warm_.push_back(stack);
  ::madvise(stack.bottom, stack.bytes, MADV_DONTNEED);
  cold_.push_back(stack);
}

} // namespace asl::handlers
