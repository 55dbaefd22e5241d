// Clients that do what none should: a quarter each never reads, stalls in the middle of a frame, cancels
// what it has begun, and begins more than it may. Whoever is cut off comes again.
//
//   misbehaving PATH EACH BURSTS_A_SECOND [KINDS]
//
// KINDS leaves some out, to see which of them costs what: any of the letters s h c f.
//
// With 0 bursts a second those who cancel and those who flood go on as fast as they are answered, with -1 as
// fast as the kernel takes it. Prints one line when all have been greeted, another when standard input ends.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <unistd.h>

// Numbers of PROTOCOL.md, and of latchkey-echo's methods.
enum { HELLO = 1, REQUEST = 2, CANCEL = 6, END = 1 };
enum { ECHO = 1, STREAM = 2, WATCH = 3, WAIT = 5 };
enum kind { SLOW_READER, HALF_FRAME, CANCELLER, FLOOD, KINDS };

// A connection has 64 calls: half of a burst is over the limit once the first half is there.
#define FLOOD_BURST 128
// 200 CANCELs in ten seconds are allowed; whoever has sent them goes, and comes again.
#define CANCEL_BURST 20
#define CANCELS_MAX 200
#define OUT_MAX 1100000

struct client {
  int descriptor;
  enum kind kind;
  int variant;
  uint32_t stream;
  int cancels, is_greeted;
  size_t sent, filled;
  uint8_t *out;
};

static const char *path;
static int poller, is_unpaced, is_pushing;
static int greeted;
static long bursts, came_again, bytes_read;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void put(struct client *client, const void *bytes, size_t count) {
  if (client->filled + count > OUT_MAX) {
    fputs("A client has too much to send.\n", stderr);
    exit(1);
  }
  memcpy(client->out + client->filled, bytes, count);
  client->filled += count;
}

static void put_header(struct client *client, uint32_t length, uint32_t stream, int type, int flags) {
  uint8_t header[12] = {
    length >> 24, length >> 16, length >> 8, length, stream >> 24, stream >> 16, stream >> 8, stream, type, flags,
  };
  put(client, header, sizeof header);
}

static void put_greeting(struct client *client) {
  static const uint8_t preface[8] = {0x89, 'L', 'K', 'P', '\r', '\n', 0x1a, 1};
  // {1: [1, 1], 4: 2^31 - 1}: all the credit there is.
  static const uint8_t hello[] = {0xa2, 1, 0x82, 1, 1, 4, 0x1a, 0x7f, 0xff, 0xff, 0xff};
  put(client, preface, sizeof preface);
  put_header(client, sizeof hello, 0, HELLO, 0);
  put(client, hello, sizeof hello);
}

// A REQUEST {1: method, 7: body}; without END it leaves the client's direction open.
static void put_request(struct client *client, int method, const uint8_t *body, uint16_t count, int flags) {
  uint8_t head[7] = {0xa2, 1, method, 7, 0x59, count >> 8, count};
  size_t heads = sizeof head;
  if (count < 24) {
    head[4] = 0x40 | count;
    heads = 5;
  }
  put_header(client, heads + count, client->stream, REQUEST, flags);
  put(client, head, heads);
  put(client, body, count);
  client->stream += 2;
}

static void put_burst(struct client *client) {
  bursts++;
  if (client->kind == FLOOD) {
    for (int index = 0; index < FLOOD_BURST; index++) put_request(client, WATCH, NULL, 0, 0);
    return;
  }
  for (int index = 0; index < CANCEL_BURST; index++) {
    put_request(client, WAIT, NULL, 0, 0);
    put_header(client, 1, client->stream - 2, CANCEL, 0);
    put(client, "\1", 1);
  }
  client->cancels += CANCEL_BURST;
}

static void put_beginning(struct client *client) {
  static uint8_t zeros[60000];
  // As many messages as there will ever be time for, 1 000 bytes each.
  static const uint8_t endless[16] = {[3] = 1, [14] = 1000 >> 8, [15] = 1000 & 255};
  if (client->kind == HALF_FRAME && client->variant % 3 == 0) return put(client, "\x89LKP\r", 5);
  put_greeting(client);
  switch (client->kind) {
    case SLOW_READER:
      for (int index = 0; index < 4; index++) put_request(client, STREAM, endless, sizeof endless, END);
      for (int index = 0; index < 16; index++) put_request(client, ECHO, zeros, sizeof zeros, END);
      break;
    case HALF_FRAME:
      if (client->variant % 3 == 1) {
        client->filled -= 6;
      } else {
        put_header(client, sizeof zeros, client->stream, REQUEST, END);
        put(client, zeros, sizeof zeros / 2);
      }
      break;
    default:
      put_burst(client);
  }
}

static void watch(struct client *client, int change) {
  // Whoever never reads still hears of the end.
  int reads = client->kind == CANCELLER || client->kind == FLOOD;
  struct epoll_event event = {
    .events = EPOLLRDHUP | (reads ? EPOLLIN : 0) | (client->sent < client->filled ? EPOLLOUT : 0),
    .data.ptr = client,
  };
  if (epoll_ctl(poller, change, client->descriptor, &event) != 0) fail("epoll_ctl");
}

