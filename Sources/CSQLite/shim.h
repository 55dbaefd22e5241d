#include <sqlite3.h>

// What Swift cannot call or spell: functions of C with open argument lists, and SQLITE_TRANSIENT.

/// Makes the library run without its process-wide memory statistics, and their lock. Before first use.
static inline int latchkey_sqlite_prepare_process(void) {
  return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/// Refuses what the schema of a damaged or hostile file could otherwise make the library do.
static inline int latchkey_sqlite_harden(sqlite3 *connection) {
  int status = sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
  if (status == SQLITE_OK)
    status = sqlite3_db_config(connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)0);
  if (status == SQLITE_OK)
    status = sqlite3_db_config(connection, SQLITE_DBCONFIG_DQS_DML, 0, (int *)0);
  if (status == SQLITE_OK)
    status = sqlite3_db_config(connection, SQLITE_DBCONFIG_DQS_DDL, 0, (int *)0);
  return status;
}

/// The error number of the journal's last failed system call, or 0.
///
/// SQLite keeps the number of a failed statement, but not that of a failed commit.
static inline int latchkey_sqlite_journal_errno(sqlite3 *connection) {
  sqlite3_file *journal = 0;
  int number = 0;
  if (sqlite3_file_control(connection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &journal) == SQLITE_OK
      && journal && journal->pMethods)
    journal->pMethods->xFileControl(journal, SQLITE_FCNTL_LAST_ERRNO, &number);
  return number;
}

/// Binds a copy of the text. An empty text may come without an address and is no NULL.
static inline int latchkey_sqlite_bind_text(
    sqlite3_stmt *statement, int index, const void *bytes, int count) {
  return sqlite3_bind_text(statement, index, bytes ? bytes : "", count, SQLITE_TRANSIENT);
}

/// Binds a copy of the bytes. No bytes may come without an address and are no NULL.
static inline int latchkey_sqlite_bind_blob(
    sqlite3_stmt *statement, int index, const void *bytes, int count) {
  return sqlite3_bind_blob(statement, index, bytes ? bytes : "", count, SQLITE_TRANSIENT);
}
