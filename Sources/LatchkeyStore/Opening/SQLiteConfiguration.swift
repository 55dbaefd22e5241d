/// How much the store may take: waiting, memory, connections, disk.
public struct SQLiteConfiguration: Hashable, Sendable {
  /// Transactions that may wait for the writer; one more is ``StoreError/overloaded``.
  ///
  /// 4096 at some 20 000 a second are a fifth of a second of waiting.
  public var waitingWritesMax = 4_096
  /// Transactions that share one commit at most, so that none waits long for the others.
  public var groupMax = 256
  /// Reads at the same time; one more is ``StoreError/overloaded``. A read takes no longer than its
  /// closure and holds its thread, so there are never more of them than threads.
  public var readersMax = 64
  /// Connections for reads that stay open between reads.
  public var restingReadersMax = 8
  /// Page cache of the writing connection, in KiB.
  public var writerCacheKiB = 2_048
  /// Page cache of each reading connection, in KiB.
  public var readerCacheKiB = 512
  /// How long to wait for another program (a backup, say) to let go of the file, in milliseconds.
  public var busyTimeoutMilliseconds = 250
  /// The file's size in pages of 4 KiB at most; nil for as much as the disk takes.
  public var pagesMax: Int64?
  /// A file of at most this many pages of 4 KiB is checked as a whole when it is opened: 4096 pages
  /// are 16 MiB and take some hundredths of a second.
  public var checkedPagesMax: Int64 = 4_096

  /// The defaults.
  public init() {}
}
