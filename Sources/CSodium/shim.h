// libsodium, and the Linux calls that keep its secrets in this process.
#ifndef LATCHKEY_CSODIUM_SHIM_H
#define LATCHKEY_CSODIUM_SHIM_H

#include <sodium.h>
#include <sys/prctl.h>

// prctl takes a variable number of arguments, which Swift does not call.
static inline int latchkey_set_dumpable(int dumpable) {
  return prctl(PR_SET_DUMPABLE, (unsigned long)dumpable, 0UL, 0UL, 0UL);
}

static inline int latchkey_get_dumpable(void) {
  return prctl(PR_GET_DUMPABLE, 0UL, 0UL, 0UL, 0UL);
}

// BLAKE2b keyed with 32 bytes, over two parts, into 32 bytes. In C, since the state's alignment keeps
// it out of Swift. None of the three fails but for lengths out of range. The state holds the key.
static inline void latchkey_keyed_digest(
    unsigned char *out, const unsigned char *key, const unsigned char *first,
    unsigned long long first_length, const unsigned char *second,
    unsigned long long second_length) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, key, 32, 32);
  crypto_generichash_update(&state, first, first_length);
  crypto_generichash_update(&state, second, second_length);
  crypto_generichash_final(&state, out, 32);
  sodium_memzero(&state, sizeof state);
}

#endif
