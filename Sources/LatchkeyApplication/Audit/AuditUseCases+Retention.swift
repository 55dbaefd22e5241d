internal import LatchkeyBase
import LatchkeyDomain

/// The audit does not fit its chain: nothing is removed until a person has looked into it.
public struct AuditDamaged: Error, Hashable, Sendable, CustomStringConvertible {
  /// The first entry that does not fit.
  public let firstBad: Int64

  /// What to do about it, for people.
  public var description: String {
    "The audit was not shortened: entry \(self.firstBad) does not fit the one before it. Keep a copy "
      + "of the database, and find out who changed it."
  }
}

extension AuditUseCases {
  /// Entries that one step of the audit's retention removes at most.
  public static let trimmedEntriesMax = 500

  /// Removes entries that are older than the retention, a bounded number from the beginning, and sets
  /// a checkpoint in their place. Nothing happens while the setting is off.
  ///
  /// The links of what goes are looked at before: what was changed stays as a proof. The last
  /// entry always stays. The removal is an entry of its own.
  ///
  /// - Returns: How many entries went; or that the audit is damaged, and nothing was removed.
  /// - Throws: What the store fails with.
  public func trim() async throws(Failure) -> Result<Int, AuditDamaged> {
    let settings = self.gate.currentSettings.now
    guard settings.auditRemovesOldEntries else { return .success(0) }
    let now = self.gate.clock.now()
    let (start, isEarlier) = now.milliseconds.subtractingReportingOverflow(
      settings.auditRetention.milliseconds)
    guard !isEarlier else { return .success(0) }
    let cutoff = Timestamp(milliseconds: start)
    let digests = self.gate.digests
    return try await self.gate.store.write { transaction throws(Failure) in
      let before = try transaction.auditCheckpoint()
      guard let head = try transaction.auditHead() else { return .success(0) }
      if let before, !AuditJournal.isGenuine(before, digests: digests) {
        return .failure(AuditDamaged(firstBad: before.sequence))
      }
      let last: AuditEntry
      switch try Self.removable(
        after: before, head: head.sequence, olderThan: cutoff, digests, in: transaction)
      {
      case .failure(let damage): return .failure(damage)
      case .success(nil): return .success(0)
      case .success(let entry?): last = entry
      }
      let removed = try transaction.trimAudit(
        to: AuditJournal.checkpoint(after: last, digests: digests))
      try CallJournal(digests: digests, call: nil).append(
        AuditRecord(
          at: now, principal: "latchkeyd", actor: .service, action: .auditTrimmed,
          details: ["first": "\((before?.sequence ?? 0) + 1)", "last": "\(last.sequence)"]),
        to: transaction)
      return .success(removed)
    }
  }

  /// The last entry in a row, from the checkpoint on, that is old enough and fits the chain.
  private static func removable(
    after checkpoint: AuditCheckpoint?, head: Int64, olderThan cutoff: Timestamp,
    _ digests: any KeyedDigests, in transaction: any StoreReading
  ) throws(Failure) -> Result<AuditEntry?, AuditDamaged> {
    let start = checkpoint?.sequence ?? 0
    var previous = checkpoint?.link ?? AuditJournal.origin
    var last: AuditEntry?
    for entry in try transaction.auditEntries(after: start, limit: Self.trimmedEntriesMax) {
      guard entry.sequence < head, entry.record.at < cutoff else { break }
      let next = (last?.sequence ?? start) + 1
      let bytes = AuditEntry.chainedBytes(
        previous: previous, sequence: entry.sequence, record: entry.record)
      guard entry.sequence == next, digests.auditGeneration(of: entry.link, over: bytes) != nil
      else { return .failure(AuditDamaged(firstBad: next)) }
      previous = entry.link
      last = entry
    }
    return .success(last)
  }
}
