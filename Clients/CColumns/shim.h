// How wide a character is at a terminal.
#ifndef LATCHKEY_CCOLUMNS_SHIM_H
#define LATCHKEY_CCOLUMNS_SHIM_H

#include <stddef.h>

// POSIX has it in wchar.h, behind a feature macro that Swift's Glibc module does not set.
int wcwidth(wchar_t character);

#endif
