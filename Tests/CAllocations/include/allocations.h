// Counts what this process takes from the heap. For tests only: it stands in for malloc.
#ifndef LATCHKEY_ALLOCATIONS_H
#define LATCHKEY_ALLOCATIONS_H

#include <stdint.h>

// Blocks taken since the process began, on all threads.
uint64_t latchkey_allocations(void);

// Bytes of the heap that are in use now.
uint64_t latchkey_heap_bytes(void);

#endif
