// The names of the C library are defined here once more; the linker prefers the program's own. What
// they do is left to the library, under the names that it keeps for that.
#include "allocations.h"

#include <malloc.h>
#include <stdatomic.h>
#include <stddef.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static atomic_uint_fast64_t taken;

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define LATCHKEY_COUNTS_NOTHING
#endif
#endif

// A sanitizer has an allocator of its own under these names: without it the program does not even begin.
#ifndef LATCHKEY_COUNTS_NOTHING
void *malloc(size_t size) {
  atomic_fetch_add_explicit(&taken, 1, memory_order_relaxed);
  return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
  atomic_fetch_add_explicit(&taken, 1, memory_order_relaxed);
  return __libc_calloc(count, size);
}

void *realloc(void *block, size_t size) {
  atomic_fetch_add_explicit(&taken, 1, memory_order_relaxed);
  return __libc_realloc(block, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  atomic_fetch_add_explicit(&taken, 1, memory_order_relaxed);
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size) {
  atomic_fetch_add_explicit(&taken, 1, memory_order_relaxed);
  *block = __libc_memalign(alignment, size);
  return *block == NULL ? 12 : 0;
}

#endif

uint64_t latchkey_allocations(void) {
  return atomic_load_explicit(&taken, memory_order_relaxed);
}

uint64_t latchkey_heap_bytes(void) {
  struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}
