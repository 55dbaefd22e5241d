import LatchkeyDomain

/// A walk along the chain of the audit, entry by entry.
struct ChainWalk {
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
