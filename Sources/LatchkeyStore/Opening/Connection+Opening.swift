internal import CSQLite
internal import LatchkeyBase

extension Connection {
  /// Marks the file as a store of ours, in the header of every SQLite file: "LKey".
  static let applicationID: Int64 = 0x4C4B_6579

  /// The connection that writes: checks the file, sets it up and brings its schema forward.
  static func forWriting(
    to path: String, _ configuration: SQLiteConfiguration,
    migrations: [Migration] = Migration.all
  ) throws(SQLiteOpenError) -> Connection {
    let connection: Connection
    let version: Int64
    let refusal: SQLiteOpenError.Reason?
    do throws(Fault) {
      connection = try Connection(path: path)
      connection.setBusyTimeout(milliseconds: configuration.busyTimeoutMilliseconds)
      version = try connection.number("PRAGMA user_version")
      let application = try connection.number("PRAGMA application_id")
      let objects = try connection.number("SELECT count(*) FROM sqlite_schema")
      refusal = Self.refusal(
        version: version, application: application, objects: objects,
        known: migrations.last?.version ?? 0)
    } catch {
      throw SQLiteOpenError(error, path: path)
    }
    if let refusal { throw SQLiteOpenError(refusal, path: path) }
    // SQLite opens what it may not write for reading, and says so only when asked.
    if connection.isReadOnly { throw SQLiteOpenError(.readOnly, path: path) }
    do throws(Fault) {
      try connection.setUpForWriting(configuration)
      for migration in migrations where migration.version > version {
        try connection.migrate(by: migration)
      }
      if version > 0, let damage = try connection.damage(configuration) {
        throw Fault(code: SQLITE_CORRUPT, systemError: 0, text: damage)
      }
    } catch {
      throw SQLiteOpenError(error, path: path)
    }
    return connection
  }

  /// A connection that only reads.
  static func forReading(
    from path: String, _ configuration: SQLiteConfiguration
  ) throws(Fault) -> Connection {
    let connection = try Connection(path: path)
    connection.setBusyTimeout(milliseconds: configuration.busyTimeoutMilliseconds)
    try connection.execute(
      """
      PRAGMA query_only = ON; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;
      PRAGMA cache_size = -\(configuration.readerCacheKiB);
      """)
    return connection
  }

  private static func refusal(
    version: Int64, application: Int64, objects: Int64, known: Int64
  ) -> SQLiteOpenError.Reason? {
    let isNew = version == 0 && application == 0 && objects == 0
    guard isNew || application == Self.applicationID else { return .foreign }
    return version > known ? .newerVersion(found: version, known: known) : nil
  }

  private func setUpForWriting(_ configuration: SQLiteConfiguration) throws(Fault) {
    // secure_delete: what replaced password hashes and ended digests leave behind is overwritten,
    // in freed pages too. mmap stays off: a failing disk must be an error, not a signal.
    // journal_size_limit: what one large change needed is given back, 16 MiB stay.
    try self.execute(
      """
      PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;
      PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0;
      PRAGMA cache_size = -\(configuration.writerCacheKiB);
      PRAGMA journal_size_limit = 16777216;
      """)
    let mode = try self.texts("PRAGMA journal_mode = WAL")
    guard mode == ["wal"] else {
      throw Fault(
        code: SQLITE_CANTOPEN, systemError: 0,
        text: "this file system does not support SQLite's write-ahead log")
    }
    if let pagesMax = configuration.pagesMax {
      try self.execute("PRAGMA max_page_count = \(pagesMax)")
    }
  }

  /// One step of the schema, whole or not at all.
  private func migrate(by migration: Migration) throws(Fault) {
    try self.execute("BEGIN EXCLUSIVE")
    do throws(Fault) {
      try self.execute(migration.sql)
      try self.execute(
        """
        PRAGMA application_id = \(Self.applicationID);
        PRAGMA user_version = \(migration.version);
        COMMIT
        """)
    } catch {
      if !self.isAutocommit { try? self.execute("ROLLBACK") }
      throw error
    }
  }

  /// The first thing that is wrong with the file, as far as a look at a small file finds it.
  private func damage(_ configuration: SQLiteConfiguration) throws(Fault) -> String? {
    guard try self.number("PRAGMA page_count") <= configuration.checkedPagesMax else { return nil }
    let findings = try self.texts("PRAGMA quick_check(1)")
    return findings == ["ok"] ? nil : findings.first ?? "quick_check said nothing"
  }
}
