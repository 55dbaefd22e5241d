// What the kernel allows: an echo that blocks in read and write, and nothing else.
//
//   c-floor server PATH
//   c-floor client PATH PAYLOAD_BYTES IN_FLIGHT SECONDS
//   c-floor whole-server PAYLOAD_BYTES PATH
//   c-floor whole-client PATH PAYLOAD_BYTES IN_FLIGHT SECONDS
//
// With more than one message in flight both sides batch: whatever one read brings is answered by one write.
//
// The second pair takes messages that no socket buffer holds: each is read to its end before it is answered, as
// whoever serves a call has to. With more than one in flight the client writes on a thread of its own, because both
// sides would otherwise wait in write for each other.
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
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

static int read_all(int descriptor, uint8_t *bytes, size_t count) {
  while (count > 0) {
    ssize_t taken = read(descriptor, bytes, count);
    if (taken < 0) fail("read");
    if (taken == 0) return 0;
    bytes += taken;
    count -= (size_t)taken;
  }
  return 1;
}

static int listening(const char *path) {
  struct sockaddr_un address;
  int listener = unix_socket(path, &address);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0) fail("bind");
  if (listen(listener, 8) != 0) fail("listen");
  return listener;
}

static int connected(const char *path) {
  struct sockaddr_un address;
  int connection = unix_socket(path, &address);
  if (connect(connection, (struct sockaddr *)&address, sizeof address) != 0) fail("connect");
  return connection;
}

static int serve(const char *path) {
  int listener = listening(path);
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

static int serve_whole(const char *path, size_t payload) {
  int listener = listening(path);
  uint8_t *message = malloc(payload);
  if (!message) fail("malloc");
  for (;;) {
    int connection = accept(listener, NULL, NULL);
    if (connection < 0) fail("accept");
    while (read_all(connection, message, payload)) write_all(connection, message, payload);
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

static void print_result(uint32_t *latencies, size_t calls, uint64_t elapsed, uint64_t cpu) {
  size_t kept = calls < LATENCIES_MAX ? calls : LATENCIES_MAX;
  qsort(latencies, kept, sizeof *latencies, order);
  printf(
    "{\"phase\": \"done\", \"calls\": %zu, \"seconds\": %.6f, \"cpuSeconds\": %.6f, "
    "\"p50\": %.3f, \"p99\": %.3f, \"p999\": %.3f}\n",
    calls, (double)elapsed / 1e9, (double)cpu / 1e9, quantile(latencies, kept, 0.5),
    quantile(latencies, kept, 0.99), quantile(latencies, kept, 0.999));
}

static int call(const char *path, size_t payload, size_t in_flight, double seconds) {
  int connection = connected(path);
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
  print_result(latencies, calls, now - begin, nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - cpu);
  return 0;
}

struct writer {
  int connection;
  const uint8_t *message;
  size_t payload, in_flight;
  sem_t wanted;
  uint64_t *sent;
};

// Writes one message for each that is wanted. Ends with the process.
static void *write_wanted(void *context) {
  struct writer *writer = context;
  for (size_t turn = 0;; turn = (turn + 1) % writer->in_flight) {
    while (sem_wait(&writer->wanted) != 0) {
    }
    // The semaphore keeps it from a slot whose message is still on its way; the socket orders the rest.
    writer->sent[turn] = nanoseconds(CLOCK_MONOTONIC);
    write_all(writer->connection, writer->message, writer->payload);
  }
  return NULL;
}

static int call_whole(const char *path, size_t payload, size_t in_flight, double seconds) {
  int connection = connected(path);
  uint8_t *out = calloc(1, payload), *in = malloc(payload);
  uint64_t *sent = calloc(in_flight, sizeof *sent);
  uint32_t *latencies = malloc(LATENCIES_MAX * sizeof *latencies);
  if (!out || !in || !sent || !latencies) fail("malloc");
  struct writer writer = {.connection = connection, .message = out, .payload = payload,
                          .in_flight = in_flight, .sent = sent};
  pthread_t thread;
  if (in_flight > 1) {
    if (sem_init(&writer.wanted, 0, (unsigned)in_flight) != 0) fail("sem_init");
    if (pthread_create(&thread, NULL, write_wanted, &writer) != 0) fail("pthread_create");
  }

  uint64_t start = nanoseconds(CLOCK_MONOTONIC);
  uint64_t begin = 0, cpu = 0, end = 0, now = start;
  size_t calls = 0, oldest = 0;
  for (;;) {
    if (in_flight == 1) {
      sent[0] = nanoseconds(CLOCK_MONOTONIC);
      write_all(connection, out, payload);
    }
    if (!read_all(connection, in, payload)) fail("read");
    now = nanoseconds(CLOCK_MONOTONIC);
    if (begin && calls < LATENCIES_MAX) latencies[calls] = (uint32_t)(now - sent[oldest]);
    oldest = (oldest + 1) % in_flight;
    calls++;
    if (!begin && now - start >= WARM_UP_NANOSECONDS) {
      puts("{\"phase\": \"measuring\"}");
      fflush(stdout);
      calls = 0;
      cpu = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
      begin = nanoseconds(CLOCK_MONOTONIC);
      end = begin + (uint64_t)(seconds * 1e9);
    } else if (begin && now >= end) {
      break;
    }
    if (in_flight > 1) sem_post(&writer.wanted);
  }
  print_result(latencies, calls, now - begin, nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - cpu);
  return 0;
}

int main(int count, char **words) {
  if (count == 3 && strcmp(words[1], "server") == 0) return serve(words[2]);
  if (count == 6 && strcmp(words[1], "client") == 0) {
    return call(words[2], strtoul(words[3], 0, 10), strtoul(words[4], 0, 10), atof(words[5]));
  }
  if (count == 4 && strcmp(words[1], "whole-server") == 0) {
    return serve_whole(words[3], strtoul(words[2], 0, 10));
  }
  if (count == 6 && strcmp(words[1], "whole-client") == 0) {
    return call_whole(words[2], strtoul(words[3], 0, 10), strtoul(words[4], 0, 10), atof(words[5]));
  }
  fputs(
    "usage: c-floor server PATH | client PATH PAYLOAD_BYTES IN_FLIGHT SECONDS |\n"
    "       whole-server PAYLOAD_BYTES PATH | whole-client PATH PAYLOAD_BYTES IN_FLIGHT SECONDS\n", stderr);
  return 2;
}
