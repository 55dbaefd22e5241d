import LatchkeyAuthorization
internal import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema
import Synchronization

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

/// The accounts that a page of the audit names.
public struct AuditListing: Sendable {
  /// The page.
  public let page: AuditPage
  /// The accounts that its entries name, as they are now.
  public let accounts: [AccountID: Account]
}

extension Desk {
  /// A page of the audit, the newest first, with the accounts that its entries name.
  public func auditEntries(_ call: Call, _ query: AuditQuery) async throws -> AuditListing {
    try await self.reading(
      Entrance(method: .auditListEvents, action: .auditRead), call
    ) { _, transaction in
      let page = try transaction.auditPage(query)
      return AuditListing(
        page: page, accounts: try transaction.accounts(namedBy: page.entries))
    }
  }

  /// Looks at every entry of the audit, the link to the one before, and the seal over the last.
  ///
  /// It begins behind the checkpoint, if retention removed entries. An entry of an older key behind
  /// one of a newer key is bad: who has got hold of a key that was replaced cannot go on with it.
  public func verifyAudit(_ call: Call) async throws -> ChainVerdict {
    // Head and seal of one moment: entries that come later are not looked at.
    let (head, seal) = try await self.reading(
      Entrance(method: .auditVerifyChain, action: .auditRead), call
    ) { _, transaction in
      let head = try transaction.auditHead()
      let seal = AuditJournal.generation(
        of: try transaction.auditSeal(), head, digests: self.digests)
      return (head?.sequence ?? 0, seal)
    }
    // One walk at a time: it is work for minutes on a large desk.
    guard !self.auditWalk.exchange(true, ordering: .acquiringAndReleasing) else {
      throw Refusal(.overloaded, retryAfter: .seconds(1))
    }
    defer { self.auditWalk.store(false, ordering: .releasing) }
    var walk = ChainWalk(digests: self.digests)
    while walk.sequence < head || walk.isAtStart {
      // Calls of others come in between the pages, and the deadline of this one.
      await Task.yield()
      try Task.checkCancellation()
      let after = walk.sequence
      let (checkpoint, page) = try await self.store.read { transaction in
        // Of one snapshot: retention may remove entries while others are looked at.
        let checkpoint = try transaction.auditCheckpoint()
        return (
          checkpoint,
          try transaction.auditEntries(after: max(after, checkpoint?.sequence ?? 0), limit: 100)
        )
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

/// A walk along the chain.
private struct ChainWalk {
  let digests: any KeyedDigests
  /// The last entry that fits.
  private(set) var sequence: Int64 = 0
  private(set) var isAtStart = true
  private var previous = AuditJournal.origin
  private var generation = 0
  private var entries: Int64 = 0
  private var checkpoint: AuditCheckpoint?
  private var firstBad: Int64?

  init(digests: any KeyedDigests) {
    self.digests = digests
  }

  /// Goes on behind a checkpoint, if it is further than the walk. False when the key did not make it.
  mutating func take(_ checkpoint: AuditCheckpoint?) -> Bool {
    self.isAtStart = false
    guard let checkpoint, checkpoint != self.checkpoint else { return true }
    guard AuditJournal.isGenuine(checkpoint, digests: self.digests) else {
      self.firstBad = checkpoint.sequence
      return false
    }
    self.checkpoint = checkpoint
    if checkpoint.sequence > self.sequence {
      self.sequence = checkpoint.sequence
      self.previous = checkpoint.link
    }
    return true
  }

  /// Goes on to the next entry. False when it does not fit.
  mutating func take(_ entry: AuditEntry) -> Bool {
    let bytes = AuditEntry.chainedBytes(
      previous: self.previous, sequence: entry.sequence, record: entry.record)
    guard entry.sequence == self.sequence + 1,
      let generation = self.digests.auditGeneration(of: entry.link, over: bytes),
      generation >= self.generation
    else { return false }
    self.generation = generation
    self.previous = entry.link
    self.sequence = entry.sequence
    self.entries += 1
    return true
  }

  /// Whether a seal of this generation may stand over the last entry: both were made at once.
  func isSealed(by generation: Int?) -> Bool {
    guard let generation else { return false }
    return self.entries == 0 || generation == self.generation
  }

  func verdict(isWhole: Bool) -> ChainVerdict {
    ChainVerdict(
      entries: self.entries, firstBad: isWhole ? nil : self.firstBad ?? self.sequence + 1,
      checkpoint: self.checkpoint?.sequence)
  }
}