static void begin(struct client *client);

static void begin_again(struct client *client) {
  close(client->descriptor);
  came_again++;
  begin(client);
}

static void send_some(struct client *client) {
  while (client->sent < client->filled) {
    ssize_t count = send(client->descriptor, client->out + client->sent, client->filled - client->sent, MSG_NOSIGNAL);
    if (count < 0 && errno == EAGAIN) break;
    // Cut off: the poller says so as well.
    if (count < 0) return;
    client->sent += (size_t)count;
  }
  if (client->sent == client->filled) client->sent = client->filled = 0;
  // The poller comes back until the kernel takes no more.
  if (is_pushing && client->filled == 0 && client->kind >= CANCELLER) put_burst(client);
  watch(client, EPOLL_CTL_MOD);
}

static void begin(struct client *client) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  client->descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (client->descriptor < 0) fail("socket");
  if (connect(client->descriptor, (struct sockaddr *)&address, sizeof address) != 0) fail("connect");
  fcntl(client->descriptor, F_SETFL, O_NONBLOCK);
  client->stream = 1;
  client->cancels = 0;
  client->sent = client->filled = 0;
  put_beginning(client);
  watch(client, EPOLL_CTL_ADD);
  send_some(client);
}

static void tick(struct client *client) {
  // What is not sent yet is enough.
  if (client->filled > 0) return;
  if (client->kind == CANCELLER && client->cancels >= CANCELS_MAX) return begin_again(client);
  put_burst(client);
  send_some(client);
}

static void take(struct client *client) {
  static uint8_t buffer[1 << 18];
  ssize_t count;
  while ((count = read(client->descriptor, buffer, sizeof buffer)) > 0) {
    bytes_read += count;
    if (!client->is_greeted) {
      client->is_greeted = 1;
      greeted++;
    }
  }
  if (count == 0 || errno != EAGAIN) {
    begin_again(client);
  } else if (is_unpaced) {
    tick(client);
  }
}

int main(int words, char **word) {
  if (words != 4 && words != 5) {
    fputs("usage: misbehaving PATH EACH BURSTS_A_SECOND [KINDS]\n", stderr);
    return 2;
  }
  path = word[1];
  int each = atoi(word[2]), pace = atoi(word[3]);
  const char *kinds = words == 5 ? word[4] : "shcf";
  if (each < 1 || each > 250) return 2;
  is_unpaced = pace == 0;
  is_pushing = pace < 0;
  poller = epoll_create1(EPOLL_CLOEXEC);
  int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
  if (poller < 0 || timer < 0) fail("epoll");
  struct epoll_event stdin_event = {.events = EPOLLIN}, timer_event = {.events = EPOLLIN, .data.u64 = 1};
  epoll_ctl(poller, EPOLL_CTL_ADD, 0, &stdin_event);
  epoll_ctl(poller, EPOLL_CTL_ADD, timer, &timer_event);
  if (pace > 0) {
    // Each tick is for one share of the clients, so that they do not all come at once.
    long distance = 1000000000l / pace / each;
    struct itimerspec rhythm = {{0, distance}, {0, distance}};
    timerfd_settime(timer, 0, &rhythm, NULL);
  }

  int has_said = 0, next = 0, wanted = 0;
  struct client *clients = calloc((size_t)each * KINDS, sizeof *clients);
  for (int index = 0; index < each * KINDS; index++) {
    clients[index].kind = index / each;
    if (!strchr(kinds, "shcf"[index / each])) continue;
    // Two kinds never read: their greeting is one like the others'.
    wanted += index / each >= CANCELLER;
    clients[index].variant = index % each;
    clients[index].out = malloc(OUT_MAX);
    begin(&clients[index]);
  }
  for (;;) {
    if (!has_said && greeted >= wanted) {
      has_said = 1;
      puts("{\"phase\": \"misbehaving\"}");
      fflush(stdout);
    }
    struct epoll_event events[64];
    int found = epoll_wait(poller, events, 64, -1);
    for (int index = 0; index < found; index++) {
      struct client *client = events[index].data.ptr;
      uint64_t expired = 0;
      if (events[index].data.u64 == 0) {
        printf("{\"phase\": \"done\", \"bursts\": %ld, \"cameAgain\": %ld, \"bytesRead\": %ld}\n", bursts, came_again,
               bytes_read);
        return 0;
      } else if (events[index].data.u64 == 1) {
        if (read(timer, &expired, sizeof expired) < 0) continue;
        // A machine that is late leaves ticks out: it shall not catch up in one burst.
        if (clients[2 * each + next].out) tick(&clients[2 * each + next]);
        if (clients[3 * each + next].out) tick(&clients[3 * each + next]);
        next = (next + 1) % each;
      } else if (events[index].events & EPOLLIN) {
        take(client);
        if (is_pushing) send_some(client);
      } else if (events[index].events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) {
        begin_again(client);
      } else if (events[index].events & EPOLLOUT) {
        send_some(client);
      }
    }
  }
}
