// What libsodium alone does: THREADS threads that hash a password again and again.
//
//   sodium-loop client PATH THREADS SECONDS
//
// Prints the same lines of JSON as every program here. PATH is not used.
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static volatile int stop;
static volatile int measuring;

static double now(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static void *work(void *argument) {
  long *count = argument;
  char hash[crypto_pwhash_STRBYTES];
  const char *password = "Kite-Over-Fjord-7";
  crypto_pwhash_str_alg(hash, password, 17, 2, 19456 * 1024, crypto_pwhash_ALG_ARGON2ID13);
  while (!stop) {
    if (crypto_pwhash_str_verify(hash, password, 17) != 0) abort();
    if (measuring) ++*count;
  }
  return NULL;
}

int main(int count, char **words) {
  if (count != 5 || sodium_init() < 0) return 2;
  int threads = atoi(words[3]);
  double seconds = atof(words[4]);
  pthread_t thread[64];
  long done[64] = {0};
  if (threads < 1 || threads > 64) return 2;
  for (int index = 0; index < threads; index++)
    pthread_create(&thread[index], NULL, work, &done[index]);
  struct timespec pause = {0, 500000000};
  nanosleep(&pause, NULL);
  printf("{\"phase\": \"measuring\"}\n");
  fflush(stdout);
  measuring = 1;
  double begun = now(CLOCK_MONOTONIC), cpu = now(CLOCK_PROCESS_CPUTIME_ID);
  pause.tv_sec = (long)seconds;
  pause.tv_nsec = (long)((seconds - (long)seconds) * 1e9);
  nanosleep(&pause, NULL);
  double elapsed = now(CLOCK_MONOTONIC) - begun;
  cpu = now(CLOCK_PROCESS_CPUTIME_ID) - cpu;
  measuring = 0;
  stop = 1;
  long calls = 0;
  for (int index = 0; index < threads; index++) {
    pthread_join(thread[index], NULL);
    calls += done[index];
  }
  printf(
      "{\"phase\": \"done\", \"calls\": %ld, \"seconds\": %f, \"cpuSeconds\": %f, \"p50\": 0, "
      "\"p99\": 0, \"p999\": 0}\n",
      calls, elapsed, cpu);
  return 0;
}
