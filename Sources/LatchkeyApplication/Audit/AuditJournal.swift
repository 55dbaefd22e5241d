public import LatchkeyDomain

/// The audit's chain: every entry carries a keyed digest of itself and of the one before.
///
/// The last link is sealed apart from the entries. A chain cannot tell by itself that its end is
/// missing; a seal that fits no shorter chain can, since a seal cannot be made without the key. In the
/// same way a checkpoint stands for entries at the beginning that retention removed.
public enum AuditJournal {
  /// The link that the first entry is chained to.
  public static let origin = [UInt8](repeating: 0, count: 32)

  /// What an entry is chained to that follows a broken end. No link is all ones.
  static let broken = [UInt8](repeating: 0xFF, count: 32)

  /// Appends an entry in the transaction of its cause.
  ///
  /// - Returns: Its sequence.
  /// - Throws: What the store fails with.
  @discardableResult
  public static func append(
    _ record: AuditRecord, to transaction: any StoreWriting, digests: any KeyedDigests
  ) throws(Failure) -> Int64 {
    let head = try transaction.auditHead()
    let sequence = (head?.sequence ?? 0) + 1
    // A chain with its end cut off must not be made whole again by going on: what follows hangs on
    // nothing, and every later check finds the place.
    let isWhole = Self.generation(of: try transaction.auditSeal(), head, digests: digests) != nil
    let previous = isWhole ? head?.link ?? Self.origin : Self.broken
    let link = digests.auditLink(
      AuditEntry.chainedBytes(previous: previous, sequence: sequence, record: record))
    try transaction.insert(AuditEntry(sequence: sequence, record: record, link: link))
    try transaction.setAuditSeal(
      digests.auditLink(Self.sealedBytes(sequence: sequence, link: link)))
    return sequence
  }

  /// What the seal is the digest of: a word that begins no entry, the sequence and the link.
  static func sealedBytes(sequence: Int64, link: [UInt8]) -> [UInt8] {
    Array("seal \(sequence) ".utf8) + link
  }

  /// The generation of keys that made the seal of a chain that ends here; nil when it is none. An
  /// empty chain has no seal, and any generation.
  static func generation(
    of seal: [UInt8]?, _ head: (sequence: Int64, link: [UInt8])?, digests: any KeyedDigests
  ) -> Int? {
    guard let head else { return seal == nil ? 0 : nil }
    guard let seal else { return nil }
    return digests.auditGeneration(
      of: seal, over: Self.sealedBytes(sequence: head.sequence, link: head.link))
  }

  /// The checkpoint behind an entry with a link that was looked at.
  static func checkpoint(
    after entry: AuditEntry, digests: any KeyedDigests
  ) -> AuditCheckpoint {
    AuditCheckpoint(
      sequence: entry.sequence, link: entry.link,
      proof: digests.auditLink(Self.checkpointBytes(sequence: entry.sequence, link: entry.link)))
  }

  /// Whether the key made a checkpoint.
  static func isGenuine(_ checkpoint: AuditCheckpoint, digests: any KeyedDigests) -> Bool {
    digests.auditGeneration(
      of: checkpoint.proof,
      over: Self.checkpointBytes(sequence: checkpoint.sequence, link: checkpoint.link)) != nil
  }

  /// What a checkpoint's proof is the digest of: another word that begins no entry.
  private static func checkpointBytes(sequence: Int64, link: [UInt8]) -> [UInt8] {
    Array("checkpoint \(sequence) ".utf8) + link
  }
}
