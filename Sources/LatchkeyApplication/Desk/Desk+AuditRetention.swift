import LatchkeyBase
import LatchkeyDomain

/// The audit does not fit its chain: nothing is removed until somebody has looked into it.
public struct AuditDamaged: Error, Hashable, Sendable, CustomStringConvertible {
  /// The first entry that does not fit.
  public let firstBad: Int64

  /// What to do about it, for people.
  public var description: String {
    "The audit was not shortened: entry \(self.firstBad) does not fit the one before it. Keep a copy "
      + "of the database, and find out who changed it."
  }
}

extension Desk {
  /// Entries that one step of the audit's retention removes at most.
  public static let trimmedEntriesMax = 500

  /// Removes entries that are older than the retention, a bounded number from the beginning, and sets
  /// a checkpoint in their place. Nothing happens while the setting is off.
  ///
  /// The links of what goes are looked at before: what somebody changed stays as a proof. The last
  /// entry always stays. The removal is an entry of its own.
  /// - Returns: How many entries went.
  /// - Throws: ``AuditDamaged`` and what the store throws.
  public func trimAudit() async throws -> Int {
    let settings = self.settings
    guard settings.auditRemovesOldEntries else { return 0 }
    let now = self.clock.now()
    let (moment, isEarlier) = now.milliseconds.subtractingReportingOverflow(
      settings.auditRetention.milliseconds)
    guard !isEarlier else { return 0 }
    let cutoff = Timestamp(milliseconds: moment)
    return try await self.store.write { transaction in
      let before = try transaction.auditCheckpoint()
      guard let head = try transaction.auditHead() else { return 0 }
      if let before, !AuditJournal.isGenuine(before, digests: self.digests) {
        throw AuditDamaged(firstBad: before.sequence)
      }
      let start = before?.sequence ?? 0
      var previous = before?.link ?? AuditJournal.origin
      var last: AuditEntry?
      for entry in try transaction.auditEntries(after: start, limit: Self.trimmedEntriesMax) {
        guard entry.sequence < head.sequence, entry.record.at < cutoff else { break }
        let next = (last?.sequence ?? start) + 1
        let bytes = AuditEntry.chainedBytes(
          previous: previous, sequence: entry.sequence, record: entry.record)
        guard entry.sequence == next,
          self.digests.auditGeneration(of: entry.link, over: bytes) != nil
        else { throw AuditDamaged(firstBad: next) }
        previous = entry.link
        last = entry
      }
      guard let last else { return 0 }
      let removed = try transaction.trimAudit(
        to: AuditJournal.checkpoint(after: last, digests: self.digests))
      try self.record(
        AuditRecord(
          at: now, principal: "latchkeyd", actor: .service, action: .auditTrimmed,
          details: ["first": "\(start + 1)", "last": "\(last.sequence)"]),
        of: nil, in: transaction)
      return removed
    }
  }
}
