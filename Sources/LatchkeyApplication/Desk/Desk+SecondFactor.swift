import LatchkeyAuthorization
public import LatchkeyDomain
import LatchkeySchema

/// Where somebody's second factor stands.
public struct SecondFactorState: Sendable {
  /// Since when there is a device; nil when there is none.
  public let enrolledAt: Timestamp?
  /// Recovery codes that were not used.
  public let recoveryCodesLeft: Int
  /// From when on one must be had; nil when nothing asks for one.
  public let requiredFrom: Timestamp?
}

/// What a device needs to know. Given out once.
public struct NewDevice: Sendable {
  /// The seed in base32, for typing in.
  public let seed: SecretBytes
  /// The same as an otpauth address, for a QR code.
  public let uri: SecretBytes
  /// Until when a code of the device must be shown.
  public let expiresAt: Timestamp
}

/// A device that is asked for from now on.
public struct EnrolledDevice: Sendable {
  /// For when it is lost; each works once. Given out once.
  public let recoveryCodes: [SecretBytes]
  /// How the sign-in goes on that led here, if one did.
  public let signIn: SignInResult?
}

/// Who is about to get a device: the owner of the session that the call presents, or whoever holds the
/// ticket of a sign-in that goes no further without one.
private enum EnrollmentClaim: Sendable {
  case session
  case ticket(SecretBytes)

  init(_ ticket: SecretBytes?) {
    self = ticket.map { .ticket($0) } ?? .session
  }

  var aspect: Aspect {
    switch self {
    case .session: .plain
    case .ticket: .byTicket
    }
  }
}

// The owner's side of the second factor (S3.18).
extension Desk {
  /// Where the caller's second factor stands.
  public func secondFactorState(_ call: Call) async throws -> SecondFactorState {
    try await self.reading(
      Entrance(method: .secondFactorGetStatus, action: .secondFactorRead), call
    ) { grant, transaction in
      try self.state(of: try transaction.actorAccount(of: grant), in: transaction)
    }
  }

  /// Makes a seed for a device. Nothing is asked of the device until a code of it was shown.
  ///
  /// - Parameters:
  ///   - call: Of the owner of a session, unless there is a ticket.
  ///   - ticket: Of a sign-in that goes no further without a device.
  /// - Returns: What the device needs, once. A device that was begun before is forgotten.
  /// - Throws: ``Refusal`` when there is a device already, or the password lives elsewhere.
  public func beginEnrollment(_ call: Call, ticket: SecretBytes?) async throws -> NewDevice {
    let claim = EnrollmentClaim(ticket)
    try await self.reserveLinkWork(.enrollmentBegun, call)
    var bytes = self.entropy.bytes(DeviceText.seedByteCount)
    defer { wipe(&bytes) }
    let seed = SecretBytes(bytes)
    let nonce = self.entropy.bytes(SealedSeed.nonceByteCount)
    let now = self.clock.now()
    let (account, expiresAt) = try await self.changing(
      Entrance(
        method: .secondFactorBeginTOTPEnrollment, aspect: claim.aspect, action: .enrollmentBegun),
      call, about: { $0.0.id }
    ) { grant, transaction in
      let account = try self.claimant(claim, grant, in: transaction, at: now).account
      try account.requireRoomForDevice()
      let enrollment = Enrollment(
        account: account.id, seed: self.vault.seal(seed, for: account.id, nonce: nonce),
        epoch: account.epoch, expiresAt: now + self.settings.enrollmentLifetime)
      try transaction.setEnrollment(enrollment)
      try self.record(
        AuditRecord(
          at: now, principal: grant.principal.name, actor: .account(account.id),
          action: .enrollmentBegun, target: account.id),
        of: call, in: transaction)
      return (account, enrollment.expiresAt)
    }
    return NewDevice(
      seed: DeviceText.base32(seed),
      uri: DeviceText.uri(
        seed, issuer: self.settings.deskName, account: account.nameOnDevice),
      expiresAt: expiresAt)
  }

  /// Shows that the device makes the right codes: from now on sign-in asks for one.
  ///
  /// Sessions and links of before are dead, but for the session that the call presents: they came
  /// about without the device.
  /// - Parameters:
  ///   - call: As at the beginning.
  ///   - code: Of the device.
  ///   - ticket: As at the beginning. It is used up, and the sign-in goes on.
  /// - Returns: The recovery codes, once.
  /// - Throws: ``Refusal``; a wrong code leaves everything as it was.
  public func confirmEnrollment(
    _ call: Call, code: SecretBytes, ticket: SecretBytes?
  ) async throws -> EnrolledDevice {
    let claim = EnrollmentClaim(ticket)
    try await self.reserveLinkWork(.secondFactorEnrolled, call)
    let entrance = Entrance(
      method: .secondFactorConfirmTOTPEnrollment, aspect: claim.aspect,
      action: .secondFactorEnrolled)
    let now = self.clock.now()
    let id = try await self.reading(entrance, call) { grant, transaction in
      try self.claimant(claim, grant, in: transaction, at: now).account.id
    }
    let codes = self.makeRecoveryCodes(for: id)
    let signIn = try await self.withCode(
      of: id, .enrollment, action: .secondFactorEnrolled, call: call
    ) {
      try await self.changing(entrance, call, about: { _ in id }) { grant, transaction in
        var (account, token) = try self.claimant(claim, grant, in: transaction, at: now)
        guard account.id == id else { throw Refusal(.concurrentChange) }
        try account.requireRoomForDevice()
        guard let enrollment = try transaction.enrollment(of: id),
          enrollment.isOpen(for: account, at: now)
        else { throw Refusal(.secondFactorNotEnrolled) }
        guard let read = OneTimeCode.read(code),
          let step = self.vault.step(
            of: read, from: enrollment.seed, of: id, among: TimeStep.accepted(at: now))
        else { throw Refusal(.codeInvalid) }
        if let token, !(try transaction.claimToken(token.id)) { throw Refusal(.ticketInvalid) }
        account.addSecondFactor()
        try transaction.update(account)
        account.revision += 1
        try transaction.insert(
          Device(account: id, seed: enrollment.seed, lastStep: step, enrolledAt: now),
          recoveryCodes: codes.digests)
        try transaction.forgetCodes(of: id)
        let ended = try self.endOtherSessions(of: account, of: grant, in: transaction)
        try self.notify(.secondFactorEnabled, account, in: transaction, at: now)
        let result =
          token == nil
          ? nil
          : try self.proceed(account, hasShownCode: true, call: call, in: transaction, at: now)
        try self.record(
          AuditRecord(
            at: now, principal: grant.principal.name, actor: .account(id),
            action: .secondFactorEnrolled, target: id,
            details: ["sessions_ended": "\(ended)"].merging(result?.auditDetails ?? [:]) {
              own, _ in own
            }),
          of: call, in: transaction)
        return result
      }
    }
    self.mailQueued()
    return EnrolledDevice(recoveryCodes: codes.texts, signIn: signIn)
  }

