internal import LatchkeyApplication
internal import Synchronization

/// The one thread that changes the file.
///
/// It takes what waits, runs it in one transaction, each closure in a savepoint of its own, commits
/// once for all of them, and answers only then. While it commits, the next group gathers.
final class Writer: Sendable {
  private struct Queue: Sendable {
    var waiting: [any PendingWrite] = []
    /// Whether the thread waits to be woken.
    var isAsleep = false
    /// No more is taken; what waits is still done.
    var isClosing = false
    /// The thread has ended and its connection is closed.
    var isClosed = false
    /// Who waits for that end.
    var closers: [CheckedContinuation<Void, Never>] = []
  }

  private let queue = Mutex(Queue())
  private let doorbell = Doorbell()
  private let waitingMax: Int
  private let groupMax: Int
  let counts: StoreCounts
  private let report: @Sendable (StoreReport) -> Void

  init(
    _ configuration: SQLiteConfiguration, counts: StoreCounts,
    report: @escaping @Sendable (StoreReport) -> Void
  ) {
    self.report = report
    self.waitingMax = configuration.waitingWritesMax
    self.groupMax = max(configuration.groupMax, 1)
    self.counts = counts
  }

  /// Starts the thread, which owns the connection and keeps the lock until it ends.
  func start(on connection: sending Connection, keeping lock: StoreLock) -> Bool {
    // Sent to the thread, which is the only one to use it from here on.
    nonisolated(unsafe) let connection = connection
    return WorkThread.start {
      withExtendedLifetime(lock) { unsafe self.run(on: connection) }
    }
  }

  /// Queues a transaction, or answers it at once when there is no room.
  func submit(_ write: any PendingWrite) {
    enum Turn { case queued, queuedAsleep, refused(StoreError) }
    let turn = self.queue.withLock { queue -> Turn in
      guard !queue.isClosing else { return .refused(.closed) }
      guard queue.waiting.count < self.waitingMax else { return .refused(.overloaded) }
      queue.waiting.append(write)
      guard queue.isAsleep else { return .queued }
      queue.isAsleep = false
      return .queuedAsleep
    }
    switch turn {
    case .queued: break
    case .queuedAsleep: self.doorbell.ring()
    case .refused(let error): write.fail(error)
    }
  }

  /// Transactions that wait now.
  var waiting: Int { self.queue.withLock { $0.waiting.count } }

  /// Takes no more. What waits is still done.
  func beginClosing() {
    let wasAsleep = self.queue.withLock { queue in
      queue.isClosing = true
      defer { queue.isAsleep = false }
      return queue.isAsleep
    }
    if wasAsleep { self.doorbell.ring() }
  }

  /// Returns when the last transaction was answered and the connection is closed.
  func closed() async {
    await withCheckedContinuation { continuation in
      let isClosed = self.queue.withLock { queue in
        if !queue.isClosed { queue.closers.append(continuation) }
        return queue.isClosed
      }
      if isClosed { continuation.resume() }
    }
  }

  private func run(on connection: Connection) {
    // The first commit says nothing new, those behind a failure do.
    var isFailing = false
    while let group = self.nextGroup() {
      self.commit(group, on: connection, &isFailing)
    }
    // The last connection brings the journal into the file and removes it.
    connection.close()
    let closers = self.queue.withLock { queue in
      queue.isClosed = true
      defer { queue.closers = [] }
      return queue.closers
    }
    for closer in closers { closer.resume() }
  }

  /// What waits, as far as it fits one commit; nil when there is nothing and nothing will come.
  private func nextGroup() -> [any PendingWrite]? {
    while true {
      enum Turn { case group([any PendingWrite]), sleep, end }
      let turn = self.queue.withLock { queue -> Turn in
        if queue.waiting.isEmpty {
          if queue.isClosing { return .end }
          queue.isAsleep = true
          return .sleep
        }
        if queue.waiting.count <= self.groupMax {
          defer { queue.waiting = [] }
          return .group(queue.waiting)
        }
        let group = Array(queue.waiting.prefix(self.groupMax))
        queue.waiting.removeFirst(self.groupMax)
        return .group(group)
      }
      switch turn {
      case .group(let group): return group
      case .sleep: self.doorbell.wait()
      case .end: return nil
      }
    }
  }

