import LatchkeyAuthorization
public import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// The service `SecondFactor`: the device of an account, and codes for when it is lost.
public struct SecondFactorUseCases: Sendable {
  let gate: Gate
  let vault: any SeedVault
  let entropy: any Entropy
  let codes: SecondFactorCodes
  let tokens: Tokens
  let throttles: CallThrottles
  let admission: Admission

  /// Where the caller's second factor stands.
  ///
  /// - Throws: A refusal.
  public func getStatus(_ call: Call) async throws(Failure) -> SecondFactorState {
    try await self.gate.read(Operation(.secondFactorGetStatus), call) { snapshot throws(Failure) in
      try Self.state(of: try snapshot.actorAccount(), snapshot)
    }
  }

  /// Makes other recovery codes; those of before are dead.
  ///
  /// - Returns: The codes, once.
  /// - Throws: A refusal when there is no device.
  public func regenerateRecoveryCodes(_ call: Call) async throws(Failure) -> [Secret] {
    let operation = Operation(.secondFactorRegenerateRecoveryCodes)
    let person = try await self.gate.person(operation, call)
    let codes = RecoveryCodeSet(for: person.account, entropy: self.entropy, vault: self.vault)
    try await self.gate.change(operation, call) { change throws(Failure) in
      let account = try change.actorAccount()
      guard account.hasSecondFactor else { throw .refusal(.secondFactorNotEnrolled) }
      try change.store.setRecoveryCodes(codes.digests, of: account.id)
      try change.notify(.recoveryCodesRenewed, account)
      try change.record()
    }
    return codes.texts
  }

  /// The owner wants to be asked for the password only. Other sessions end.
  ///
  /// - Throws: A refusal when there is no device, or one must be had.
  public func disableSecondFactor(_ call: Call) async throws(Failure) -> SecondFactorState {
    try await self.gate.change(Operation(.secondFactorDisableSecondFactor), call) {
      change throws(Failure) in
      var account = try change.actorAccount()
      guard account.hasSecondFactor else { throw .refusal(.secondFactorNotEnrolled) }
      let settings = try change.settings
      if let from = settings.secondFactorRequiredFrom(account), from <= change.now {
        throw .refusal(.secondFactorRequired)
      }
      account.removeSecondFactor(under: settings.policy(account.population))
      try change.store.update(account)
      let ended = try change.endOtherSessions(of: account)
      try change.notify(.secondFactorDisabled, account)
      try change.record(["sessions_ended": "\(ended)"])
      return try Self.state(of: account, change.snapshot)
    }
  }

  /// Takes the device of a person away who has lost it, with the recovery codes. Every session of the
  /// account ends; the owner is told.
  ///
  /// - Parameters:
  ///   - call: Of an agent with Manage MFA.
  ///   - account: The owner of the device.
  ///   - reason: Why, for the audit.
  /// - Throws: A refusal.
  public func resetSecondFactor(
    _ call: Call, of account: AccountSelector, reason: String
  ) async throws(Failure) {
    try await self.gate.change(
      Operation(.secondFactorResetSecondFactor, on: .account(account)), call
    ) { change throws(Failure) in
      var account = try change.targetAccount()
      guard account.hasSecondFactor else { throw .refusal(.secondFactorNotEnrolled) }
      account.removeSecondFactor(under: (try change.settings).policy(account.population))
      try change.store.update(account)
      try change.store.forgetCodes(of: account.id)
      let ended = try change.store.deleteSessions(of: account.id, except: nil)
      try change.notify(.secondFactorResetByStaff, account)
      try change.record(["reason_given": reason, "sessions_ended": "\(ended)"])
    }
  }

  private static func state(
    of account: Account, _ snapshot: borrowing Snapshot
  ) throws(Failure) -> SecondFactorState {
    SecondFactorState(
      enrolledAt: account.hasSecondFactor
        ? try snapshot.store.device(of: account.id)?.enrolledAt : nil,
      recoveryCodesLeft: try snapshot.store.recoveryCodesLeft(of: account.id),
      requiredFrom: (try snapshot.settings).secondFactorRequiredFrom(account))
  }
}

extension Change {
  /// Ends the sessions of an account but for the one that the call presents, which goes on under the new
  /// epoch.
  func endOtherSessions(of account: Account) throws(Failure) -> Int {
    let kept = self.actor?.session
    let ended = try self.store.deleteSessions(of: account.id, except: kept)
    if let kept { try self.store.rebindSession(kept, toEpoch: account.epoch) }
    return ended
  }
}
