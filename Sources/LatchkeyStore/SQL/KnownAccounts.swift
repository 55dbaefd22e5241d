internal import LatchkeyDomain

/// A few accounts as they are in one transaction: gate, closure and answer ask for the same ones.
struct KnownAccounts {
  private static let countMax = 4

  private var accounts: [Account] = []

  subscript(id: AccountID) -> Account? { self.accounts.first { $0.id == id } }

  /// Keeps one more; the oldest makes room.
  mutating func keep(_ account: Account) {
    if self.accounts.count == Self.countMax { self.accounts.removeFirst() }
    self.accounts.append(account)
  }

  /// Forgets all of them, because they may have changed.
  mutating func forget() {
    self.accounts = []
  }
}