  /// Makes other recovery codes; those of before are dead.
  ///
  /// - Returns: The codes, once.
  /// - Throws: ``Refusal`` when there is no device.
  public func renewRecoveryCodes(_ call: Call) async throws -> [SecretBytes] {
    let method = Method.secondFactorRegenerateRecoveryCodes
    let person = try await self.person(method, action: .recoveryCodesRenewed, call)
    let codes = self.makeRecoveryCodes(for: person.account)
    let now = self.clock.now()
    try await self.changing(
      Entrance(method: method, action: .recoveryCodesRenewed), call
    ) { grant, transaction in
      let account = try transaction.actorAccount(of: grant)
      guard account.hasSecondFactor else { throw Refusal(.secondFactorNotEnrolled) }
      try transaction.setRecoveryCodes(codes.digests, of: account.id)
      try self.notify(.recoveryCodesRenewed, account, in: transaction, at: now)
      try self.record(self.done(.recoveryCodesRenewed, grant, at: now), of: call, in: transaction)
    }
    self.mailQueued()
    return codes.texts
  }

  /// The owner wants to be asked for the password only. Other sessions end (D14).
  ///
  /// - Throws: ``Refusal`` when there is no device, or one must be had.
  public func disableSecondFactor(_ call: Call) async throws -> SecondFactorState {
    let now = self.clock.now()
    let state = try await self.changing(
      Entrance(method: .secondFactorDisableSecondFactor, action: .secondFactorDisabled), call
    ) { grant, transaction in
      var account = try transaction.actorAccount(of: grant)
      guard account.hasSecondFactor else { throw Refusal(.secondFactorNotEnrolled) }
      let settings = try self.settings(in: transaction, at: now)
      if let from = settings.secondFactorRequiredFrom(account), from <= now {
        throw Refusal(.secondFactorRequired)
      }
      account.removeSecondFactor(under: settings.policy(account.population))
      try transaction.update(account)
      let ended = try self.endOtherSessions(of: account, of: grant, in: transaction)
      try self.notify(.secondFactorDisabled, account, in: transaction, at: now)
      try self.record(
        self.done(.secondFactorDisabled, grant, at: now, details: ["sessions_ended": "\(ended)"]),
        of: call, in: transaction)
      return try self.state(of: account, in: transaction)
    }
    self.mailQueued()
    return state
  }

  /// Ends the sessions of an account but for the one that the call presents, which goes on under the
  /// new epoch.
  private func endOtherSessions(
    of account: Account, of grant: borrowing Grant, in transaction: any StoreWriting
  ) throws -> Int {
    let kept = grant.subject.person?.session
    let ended = try transaction.deleteSessions(of: account.id, except: kept)
    if let kept { try transaction.rebindSession(kept, toEpoch: account.epoch) }
    return ended
  }

  /// The account that is about to get a device, and the ticket that says so, if there is one.
  private func claimant(
    _ claim: EnrollmentClaim, _ grant: borrowing Grant, in transaction: any StoreReading,
    at now: Timestamp
  ) throws -> (account: Account, token: Token?) {
    switch claim {
    case .session:
      return (try transaction.actorAccount(of: grant), nil)
    case .ticket(let text):
      let found = try self.usable(
        text, for: [.agentEnrollment, .contactEnrollment], invalid: .ticketInvalid,
        in: transaction, at: now)
      guard !found.account.lock.holds(at: now, forOwner: true) else {
        throw Refusal(.accountLocked)
      }
      return (found.account, found.token)
    }
  }

  private func state(
    of account: Account, in transaction: any StoreReading
  ) throws -> SecondFactorState {
    SecondFactorState(
      enrolledAt: account.hasSecondFactor
        ? try transaction.device(of: account.id)?.enrolledAt : nil,
      recoveryCodesLeft: try transaction.recoveryCodesLeft(of: account.id),
      requiredFrom: self.settings.secondFactorRequiredFrom(account))
  }
}

extension Account {
  /// A device can be had where the password lives, and one at a time.
  fileprivate func requireRoomForDevice() throws {
    guard self.authenticationSource == .local else { throw Refusal(.notLocalAuthentication) }
    guard !self.hasSecondFactor else { throw Refusal(.secondFactorEnrolled) }
  }

  /// What the device calls the account: what its owner signs in with.
  fileprivate var nameOnDevice: String {
    self.primaryEmail?.text ?? self.loginName?.text ?? self.phone?.text ?? self.displayName.text
  }
}
