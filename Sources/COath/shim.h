// liboath: codes of devices (RFC 4226, RFC 6238).
#ifndef LATCHKEY_COATH_SHIM_H
#define LATCHKEY_COATH_SHIM_H

#include <liboath/oath.h>

static inline int latchkey_oath_start(void) { return oath_init() == OATH_OK; }

// The code of a counter: HMAC-SHA-1 and dynamic truncation. `out` has room for the digits and a zero.
// In C, since the sign of the truncation is a macro that Swift does not take. Returns 1, or 0 for
// numbers of digits other than 6 to 8.
static inline int latchkey_oath_code(
    const char *secret, size_t secret_length, uint64_t counter, unsigned digits, char *out) {
  return oath_hotp_generate(
             secret, secret_length, counter, digits, false, OATH_HOTP_DYNAMIC_TRUNCATION, out)
      == OATH_OK;
}

#endif
