// What a thread sanitizer cannot see by itself. Swift's Mutex takes and lets go of a lock in inlined code,
// which it watches, and waits for one in the library, which it does not: after every wait it would report
// a race. Here the two functions that wait stand before the library's, and say what they have done.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

void __tsan_acquire(void *address);
void __tsan_release(void *address);

// Swift passes the lock itself in the register of the context.
#define SWIFT __attribute__((swiftcall))
#define CONTEXT __attribute__((swift_context))
#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

typedef SWIFT void (*lock_function)(uint32_t thread, CONTEXT void *handle);
typedef SWIFT void (*unlock_function)(CONTEXT void *handle);

SWIFT void latchkey_lock_slow(uint32_t thread, CONTEXT void *handle) __asm__(LOCK_SLOW);
SWIFT void latchkey_unlock_slow(CONTEXT void *handle) __asm__(UNLOCK_SLOW);

SWIFT void latchkey_lock_slow(uint32_t thread, CONTEXT void *handle) {
  lock_function library = (lock_function)dlsym(RTLD_NEXT, LOCK_SLOW);
  library(thread, handle);
  __tsan_acquire(handle);
}

SWIFT void latchkey_unlock_slow(CONTEXT void *handle) {
  unlock_function library = (unlock_function)dlsym(RTLD_NEXT, UNLOCK_SLOW);
  __tsan_release(handle);
  library(handle);
}

#endif
#endif

// A file has to hold something.
typedef int latchkey_sanitizer;