  private func commit(
    _ group: [any PendingWrite], on connection: Connection, _ isFailing: inout Bool
  ) {
    // Until more is known.
    var touchesStandings = true
    do throws(GroupFailure) {
      let changed: Int
      let trouble: StoreTrouble?
      (changed, touchesStandings, trouble) = try Self.perform(group, on: connection)
      try Self.conclude(connection, isCommit: changed > 0)
      // Before any caller is answered: one that hears of a change must not read from caches of before it.
      if touchesStandings { self.counts.addStandingsRevision() }
      self.counts.add(
        commits: changed > 0 ? 1 : 0, transactions: changed, refused: group.count - changed)
      if let trouble {
        isFailing = true
        self.report(.failed(trouble))
      } else if isFailing, changed > 0 {
        isFailing = false
        self.report(.works(.writing))
      }
      for write in group { write.settle() }
    } catch {
      // The commit may have come about all the same.
      if touchesStandings { self.counts.addStandingsRevision() }
      if !connection.isAutocommit { _ = try? connection.perform(TransactionQuery.rollback) }
      self.counts.add(commits: 0, transactions: 0, refused: group.count)
      // Reported before any caller is answered: one that hears of the failure and asks must not be told that
      // all is well.
      if let trouble = error.meaning {
        isFailing = true
        self.report(.failed(trouble))
      }
      // All of them: what one saw of another's changes is void as well.
      for write in group { write.fail(error.storeError) }
    }
  }

  /// Why a whole group came to nothing.
  private struct GroupFailure: Error {
    let storeError: StoreError

    /// What it says of the store. That a transaction could not even begin or end is no fault of a call.
    var meaning: StoreTrouble? {
      if case .failed = self.storeError { return .writing }
      return self.storeError.trouble
    }
  }

  /// Runs the closures and says how many may be committed, whether sessions may stand otherwise, and what
  /// one of them met that is wrong with the store.
  private static func perform(
    _ group: [any PendingWrite], on connection: Connection
  ) throws(GroupFailure) -> (changed: Int, touchesStandings: Bool, trouble: StoreTrouble?) {
    var changed = 0
    var trouble: StoreTrouble?
    var touchesStandings = false
    try Self.step(connection, .beginWrite)
    for write in group {
      // One alone needs no savepoint: its transaction is rolled back as a whole.
      if group.count > 1 { try Self.step(connection, .savepoint) }
      let transaction = SQLiteTransaction(on: connection)
      let isChange = write.perform(in: transaction)
      transaction.end()
      guard !connection.isAutocommit else {
        throw GroupFailure(
          storeError: transaction.loss ?? .failed(detail: "SQLite ended the transaction."))
      }
      if isChange { changed += 1 }
      if transaction.changes.contains(.standings) { touchesStandings = true }
      trouble = trouble ?? transaction.trouble
      if group.count > 1 {
        if !isChange { try Self.step(connection, .rollbackToSavepoint) }
        try Self.step(connection, .release)
      }
    }
    return (changed, touchesStandings, trouble)
  }

  private static func step(
    _ connection: Connection, _ query: TransactionQuery
  ) throws(GroupFailure) {
    do throws(Fault) {
      try connection.perform(query)
    } catch {
      throw GroupFailure(storeError: error.storeError)
    }
  }

  private static func conclude(_ connection: Connection, isCommit: Bool) throws(GroupFailure) {
    do throws(Fault) {
      try connection.perform(isCommit ? TransactionQuery.commit : TransactionQuery.rollback)
    } catch {
      throw GroupFailure(storeError: error.commitError)
    }
  }
}
