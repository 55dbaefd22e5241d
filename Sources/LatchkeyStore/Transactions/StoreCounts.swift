internal import Synchronization

/// What a store has done since it was opened.
public struct StoreActivity: Hashable, Sendable {
  /// Commits that reached the disk.
  public var commits: Int
  /// Transactions in them: more than commits where several shared one.
  public var transactions: Int
  /// Write transactions that were rolled back, because their closure threw or the commit failed.
  public var rolledBack: Int
  /// Read transactions.
  public var reads: Int
  /// Write transactions that wait now.
  public var waiting: Int
}

/// Counts on behalf of ``StoreActivity``.
final class StoreCounts: Sendable {
  private let commits = Atomic(0)
  private let transactions = Atomic(0)
  private let rolledBack = Atomic(0)
  private let reads = Atomic(0)
  private let standings = Atomic<UInt64>(0)

  /// How often what sessions stand on was changed.
  var standingsRevision: UInt64 { self.standings.load(ordering: .acquiring) }

  func addStandingsRevision() {
    self.standings.wrappingAdd(1, ordering: .releasing)
  }

  func add(commits: Int, transactions: Int, refused: Int) {
    self.commits.wrappingAdd(commits, ordering: .relaxed)
    self.transactions.wrappingAdd(transactions, ordering: .relaxed)
    self.rolledBack.wrappingAdd(refused, ordering: .relaxed)
  }

  func addRead() {
    self.reads.wrappingAdd(1, ordering: .relaxed)
  }

  func activity(waiting: Int) -> StoreActivity {
    StoreActivity(
      commits: self.commits.load(ordering: .relaxed),
      transactions: self.transactions.load(ordering: .relaxed),
      rolledBack: self.rolledBack.load(ordering: .relaxed),
      reads: self.reads.load(ordering: .relaxed), waiting: waiting)
  }
}
