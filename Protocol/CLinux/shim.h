// Linux calls that Swift's Glibc module does not carry.
#ifndef LATCHKEY_CLINUX_SHIM_H
#define LATCHKEY_CLINUX_SHIM_H

// No _GNU_SOURCE here: it changes structures that the Glibc module has already fixed.
#include <pthread.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#ifndef SO_PEERGROUPS
#define SO_PEERGROUPS 59
#endif
#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD 77
#endif

// Both are declared by the system only under _GNU_SOURCE.
int accept4(int descriptor, struct sockaddr *address, socklen_t *length, int flags);

int pthread_setname_np(pthread_t thread, const char *name);

// struct ucred, which the system also declares only under _GNU_SOURCE.
struct latchkey_peer {
  int32_t pid;
  uint32_t uid;
  uint32_t gid;
};

#endif
