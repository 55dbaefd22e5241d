public import LatchkeyDomain

/// One page of the audit.
public struct AuditPage: Hashable, Sendable {
  /// The entries: the newest first, by sequence; by time where nothing but a time was asked for,
  /// which is the same unless the clock was set back.
  public var entries: [AuditEntry]
  /// What to ask with next; nil when there is nothing more.
  public var next: Int64?

  /// A page.
  public init(entries: [AuditEntry], next: Int64?) {
    self.entries = entries
    self.next = next
  }
}

/// What stands for the entries that retention removed: the last of them, and a proof by the key.
public struct AuditCheckpoint: Hashable, Sendable {
  /// The sequence of the last entry that was removed. The chain goes on with the next one.
  public var sequence: Int64
  /// Its link, which the next entry is chained to.
  public var link: [UInt8]
  /// A keyed digest over both, 32 bytes: without the key no other checkpoint can be made.
  public var proof: [UInt8]

  /// A checkpoint.
  public init(sequence: Int64, link: [UInt8], proof: [UInt8]) {
    self.sequence = sequence
    self.link = link
    self.proof = proof
  }
}
