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
  /// Accounts as they are in this transaction, a few of them: gate, closure and answer ask for the same.
  private var accounts: [Account] = []
  private static let accountsMax = 4

  /// What a statement said of the store as a whole, whether or not the closure went on.
  private(set) var trouble: StoreTrouble?

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
  ) throws(Failure) -> Value {
    guard self.isOpen.load(ordering: .relaxed) else { throw .store(.closed) }
    if let loss = self.loss { throw .store(loss) }
    do throws(StoreError) {
      return try body(self.connection)
    } catch {
      if self.connection.isAutocommit { self.loss = error }
      if let trouble = error.trouble { self.trouble = trouble }
      throw .store(error)
    }
  }

  /// Works on what sessions may stand on, accounts among it.
  func changingStandings<Value>(
    _ body: (Connection) throws(StoreError) -> Value
  ) throws(Failure) -> Value {
    self.touchesStandings = true
    self.accounts = []
    return try self.with(body)
  }

  /// An account as it is in this transaction.
  func account(_ id: AccountID) throws(Failure) -> Account? {
    try self.with { connection throws(StoreError) in
      if let known = self.accounts.first(where: { $0.id == id }) { return known }
      let found = try connection.account(id)
      if let found { self.keep(found) }
      return found
    }
  }

  /// Stores an account, and keeps what was stored.
  func update(_ account: Account) throws(Failure) {
    let former = self.accounts.first { $0.id == account.id }
    try self.changingStandings { connection throws(StoreError) in
      try connection.update(account, former: former)
    }
    var stored = account
    stored.revision += 1
    self.keep(stored)
  }

  private func keep(_ account: Account) {
    if self.accounts.count == Self.accountsMax { self.accounts.removeFirst() }
    self.accounts.append(account)
  }
}
