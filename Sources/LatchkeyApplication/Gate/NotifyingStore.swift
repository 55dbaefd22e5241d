/// A store that notifies watchers of each commit, and wakes the courier when a commit queued mail.
struct NotifyingStore: Sendable {
  let store: any Store
  let commits = CommitNotifier()
  /// Wakes the courier.
  let wakeCourier: @Sendable () -> Void

  var standingsRevision: UInt64 { self.store.standingsRevision }

  func read<Value: Sendable>(
    _ body: @escaping @Sendable (any StoreReading) throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    do {
      return try await self.store.read(body)
    } catch {
      throw Failure(ofStore: error)
    }
  }

  func write<Value: Sendable>(
    _ body: @escaping @Sendable (any StoreWriting) throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    let followUp = FollowUp()
    let value = try await self.writeQuietly { transaction throws(Failure) in
      let value = try body(transaction)
      followUp.hasQueuedMail = transaction.changes.contains(.mailQueued)
      return value
    }
    if followUp.hasQueuedMail { self.wakeCourier() }
    return value
  }

  /// Runs a transaction and leaves the courier asleep: the caller wakes it when mail was queued and may go
  /// out.
  ///
  /// - Parameter body: Reads and changes.
  /// - Returns: What the closure returned.
  /// - Throws: What the closure threw, or the store failed with.
  func writeQuietly<Value: Sendable>(
    _ body: @escaping @Sendable (any StoreWriting) throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    // Also behind a failure: its commit may have come about.
    defer { self.commits.notify() }
    do {
      return try await self.store.write(body)
    } catch {
      throw Failure(ofStore: error)
    }
  }
}

extension Failure {
  /// What a transaction ended with: what its closure threw, or an error of the store.
  fileprivate init(ofStore error: any Error) {
    switch error {
    case let failure as Failure: self = failure
    case let error as StoreError: self = .store(error)
    case is CancellationError: self = .cancelled
    default: self = .abandoned(error)
    }
  }
}
