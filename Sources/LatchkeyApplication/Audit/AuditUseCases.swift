public import LatchkeyDomain
import LatchkeySchema

/// What a look at the whole audit found.
public struct ChainVerdict: Hashable, Sendable {
  /// How many entries were looked at.
  public let entries: Int64
  /// The first entry that does not fit; nil when all do. The one of a checkpoint stands for all that
  /// were removed.
  public let firstBad: Int64?
  /// The last entry that retention removed; nil when none was.
  public let checkpoint: Int64?
}

/// A page of the audit, with the accounts that it names.
public struct AuditListing: Sendable {
  /// The page.
  public let page: AuditPage
  /// The accounts that its entries name, as they are now.
  public let accounts: [AccountID: Account]
}

/// The service `Audit`: reading, checking and exporting what was done.
public struct AuditUseCases: Sendable {
  let gate: Gate
  /// The walk through the whole audit, which takes minutes on a large desk.
  let walks = ExclusiveWork()

  /// A page of the audit, the newest first, with the accounts that its entries name.
  ///
  /// - Throws: A refusal.
  public func listEvents(
    _ call: Call, _ query: AuditQuery
  ) async throws(Failure) -> AuditListing {
    try await self.gate.read(Operation(.auditListEvents), call) { snapshot throws(Failure) in
      let page = try snapshot.store.auditPage(query)
      return AuditListing(
        page: page, accounts: try snapshot.store.accounts(namedBy: page.entries))
    }
  }

  /// Looks at every entry of the audit, the link to the one before, and the seal over the last.
  ///
  /// It begins behind the checkpoint, if retention removed entries. An entry of an older key behind
  /// one of a newer key is bad: a key that was replaced cannot go on with the chain.
  ///
  /// - Throws: A refusal, also while another walk is under way; ``Failure/cancelled`` in between.
  public func verifyChain(_ call: Call) async throws(Failure) -> ChainVerdict {
    let digests = self.gate.digests
    // Head and seal of one snapshot: entries that come later are not looked at.
    let (head, seal) = try await self.gate.read(Operation(.auditVerifyChain), call) {
      snapshot throws(Failure) in
      let head = try snapshot.store.auditHead()
      let seal = AuditJournal.generation(
        of: try snapshot.store.auditSeal(), head, digests: digests)
      return (head?.sequence ?? 0, seal)
    }
    try self.walks.begin()
    defer { self.walks.end() }
    var walk = ChainWalk(digests: digests)
    while walk.sequence < head || walk.isAtStart {
      // Calls of others come in between the pages, and the deadline of this one.
      await Task.yield()
      if Task.isCancelled { throw .cancelled }
      let after = walk.sequence
      let (checkpoint, page) = try await self.gate.store.read { store throws(Failure) in
        // Of one snapshot: retention may remove entries while others are looked at.
        let checkpoint = try store.auditCheckpoint()
        let start = max(after, checkpoint?.sequence ?? 0)
        return (checkpoint, try store.auditEntries(after: start, limit: 100))
      }
      let isWhole =
        walk.take(checkpoint)
        && page.allSatisfy { $0.sequence > head || walk.take($0) }
      guard isWhole else { return walk.verdict(isWhole: false) }
      // The head was there when it was read: entries are missing at the end.
      if page.isEmpty { return walk.verdict(isWhole: walk.sequence == head && seal != nil) }
    }
    return walk.verdict(isWhole: walk.isSealed(by: seal))
  }
}

extension StoreReading {
  /// The accounts that entries name.
  func accounts(namedBy entries: [AuditEntry]) throws(Failure) -> [AccountID: Account] {
    var accounts: [AccountID: Account] = [:]
    for entry in entries {
      for id in entry.record.namedAccounts where accounts[id] == nil {
        accounts[id] = try self.account(id)
      }
    }
    return accounts
  }
}

extension AuditRecord {
  /// The accounts that an entry names.
  fileprivate var namedAccounts: [AccountID] {
    var accounts = self.target.map { [$0] } ?? []
    if case .account(let id) = self.actor { accounts.append(id) }
    return accounts
  }
}
