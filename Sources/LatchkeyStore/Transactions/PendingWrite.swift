internal import LatchkeyApplication
internal import Synchronization

/// One transaction that waits for its turn, its commit, and its answer.
protocol PendingWrite: Sendable {
  /// Runs the closure and keeps what came of it. On the writer's thread, once at most.
  /// - Returns: Whether its changes may be committed.
  func perform(in transaction: SQLiteTransaction) -> Bool
  /// Answers with what came of the closure. Either this or ``fail(_:)``, once.
  func settle()
  /// Answers with an error instead.
  func fail(_ error: StoreError)
}

/// A closure, and the task that waits for its value.
final class Write<Value: Sendable>: PendingWrite {
  private let body: @Sendable (any StoreWriting) throws -> Value
  private let continuation: CheckedContinuation<Value, any Error>
  private let result = Mutex<Result<Value, any Error>?>(nil)

  init(
    _ body: @escaping @Sendable (any StoreWriting) throws -> Value,
    for continuation: CheckedContinuation<Value, any Error>
  ) {
    self.body = body
    self.continuation = continuation
  }

  func perform(in transaction: SQLiteTransaction) -> Bool {
    let result = Result { try withStoreError { try self.body(transaction) } }
    self.result.withLock { $0 = result }
    if case .success = result { return true } else { return false }
  }

  func settle() {
    guard let result = self.result.withLock({ $0 }) else {
      return self.fail(.failed(detail: "The transaction was never begun."))
    }
    self.continuation.resume(with: result)
  }

  func fail(_ error: StoreError) {
    self.continuation.resume(throwing: error)
  }
}

/// Throws the store's own error as such: callers of a transaction still look for it.
func withStoreError<Value>(_ body: () throws -> Value) throws -> Value {
  do {
    return try body()
  } catch Failure.store(let error) {
    throw error
  }
}
