import LatchkeyAuthorization
internal import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import Synchronization

// What the operator on the host does with a running service.
extension Desk {
  /// Writes a consistent copy of the store to a new file. The key file is not in it.
  ///
  /// The audit entry follows the copy, and so is not in it either: a copy that came to nothing leaves
  /// no entry.
  /// - Throws: ``Refusal`` with the field `path`; ``BackupError``.
  public func backUp(
    _ call: Call, to path: String, by backup: any StoreBackup
  ) async throws -> BackupFacts {
    let entrance = Entrance(method: .operatorBackup, action: .backedUp)
    try await self.reading(entrance, call) { _, _ in }
    // One at a time: each reads the whole file.
    guard !self.backupRuns.exchange(true, ordering: .acquiringAndReleasing) else {
      throw Refusal(.overloaded, retryAfter: .seconds(1))
    }
    defer { self.backupRuns.store(false, ordering: .releasing) }
    let facts: BackupFacts
    do {
      facts = try await backup.copy(to: path)
    } catch .path(let problem) {
      throw Refusal(FieldError(field: "path", problem: problem))
    }
    let now = self.clock.now()
    try await self.changing(entrance, call) { grant, transaction in
      try self.record(
        self.done(
          .backedUp, grant, at: now,
          details: [
            "bytes": "\(facts.bytes)", "audit_sequence": "\(facts.auditSequence)",
          ]),
        of: call, in: transaction)
      return
    }
    return facts
  }

  /// Records that the operator stops the service. The stop itself is the composition's.
  public func drain(_ call: Call) async throws {
    let now = self.clock.now()
    try await self.changing(
      Entrance(method: .operatorDrain, action: .drained), call
    ) { grant, transaction in
      try self.record(self.done(.drained, grant, at: now), of: call, in: transaction)
      return
    }
  }

  /// Lets nobody but the operator see what the service has counted.
  public func mayReadMetrics(_ call: Call) async throws {
    try await self.reading(
      Entrance(method: .operatorGetMetrics, action: .metricsRead), call
    ) { _, _ in }
  }

  /// Makes a new current key for everything that is digested.
  ///
  /// The keys change inside the transaction, on the one thread that appends to the audit: no entry of
  /// an older key comes behind one of a younger. When the commit fails, the new key stays in the file
  /// and does no harm.
  /// - Parameters:
  ///   - call: Of the operator on the host.
  ///   - keys: Keeps the keys.
  ///   - isCompromised: The old keys are known to others: every session and link dies.
  ///   - isConfirmed: Must be true then.
  /// - Returns: The new key's id, and how many seeds of devices are to be sealed again.
  /// - Throws: ``Refusal``, ``KeyKeepingError``.
  public func rotateKeys(
    _ call: Call, of keys: any KeyKeeping, isCompromised: Bool, isConfirmed: Bool
  ) async throws -> (id: String, toReseal: Int) {
    let now = self.clock.now()
    return try await self.changing(
      Entrance(method: .operatorRotateKeys, action: .keysRotated), call
    ) { grant, transaction in
      guard isConfirmed || !isCompromised else { throw Refusal(.confirmationRequired) }
      let id = try keys.rotate(at: now)
      var details = ["key": id, "compromised": "\(isCompromised)"]
      if isCompromised {
        details["global_epoch"] = "\(try transaction.advanceGlobalEpoch())"
        details["severity"] = "security"
      }
      try self.record(
        self.done(.keysRotated, grant, at: now, details: details), of: call, in: transaction)
      return (id, try transaction.deviceCount())
    }
  }

  /// Accepts keys no longer that were replaced so long ago that nothing lives which they made; they
  /// go on verifying the audit. None ends while a seed of a device is sealed under one of them.
  ///
  /// - Returns: How many.
  /// - Throws: ``KeyKeepingError`` and what the store throws.
  public func retireKeys(of keys: any KeyKeeping) async throws -> Int {
    let now = self.clock.now()
    let (moment, isEarlier) = now.milliseconds.subtractingReportingOverflow(
      self.settings.longestLifetime.milliseconds)
    guard !isEarlier else { return 0 }
    return try await self.store.write { transaction in
      // A key that seals a seed still opens it; the seeds are sealed again first.
      guard try transaction.seedsSealed(under: self.vault.formerKeys, limit: 1).isEmpty else {
        return 0
      }
      let count = try keys.retire(replacedBefore: Timestamp(milliseconds: moment))
      guard count > 0 else { return 0 }
      try self.record(
        AuditRecord(
          at: now, principal: "latchkeyd", actor: .service, action: .keysRetired,
          details: ["keys": "\(count)"]),
        of: nil, in: transaction)
      return count
    }
  }
}

extension DeskSettings {
  /// Nothing that is digested under a key lives longer: sessions, links, tickets, remembered calls;
  /// and 30 days at least, should a setting have been longer before.
  var longestLifetime: Lifetime {
    [
      .days(30), self.contactSelfResetLifetime, self.agentSelfResetLifetime,
      self.staffToContactResetLifetime, self.staffToAgentResetLifetime,
      self.contactActivationLifetime, self.invitationLifetime, self.emailConfirmationLifetime,
      self.passwordChangeTicketLifetime, self.contactSessions.absolute,
      self.agentSessions.absolute,
    ].max() ?? .days(30)
  }
}
