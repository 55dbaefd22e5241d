public import LatchkeyDomain

/// The audit's chain: every entry carries a keyed digest of itself and of the one before.
///
/// The last link is sealed apart from the entries. A chain cannot tell by itself that its end is
/// missing; a seal that fits no shorter chain can, since nobody without the key makes another.
public enum AuditJournal {
  /// The link that the first entry is chained to.
  public static let origin = [UInt8](repeating: 0, count: 32)

  /// What an entry is chained to that follows a broken end. No link is all ones.
  static let broken = [UInt8](repeating: 0xFF, count: 32)

  /// Appends an entry in the transaction of its cause.
  ///
  /// - Returns: Its sequence.
  @discardableResult
  public static func append(
    _ record: AuditRecord, to transaction: any StoreWriting, digests: any KeyedDigests
  ) throws -> Int64 {
    let head = try transaction.auditHead()
    let sequence = (head?.sequence ?? 0) + 1
    // A chain whose end was cut off must not be made whole again by going on: what follows hangs on
    // nothing, and every later check finds the place.
    let isWhole = Self.seals(try transaction.auditSeal(), head, digests: digests)
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

  /// Whether a seal is the one of a chain that ends here.
  static func seals(
    _ seal: [UInt8]?, _ head: (sequence: Int64, link: [UInt8])?, digests: any KeyedDigests
  ) -> Bool {
    guard let head else { return seal == nil }
    guard let seal else { return false }
    return digests.auditLinkCandidates(
      Self.sealedBytes(sequence: head.sequence, link: head.link)
    ).contains(seal)
  }
}
