public import LatchkeyApplication
public import LatchkeyDomain

/// The store in one SQLite file.
///
/// Changes go through one thread, which lets those that wait together share a commit. Reads run on
/// the calling thread, each on a snapshot, and wait for no other call. One process has the file open.
public final class SQLiteStore: Store {
  private let writer: Writer
  private let readers: ReaderPool
  private let counts: StoreCounts
  private let lock: StoreLock
  let path: String
  let configuration: SQLiteConfiguration

  /// Opens the file, or makes it; brings its schema forward where an older version wrote it.
  ///
  /// - Parameters:
  ///   - path: The file. Its folder exists; the file is made with mode 0600 under any umask.
  ///   - configuration: How much it may take.
  ///   - report: Hears when writing fails, and when it works again. Called on the writer's thread; must
  ///     return at once.
  /// - Returns: The store, ready.
  /// - Throws: ``SQLiteOpenError``; its description says what to do.
  public static func open(
    path: String, configuration: SQLiteConfiguration = .init(),
    report: @escaping @Sendable (StoreReport) -> Void = { _ in }
  ) throws(SQLiteOpenError) -> SQLiteStore {
    let fileLock = try StoreLock(besides: path)
    try StoreFile.prepare(path)
    let connection = try Connection.forWriting(to: path, configuration)
    return try SQLiteStore(path: path, configuration, connection, fileLock, report)
  }

  private init(
    path: String, _ configuration: SQLiteConfiguration, _ connection: sending Connection,
    _ lock: StoreLock, _ report: @escaping @Sendable (StoreReport) -> Void
  ) throws(SQLiteOpenError) {
    self.lock = lock
    self.path = path
    self.configuration = configuration
    self.counts = StoreCounts()
    self.writer = Writer(configuration, counts: self.counts, report: report)
    self.readers = ReaderPool(path: path, configuration)
    guard self.writer.start(on: connection, keeping: lock) else {
      throw SQLiteOpenError(.failed, path: path, detail: "the system has no thread left")
    }
  }

  deinit {
    self.readers.beginClosing()
    self.writer.beginClosing()
  }

  /// Takes no more transactions, finishes those that wait, and closes the file.
  ///
  /// Returns when the file is closed and its lock is free. May be called more than once.
  public func close() async {
    self.readers.beginClosing()
    self.writer.beginClosing()
    await self.readers.closed()
    await self.writer.closed()
    self.lock.release()
  }

  /// What it has done since it was opened.
  public var activity: StoreActivity { self.counts.activity(waiting: self.writer.waiting) }

  /// Counts the changes of what sessions stand on.
  public var standingsRevision: UInt64 { self.counts.standingsRevision }

  /// What was decided about settings, read at once: for the start.
  ///
  /// - Throws: `StoreError`.
  public func storedSettings() throws -> StoredSettings {
    try self.readers.read { try $0.storedSettings() }
  }

  /// The mail server that a call has set, read at once: for the start.
  ///
  /// - Throws: `StoreError`.
  public func storedMailServer() throws -> StoredMailServer? {
    try self.readers.read { try $0.storedMailServer() }
  }

  /// Runs a closure on one consistent snapshot, at once and on the calling thread.
  ///
  /// - Parameter body: Reads, and returns what it found. What it was handed works only in there.
  /// - Returns: What the closure returned.
  /// - Throws: What the closure threw, or `StoreError`.
  public func read<Value: Sendable>(
    _ body: @escaping @Sendable (any StoreReading) throws -> Value
  ) async throws -> Value {
    self.counts.addRead()
    return try self.readers.read { try body($0) }
  }

  /// Runs a closure on the writer's thread, and returns when its changes are on disk.
  ///
  /// Once it waits it is done, even when the calling task is cancelled.
  /// - Parameter body: Reads and changes. What it was handed works only in there.
  /// - Returns: What the closure returned.
  /// - Throws: What the closure threw, or `StoreError`.
  public func write<Value: Sendable>(
    _ body: @escaping @Sendable (any StoreWriting) throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      self.writer.submit(Write(body, for: continuation))
    }
  }
}
