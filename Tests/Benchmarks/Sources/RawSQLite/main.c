// What SQLite alone does: the statements of one change of an agent, GROUP changes to a transaction,
// WAL, synchronous=FULL.
//
//   raw-sqlite client DATABASE GROUP SECONDS
//
// DATABASE is a copy of a real desk's database, so that tables and indexes are the daemon's own.
// Prints the same lines of JSON as every program here.
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static sqlite3 *database;

static void run(const char *sql) {
  char *problem = NULL;
  if (sqlite3_exec(database, sql, NULL, NULL, &problem) != SQLITE_OK) {
    fprintf(stderr, "%s: %s\n", sql, problem);
    exit(1);
  }
}

static sqlite3_stmt *prepare(const char *sql) {
  sqlite3_stmt *statement;
  if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK) {
    fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(database));
    exit(1);
  }
  return statement;
}

static void step(sqlite3_stmt *statement) {
  int result;
  while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
  }
  if (result != SQLITE_DONE) {
    fprintf(stderr, "%s\n", sqlite3_errmsg(database));
    exit(1);
  }
  sqlite3_reset(statement);
}

// The statements come from a file, one a line; `?1` is the agent's id, `?2` a growing number.
int main(int count, char **words) {
  if (count != 6) return 2;
  int group = atoi(words[3]);
  double seconds = atof(words[4]);
  if (sqlite3_open(words[2], &database) != SQLITE_OK) return 1;
  run("PRAGMA journal_mode=WAL");
  run("PRAGMA synchronous=FULL");
  run("PRAGMA foreign_keys=ON");
  sqlite3_stmt *statements[64];
  int statementCount = 0;
  FILE *file = fopen(words[5], "r");
  char line[4096];
  while (file && fgets(line, sizeof line, file) && statementCount < 64)
    if (line[0] != '#' && line[0] != '\n') statements[statementCount++] = prepare(line);
  if (statementCount == 0) return 2;

  double start = now(CLOCK_MONOTONIC), begun = 0, cpu = 0;
  long calls = 0, number = 0;
  for (;;) {
    run("BEGIN IMMEDIATE");
    for (int change = 0; change < group; change++) {
      number++;
      for (int index = 0; index < statementCount; index++) {
        sqlite3_stmt *statement = statements[index];
        int parameters = sqlite3_bind_parameter_count(statement);
        if (parameters >= 1) sqlite3_bind_int64(statement, 1, 2 + change % 64);
        if (parameters >= 2) sqlite3_bind_int64(statement, 2, number);
        step(statement);
      }
    }
    run("COMMIT");
    double moment = now(CLOCK_MONOTONIC);
    if (begun > 0) {
      calls += group;
      if (moment - begun >= seconds) {
        printf(
            "{\"phase\": \"done\", \"calls\": %ld, \"seconds\": %f, \"cpuSeconds\": %f, "
            "\"p50\": 0, \"p99\": 0, \"p999\": 0}\n",
            calls, moment - begun, now(CLOCK_PROCESS_CPUTIME_ID) - cpu);
        return 0;
      }
    } else if (moment - start >= 0.5) {
      printf("{\"phase\": \"measuring\"}\n");
      fflush(stdout);
      begun = now(CLOCK_MONOTONIC);
      cpu = now(CLOCK_PROCESS_CPUTIME_ID);
    }
  }
}
