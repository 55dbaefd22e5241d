internal import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// The service `Operator`: what the operator on the host does with a running service.
public struct OperatorUseCases: Sendable {
  let gate: Gate
  let passwords: PasswordProcedure
  let vault: any SeedVault
  /// Copies of the store.
  let backups = ExclusiveWork()

  /// Writes a consistent copy of the store to a new file. The key file is not in it.
  ///
  /// The audit entry follows the copy, and so is not in it either: a copy that came to nothing leaves
  /// no entry.
  ///
  /// - Throws: A refusal, with the field `path` for a path that cannot be used; ``Failure/backup(_:)``.
  public func backup(
    _ call: Call, to path: String, by backup: any StoreBackup
  ) async throws(Failure) -> BackupFacts {
    let operation = Operation(.operatorBackup)
    try await self.gate.read(operation, call) { _ throws(Failure) in }
    try self.backups.begin()
    defer { self.backups.end() }
    let facts: BackupFacts
    do throws(BackupError) {
      facts = try await backup.copy(to: path)
    } catch {
      if case .path(let problem) = error { throw .field("path", problem) }
      throw .backup(error)
    }
    try await self.gate.change(operation, call) { change throws(Failure) in
      _ = try change.record([
        "bytes": "\(facts.bytes)", "audit_sequence": "\(facts.auditSequence)",
      ])
    }
    return facts
  }

  /// Records that the operator stops the service. The stop itself is the composition's.
  ///
  /// - Throws: A refusal.
  public func drain(_ call: Call) async throws(Failure) {
    try await self.gate.change(Operation(.operatorDrain), call) { change throws(Failure) in
      _ = try change.record()
    }
  }

  /// Decides whether the caller may see what the service has counted: only the operator may.
  ///
  /// - Throws: A refusal.
  public func mayGetMetrics(_ call: Call) async throws(Failure) {
    try await self.gate.read(Operation(.operatorGetMetrics), call) { _ throws(Failure) in }
  }

  /// Makes a new current key for everything that is digested.
  ///
  /// The keys change inside the transaction, on the one thread that appends to the audit: no entry of
  /// an older key comes behind one of a younger. When the commit fails, the new key stays in the file
  /// and does no harm.
  ///
  /// - Parameters:
  ///   - call: Of the operator on the host.
  ///   - keys: Keeps the keys.
  ///   - isCompromised: The old keys are known to others: every session and link dies.
  ///   - isConfirmed: Must be true then.
  /// - Returns: The new key's id, and how many seeds of devices are to be sealed again.
  /// - Throws: A refusal; ``Failure/keys(_:)``.
  public func rotateKeys(
    _ call: Call, of keys: any KeyKeeping, isCompromised: Bool, isConfirmed: Bool
  ) async throws(Failure) -> (id: String, toReseal: Int) {
    try await self.gate.change(Operation(.operatorRotateKeys), call) { change throws(Failure) in
      guard isConfirmed || !isCompromised else { throw .refusal(.confirmationRequired) }
      let id: String
      do throws(KeyKeepingError) {
        id = try keys.rotate(at: change.now)
      } catch {
        throw .keys(error)
      }
      var details = ["key": id, "compromised": "\(isCompromised)"]
      if isCompromised {
        details["global_epoch"] = "\(try change.store.advanceGlobalEpoch())"
        details["severity"] = "security"
      }
      try change.record(details)
      return (id, try change.store.deviceCount())
    }
  }

  /// Accepts keys no longer that were replaced so long ago that nothing lives which they made; they
  /// go on verifying the audit. None ends while a seed of a device is sealed under one of them.
  ///
  /// - Returns: How many.
  /// - Throws: ``Failure/keys(_:)``, and what the store fails with.
  public func retireKeys(of keys: any KeyKeeping) async throws(Failure) -> Int {
    let now = self.gate.clock.now()
    let (start, isEarlier) = now.milliseconds.subtractingReportingOverflow(
      self.gate.currentSettings.now.longestLifetime.milliseconds)
    guard !isEarlier else { return 0 }
    let formerKeys = self.vault.formerKeys
    let journal = CallJournal(digests: self.gate.digests, call: nil)
    return try await self.gate.store.write { transaction throws(Failure) in
      // A key that seals a seed still opens it; the seeds are sealed again first.
      guard try transaction.seedsSealed(under: formerKeys, limit: 1).isEmpty else { return 0 }
      let count: Int
      do throws(KeyKeepingError) {
        count = try keys.retire(replacedBefore: Timestamp(milliseconds: start))
      } catch {
        throw .keys(error)
      }
      guard count > 0 else { return 0 }
      try journal.append(
        AuditRecord(
          at: now, principal: "latchkeyd", actor: .service, action: .keysRetired,
          details: ["keys": "\(count)"]),
        to: transaction)
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
