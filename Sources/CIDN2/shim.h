// libidn2: international domain names (IDNA2008).
#ifndef LATCHKEY_CIDN2_SHIM_H
#define LATCHKEY_CIDN2_SHIM_H

#include <idn2.h>

#endif
