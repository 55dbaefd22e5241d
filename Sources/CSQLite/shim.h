#include <sqlite3.h>

// What Swift cannot call or spell: functions of C with open argument lists, and SQLITE_TRANSIENT. And handles
// that are safe to pass around: their owners in Swift open and close each once, and nothing else makes one. A
// function that takes a handle and numbers alone is memory-safe while its owner lives.

/// An open connection.
typedef struct __attribute__((swift_attr("@safe"))) {
  sqlite3 *pointer;
} latchkey_connection;

/// A prepared statement.
typedef struct __attribute__((swift_attr("@safe"))) {
  sqlite3_stmt *pointer;
} latchkey_statement;

/// Opens the file and fills in the handle, also on failure unless there is no memory for it.
static inline int latchkey_sqlite_open(const char *path, int flags, latchkey_connection *connection) {
  return sqlite3_open_v2(path, &connection->pointer, flags, (const char *)0);
}

/// Whether there is a handle.
static inline _Bool latchkey_sqlite_is_open(latchkey_connection connection) {
  return connection.pointer != 0;
}

static inline void latchkey_sqlite_close(latchkey_connection connection) {
  sqlite3_close_v2(connection.pointer);
}

/// Persistent: the statement stays as long as the connection, so it is kept out of the lookaside memory.
static inline int latchkey_sqlite_prepare(
    latchkey_connection connection, const char *sql, latchkey_statement *statement) {
  return sqlite3_prepare_v3(
      connection.pointer, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement->pointer, (const char **)0);
}

static inline void latchkey_sqlite_finalize(latchkey_statement statement) {
  sqlite3_finalize(statement.pointer);
}

static inline int latchkey_sqlite_step(latchkey_statement statement) {
  return sqlite3_step(statement.pointer);
}

/// The result of the reset repeats what the last step said, which has been heard.
static inline void latchkey_sqlite_reset(latchkey_statement statement) {
  sqlite3_reset(statement.pointer);
  sqlite3_clear_bindings(statement.pointer);
}

static inline int latchkey_sqlite_parameters(latchkey_statement statement) {
  return sqlite3_bind_parameter_count(statement.pointer);
}

static inline int latchkey_sqlite_bind_null(latchkey_statement statement, int index) {
  return sqlite3_bind_null(statement.pointer, index);
}

static inline int latchkey_sqlite_bind_integer(
    latchkey_statement statement, int index, sqlite3_int64 value) {
  return sqlite3_bind_int64(statement.pointer, index, value);
}

static inline int latchkey_sqlite_type(latchkey_statement statement, int column) {
  return sqlite3_column_type(statement.pointer, column);
}

static inline sqlite3_int64 latchkey_sqlite_integer(latchkey_statement statement, int column) {
  return sqlite3_column_int64(statement.pointer, column);
}

/// The bytes of a text or a blob, until the next step; NULL for none.
static inline const void *latchkey_sqlite_bytes(
    latchkey_statement statement, int column, int *count) {
  const void *bytes = sqlite3_column_blob(statement.pointer, column);
  *count = sqlite3_column_bytes(statement.pointer, column);
  return bytes;
}

static inline sqlite3_int64 latchkey_sqlite_last_id(latchkey_connection connection) {
  return sqlite3_last_insert_rowid(connection.pointer);
}

static inline sqlite3_int64 latchkey_sqlite_changes(latchkey_connection connection) {
  return sqlite3_changes64(connection.pointer);
}

static inline sqlite3_int64 latchkey_sqlite_total_changes(latchkey_connection connection) {
  return sqlite3_total_changes64(connection.pointer);
}

static inline int latchkey_sqlite_is_autocommit(latchkey_connection connection) {
  return sqlite3_get_autocommit(connection.pointer);
}

static inline int latchkey_sqlite_is_read_only(latchkey_connection connection) {
  return sqlite3_db_readonly(connection.pointer, "main");
}

static inline void latchkey_sqlite_busy_timeout(latchkey_connection connection, int milliseconds) {
  sqlite3_busy_timeout(connection.pointer, milliseconds);
}

static inline int latchkey_sqlite_execute(latchkey_connection connection, const char *sql) {
  return sqlite3_exec(connection.pointer, sql, 0, (void *)0, (char **)0);
}

/// What the last call of the connection said, until its next call.
static inline const char *latchkey_sqlite_message(latchkey_connection connection) {
  return sqlite3_errmsg(connection.pointer);
}

static inline int latchkey_sqlite_system_error(latchkey_connection connection) {
  return sqlite3_system_errno(connection.pointer);
}

/// Makes the library run without its process-wide memory statistics, and their lock. Before first use.
static inline int latchkey_sqlite_prepare_process(void) {
  return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/// Refuses what the schema of a damaged or hostile file could otherwise make the library do.
static inline int latchkey_sqlite_harden(latchkey_connection handle) {
  sqlite3 *connection = handle.pointer;
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
static inline int latchkey_sqlite_journal_errno(latchkey_connection handle) {
  sqlite3 *connection = handle.pointer;
  sqlite3_file *journal = 0;
  int number = 0;
  if (sqlite3_file_control(connection, "main", SQLITE_FCNTL_JOURNAL_POINTER, &journal) == SQLITE_OK
      && journal && journal->pMethods)
    journal->pMethods->xFileControl(journal, SQLITE_FCNTL_LAST_ERRNO, &number);
  return number;
}

/// Binds a copy of the text. An empty text may come without an address and is no NULL.
static inline int latchkey_sqlite_bind_text(
    latchkey_statement statement, int index, const void *bytes, int count) {
  return sqlite3_bind_text(statement.pointer, index, bytes ? bytes : "", count, SQLITE_TRANSIENT);
}

/// Binds a copy of the bytes. No bytes may come without an address and are no NULL.
static inline int latchkey_sqlite_bind_blob(
    latchkey_statement statement, int index, const void *bytes, int count) {
  return sqlite3_bind_blob(statement.pointer, index, bytes ? bytes : "", count, SQLITE_TRANSIENT);
}
