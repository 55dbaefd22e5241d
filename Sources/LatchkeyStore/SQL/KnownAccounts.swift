internal import LatchkeyDomain

/// A few accounts as they are in one transaction: gate, closure and answer ask for the same ones.
struct KnownAccounts {
  private static let countMax = 4

  private var kept: [Account] = []

  subscript(id: AccountID) -> Account? { self.kept.first { $0.id == id } }

  /// Keeps one more; the oldest makes room.
  mutating func keep(_ account: Account) {
    if self.kept.count == Self.countMax { self.kept.removeFirst() }
    self.kept.append(account)
  }

  /// Forgets all of them, because they may have changed.
  mutating func forget() {
    self.kept = []
  }
}
