public import LatchkeyBase
internal import LatchkeyDomain

/// What the operator does to a store that no daemon serves.
///
/// There is no call and no gate: a process that can write the file is the operator. The audit says so all
/// the same, in the transaction of the change.
public enum OfflineChange {
  /// The audit's end is not of the keys that were given.
  public struct KeysDoNotFit: Error, Hashable, Sendable, CustomStringConvertible {
    /// What to do about it, for people.
    public var description: String {
      "The key file does not belong to this database, or the end of its audit was changed. Put the "
        + "key file of its time in place; to go on without it, use --new-keys."
    }
  }

  /// What a restored store was made to be.
  public struct Restored: Hashable, Sendable {
    /// The store's epoch now.
    public let globalEpoch: Int64
    /// What was ended.
    public let effects: RestoreEffects
    /// The audit entry of the restore.
    public let auditSequence: Int64
  }

  /// Makes a copy of the store fit to be served: every token and session of its time is dead,
  /// queued mail is dropped, temporary passwords are over, idempotency keys are forgotten.
  ///
  /// - Parameters:
  ///   - store: The copy, which no daemon serves.
  ///   - digests: Of the key file that it will be served with.
  ///   - now: Now.
  ///   - acceptsOtherKeys: Go on although the audit was sealed by other keys.
  /// - Returns: What was done.
  /// - Throws: ``KeysDoNotFit`` and what the store throws.
  public static func settleRestored(
    _ store: any Store, digests: any KeyedDigests, at now: Timestamp, acceptsOtherKeys: Bool
  ) async throws -> Restored {
    try await store.write { transaction in
      try Self.checkKeys(transaction, digests, acceptsOtherKeys)
      let epoch = try transaction.advanceGlobalEpoch()
      let effects = try transaction.endWhatMustNotReturn(at: now)
      let sequence = try Self.record(
        .restored,
        [
          "global_epoch": "\(epoch)", "mails_dropped": "\(effects.mails)",
          "temporary_passwords_ended": "\(effects.temporaryPasswords)",
          "recovery_codes_ended": "\(effects.recoveryCodes)",
        ], transaction, digests, now)
      return Restored(globalEpoch: epoch, effects: effects, auditSequence: sequence)
    }
  }

  /// Ends every token and session there is, as after the loss of the database file to a stranger.
  ///
  /// - Returns: The store's epoch now.
  /// - Throws: ``KeysDoNotFit`` and what the store throws.
  public static func advanceEpoch(
    of store: any Store, digests: any KeyedDigests, at now: Timestamp, acceptsOtherKeys: Bool
  ) async throws -> Int64 {
    try await store.write { transaction in
      try Self.checkKeys(transaction, digests, acceptsOtherKeys)
      let epoch = try transaction.advanceGlobalEpoch()
      try Self.record(
        .epochAdvanced, ["global_epoch": "\(epoch)"], transaction, digests, now)
      return epoch
    }
  }

  private static func checkKeys(
    _ transaction: any StoreReading, _ digests: any KeyedDigests, _ acceptsOthers: Bool
  ) throws {
    let generation = AuditJournal.generation(
      of: try transaction.auditSeal(), try transaction.auditHead(), digests: digests)
    guard generation != nil || acceptsOthers else { throw KeysDoNotFit() }
  }

  @discardableResult
  private static func record(
    _ action: AuditAction, _ details: [String: String], _ transaction: any StoreWriting,
    _ digests: any KeyedDigests, _ now: Timestamp
  ) throws -> Int64 {
    try AuditJournal.append(
      AuditRecord(
        at: now, principal: "latchkeyd", actor: .hostOperator, action: action, details: details),
      to: transaction, digests: digests)
  }
}
