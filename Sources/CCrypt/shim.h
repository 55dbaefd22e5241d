// The system's crypt(3), for password hashes that other systems made.
#ifndef LATCHKEY_CCRYPT_SHIM_H
#define LATCHKEY_CCRYPT_SHIM_H

#include <crypt.h>
#include <stdlib.h>
#include <string.h>

/// Bytes that `out` of latchkey_crypt must have room for.
enum { LATCHKEY_CRYPT_BYTES = CRYPT_OUTPUT_SIZE };

/// Hashes a phrase, at most 511 bytes and a zero, the way a stored hash says, and writes the hash with
/// its final zero. Nothing to free, nothing shared, nothing left in memory. In C, since crypt_data has
/// arrays that Swift does not take.
/// Returns 1, or 0 when the hash is in no form that the library knows or memory could not be had.
static inline int latchkey_crypt(const char *phrase, const char *setting, char *out) {
  struct crypt_data *data = calloc(1, sizeof *data);
  if (!data) return 0;
  const char *made = crypt_rn(phrase, setting, data, sizeof *data);
  int known = made != NULL && strlen(made) < LATCHKEY_CRYPT_BYTES;
  if (known) strcpy(out, made);
  explicit_bzero(data, sizeof *data);
  free(data);
  return known;
}

#endif
