// What the kernel allows: an echo that blocks in read and write, and nothing else.
//
//   c-floor server PATH
//   c-floor client PATH PAYLOAD_BYTES IN_FLIGHT SECONDS
//
// With more than one message in flight both sides batch: whatever one read brings is answered by one write.
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define WARM_UP_NANOSECONDS 500000000ull
#define LATENCIES_MAX 8000000

static uint64_t nanoseconds(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (uint64_t)time.tv_sec * 1000000000ull + (uint64_t)time.tv_nsec;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int unix_socket(const char *path, struct sockaddr_un *address) {
  int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) fail("socket");
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  if (strlen(path) >= sizeof address->sun_path) { errno = ENAMETOOLONG; fail(path); }
  strcpy(address->sun_path, path);
  return descriptor;
}

static void write_all(int descriptor, const uint8_t *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = write(descriptor, bytes, count);
    if (written < 0) fail("write");
    bytes += written;
    count -= (size_t)written;
  }
}

static int serve(const char *path) {
  struct sockaddr_un address;
  int listener = unix_socket(path, &address);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0) fail("bind");
  if (listen(listener, 8) != 0) fail("listen");
  static uint8_t buffer[1 << 18];
  for (;;) {
    int connection = accept(listener, NULL, NULL);
    if (connection < 0) fail("accept");
    ssize_t count;
    while ((count = read(connection, buffer, sizeof buffer)) > 0) {
      write_all(connection, buffer, (size_t)count);
    }
    close(connection);
  }
}

static int order(const void *left, const void *right) {
  uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
  return a < b ? -1 : a > b;
}

static double quantile(const uint32_t *sorted, size_t count, double share) {
  size_t index = (size_t)((double)count * share);
  return sorted[index < count ? index : count - 1] / 1000.0;
}

static int call(const char *path, size_t payload, size_t in_flight, double seconds) {
  struct sockaddr_un address;
  int connection = unix_socket(path, &address);
  if (connect(connection, (struct sockaddr *)&address, sizeof address) != 0) fail("connect");
  size_t window = payload * in_flight;
  uint8_t *out = calloc(1, window), *in = malloc(window);
  uint64_t *sent = calloc(in_flight, sizeof *sent);
  uint32_t *latencies = malloc(LATENCIES_MAX * sizeof *latencies);
  if (!out || !in || !sent || !latencies) fail("malloc");

  uint64_t start = nanoseconds(CLOCK_MONOTONIC);
  uint64_t begin = 0, cpu = 0, end = 0, now = start;
  size_t calls = 0, oldest = 0, partial = 0;
  for (size_t index = 0; index < in_flight; index++) sent[index] = start;
  write_all(connection, out, window);
  for (;;) {
    ssize_t count = read(connection, in, window);
    if (count <= 0) fail("read");
    partial += (size_t)count;
    size_t complete = partial / payload;
    if (complete == 0) continue;
    partial -= complete * payload;
    now = nanoseconds(CLOCK_MONOTONIC);
    for (size_t index = 0; index < complete; index++) {
      if (begin && calls < LATENCIES_MAX) latencies[calls] = (uint32_t)(now - sent[oldest]);
      sent[oldest] = now;
      oldest = (oldest + 1) % in_flight;
      calls++;
    }
    if (!begin && now - start >= WARM_UP_NANOSECONDS) {
      puts("{\"phase\": \"measuring\"}");
      fflush(stdout);
      calls = 0;
      cpu = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
      begin = nanoseconds(CLOCK_MONOTONIC);
      end = begin + (uint64_t)(seconds * 1e9);
      for (size_t index = 0; index < in_flight; index++) sent[index] = begin;
    } else if (begin && now >= end) {
      break;
    }
    write_all(connection, out, complete * payload);
  }
  cpu = nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
  size_t kept = calls < LATENCIES_MAX ? calls : LATENCIES_MAX;
  qsort(latencies, kept, sizeof *latencies, order);
  printf(
    "{\"phase\": \"done\", \"calls\": %zu, \"seconds\": %.6f, \"cpuSeconds\": %.6f, "
    "\"p50\": %.3f, \"p99\": %.3f, \"p999\": %.3f}\n",
    calls, (double)(now - begin) / 1e9, (double)cpu / 1e9, quantile(latencies, kept, 0.5),
    quantile(latencies, kept, 0.99), quantile(latencies, kept, 0.999));
  return 0;
}

int main(int count, char **words) {
  if (count == 3 && strcmp(words[1], "server") == 0) return serve(words[2]);
  if (count == 6 && strcmp(words[1], "client") == 0) {
    return call(words[2], strtoul(words[3], 0, 10), strtoul(words[4], 0, 10), atof(words[5]));
  }
  fputs("usage: c-floor server PATH | client PATH PAYLOAD_BYTES IN_FLIGHT SECONDS\n", stderr);
  return 2;
}
