internal import LatchkeyApplication
internal import LatchkeyDomain
internal import Synchronization

/// One transaction as its closure sees it.
///
/// It ends with its closure: whoever keeps it hears ``StoreError/closed`` from then on, instead of
/// reaching into the transaction of somebody else.
final class SQLiteTransaction {
  private let connection: Connection
  private let isOpen = Atomic(true)
  /// Set when SQLite gave up the whole transaction by itself, as on a full disk. Statements after
  /// that would each stand alone, so there are none.
  private(set) var loss: StoreError?
  /// Whether it may have changed what sessions stand on; see `Store.standingsRevision`.
  private(set) var touchesStandings = false

  init(on connection: Connection) {
    self.connection = connection
  }

  /// Nothing works from here on.
  func end() {
    self.isOpen.store(false, ordering: .relaxed)
  }

  /// Works on what no session stands on.
  func with<Value>(
    _ body: (Connection) throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    guard self.isOpen.load(ordering: .relaxed) else { throw .closed }
    if let loss = self.loss { throw loss }
    do throws(StoreError) {
      return try body(self.connection)
    } catch {
      if self.connection.isAutocommit { self.loss = error }
      throw error
    }
  }

  /// Works on what sessions may stand on.
  func changingStandings<Value>(
    _ body: (Connection) throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    self.touchesStandings = true
    return try self.with(body)
  }
}
