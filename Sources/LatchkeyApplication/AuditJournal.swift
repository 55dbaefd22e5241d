public import LatchkeyDomain

/// The audit's chain: every entry carries a keyed digest of itself and of the one before.
public enum AuditJournal {
  /// The link that the first entry is chained to.
  public static let origin = [UInt8](repeating: 0, count: 32)

  /// Appends an entry in the transaction of its cause.
  ///
  /// - Returns: Its sequence.
  @discardableResult
  public static func append(
    _ record: AuditRecord, to transaction: any StoreWriting, digests: any KeyedDigests
  ) throws -> Int64 {
    let head = try transaction.auditHead()
    let sequence = (head?.sequence ?? 0) + 1
    let link = digests.auditLink(
      AuditEntry.chainedBytes(
        previous: head?.link ?? Self.origin, sequence: sequence, record: record))
    try transaction.insert(AuditEntry(sequence: sequence, record: record, link: link))
    return sequence
  }
}
