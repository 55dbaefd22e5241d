internal import LatchkeyApplication
internal import Synchronization

/// The connections that read.
///
/// A read takes one that rests, or opens another: it never waits for another read, since
/// its thread may be an event loop's. A few rest between reads; the others are closed.
final class ReaderPool: Sendable {
  private struct Resting: Sendable {
    // Thread-confined: in the pool no thread uses it, and lent one does.
    nonisolated(unsafe) let connection: Connection
  }

  private struct State: Sendable {
    var resting: [Resting] = []
    var lent = 0
    var isClosing = false
    var closers: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())
  private let path: String
  private let configuration: SQLiteConfiguration

  init(path: String, _ configuration: SQLiteConfiguration) {
    self.path = path
    self.configuration = configuration
  }

  /// Runs a closure in one transaction of a connection: one snapshot.
  func read<Value>(_ body: (SQLiteTransaction) throws -> Value) throws -> Value {
    let connection = try self.borrow()
    var isSound = false
    defer { self.putBack(connection, isSound: isSound) }
    do throws(Fault) {
      try connection.perform(TransactionQuery.beginRead)
    } catch {
      throw error.storeError
    }
    defer {
      // Nothing was changed, so there is nothing to lose; but a connection that cannot even end
      // its transaction is not used again.
      isSound = (try? connection.perform(TransactionQuery.commit)) != nil
    }
    let snapshot = SQLiteTransaction(on: connection)
    defer { snapshot.end() }
    return try withStoreError { try body(snapshot) }
  }

  /// Lends no more.
  func beginClosing() {
    let resting = self.state.withLock { state in
      state.isClosing = true
      defer { state.resting = [] }
      return state.resting
    }
    // Closed here, outside the lock.
    _ = consume resting
  }

  /// Returns when the last reader has come back and is closed.
  func closed() async {
    await withCheckedContinuation { continuation in
      let isClosed = self.state.withLock { state in
        if state.lent > 0 { state.closers.append(continuation) }
        return state.lent == 0
      }
      if isClosed { continuation.resume() }
    }
  }

  private func borrow() throws(StoreError) -> Connection {
    enum Turn { case rested(Resting), opened, refused(StoreError) }
    let turn = self.state.withLock { state -> Turn in
      guard !state.isClosing else { return .refused(.closed) }
      guard state.lent < self.configuration.readersMax else { return .refused(.overloaded) }
      state.lent += 1
      return state.resting.popLast().map { .rested($0) } ?? .opened
    }
    switch turn {
    case .rested(let resting): return unsafe resting.connection
    case .refused(let error): throw error
    case .opened:
      do throws(Fault) {
        return try .forReading(from: self.path, self.configuration)
      } catch {
        self.noteReturn()
        throw error.storeError
      }
    }
  }

  private func putBack(_ connection: Connection, isSound: Bool) {
    let resting = Resting(connection: connection)
    let isKept = self.state.withLock { state in
      guard isSound, !state.isClosing,
        state.resting.count < self.configuration.restingReadersMax
      else { return false }
      state.resting.append(resting)
      state.lent -= 1
      return true
    }
    if !isKept {
      connection.close()
      self.noteReturn()
    }
  }

  private func noteReturn() {
    let closers = self.state.withLock { state in
      state.lent -= 1
      guard state.lent == 0 else { return [CheckedContinuation<Void, Never>]() }
      defer { state.closers = [] }
      return state.closers
    }
    for closer in closers { closer.resume() }
  }
}
