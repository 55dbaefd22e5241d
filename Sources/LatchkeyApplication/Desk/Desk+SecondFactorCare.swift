import LatchkeyAuthorization
import LatchkeyDomain
import LatchkeySchema

// What others than the owner do with second factors.
extension Desk {
  /// Takes the device of somebody away who has lost it, with the recovery codes. Every session of the
  /// account ends (D14); the owner is told.
  ///
  /// - Parameters:
  ///   - call: Of somebody with Manage MFA.
  ///   - account: Whose.
  ///   - reason: Why, for the audit.
  /// - Throws: ``Refusal``.
  public func resetSecondFactor(
    _ call: Call, of account: AccountSelector, reason: String
  ) async throws {
    let now = self.clock.now()
    try await self.changing(
      Entrance(
        method: .secondFactorResetSecondFactor, action: .secondFactorReset,
        target: .account(account)), call
    ) { grant, transaction in
      var account = try transaction.targetAccount(of: grant)
      guard account.hasSecondFactor else { throw Refusal(.secondFactorNotEnrolled) }
      let settings = try self.settings(in: transaction, at: now)
      account.removeSecondFactor(under: settings.policy(account.population))
      try transaction.update(account)
      try transaction.forgetCodes(of: account.id)
      let ended = try transaction.deleteSessions(of: account.id, except: nil)
      try self.notify(.secondFactorResetByStaff, account, in: transaction, at: now)
      try self.record(
        self.done(
          .secondFactorReset, grant, at: now,
          details: ["reason_given": reason, "sessions_ended": "\(ended)"]),
        of: call, in: transaction)
    }
    self.mailQueued()
  }

  /// Devices whose seed is sealed again in one transaction.
  public static let resealedMax = 200

  /// Seals some of the seeds under the current key that are sealed under one of before.
  ///
  /// - Returns: How many were looked at: as many as ``resealedMax``, and there may be more.
  /// - Throws: What the store throws.
  public func resealSeeds() async throws -> Int {
    let former = self.vault.formerKeys
    guard !former.isEmpty else { return 0 }
    let found = try await self.store.read { transaction in
      try transaction.seedsSealed(under: former, limit: Self.resealedMax)
    }
    guard !found.isEmpty else { return 0 }
    let resealed = found.compactMap { device in
      self.vault.reseal(
        device.seed, for: device.account, nonce: self.entropy.bytes(SealedSeed.nonceByteCount)
      ).map { (device, $0) }
    }
    let now = self.clock.now()
    try await self.store.write { transaction in
      var count = 0
      for (device, seed) in resealed where try transaction.reseal(device, to: seed) { count += 1 }
      guard count > 0 else { return }
      try self.record(
        AuditRecord(
          at: now, principal: "latchkeyd", actor: .service, action: .seedsResealed,
          details: ["seeds": "\(count)"]),
        of: nil, in: transaction)
    }
    // One that no key opens is looked at again and again, and must not keep the others waiting.
    return resealed.count < found.count ? 0 : found.count
  }
}

extension StoreReading {
  /// Devices whose seed is sealed under one of some keys.
  func seedsSealed(under keys: [UInt32], limit: Int) throws -> [Device] {
    var found: [Device] = []
    for key in keys where found.count < limit {
      found += try self.devices(sealedUnder: key, limit: limit - found.count)
    }
    return found
  }
}

extension StoreWriting {
  /// Forgets what was counted of wrong codes of an account.
  func forgetCodes(of account: AccountID) throws {
    for key in [
      ThrottleKey.secondFactorCode(account), .recoveryCode(account), .enrollmentCode(account),
    ] { try self.clearThrottle(key) }
  }
}
