import LatchkeyAuthorization
public import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// Who is about to get a device: the owner of the session that the call presents, or the holder of the
/// ticket of a sign-in that goes no further without one.
private enum EnrollmentClaim: Sendable {
  case session
  case ticket(Secret)

  init(_ ticket: Secret?) {
    self = ticket.map { .ticket($0) } ?? .session
  }

  var aspect: Aspect {
    switch self {
    case .session: .plain
    case .ticket: .byTicket
    }
  }
}

extension SecondFactorUseCases {
  /// Makes a seed for a device. Nothing is asked of the device until a code of it was shown.
  ///
  /// - Parameters:
  ///   - call: Of the owner of a session, unless there is a ticket.
  ///   - ticket: Of a sign-in that goes no further without a device.
  /// - Returns: What the device needs, once. A device that was begun before is forgotten.
  /// - Throws: A refusal when there is a device already, or the password lives elsewhere.
  public func beginTOTPEnrollment(
    _ call: Call, ticket: Secret?
  ) async throws(Failure) -> NewDevice {
    let claim = EnrollmentClaim(ticket)
    let operation = Operation(.secondFactorBeginTOTPEnrollment, aspect: claim.aspect)
    try await self.throttles.reserveLinkWork(operation, call)
    var bytes = self.entropy.bytes(DeviceText.seedByteCount)
    defer { wipe(&bytes) }
    let seed = Secret(copying: bytes)
    let nonce = self.entropy.bytes(SealedSeed.nonceByteCount)
    let (account, expiresAt) = try await self.gate.change(
      operation, call, about: { (begun: (Account, Timestamp)) in begun.0.id }
    ) { change throws(Failure) in
      let account = try self.claimant(claim, change.snapshot).account
      try refuse(account.enrollmentRefusal)
      let enrollment = Enrollment(
        account: account.id, seed: self.vault.seal(seed, for: account.id, nonce: nonce),
        epoch: account.epoch, expiresAt: change.now + (try change.settings).enrollmentLifetime)
      try change.store.setEnrollment(enrollment)
      try change.record(target: account.id, by: .account(account.id))
      return (account, enrollment.expiresAt)
    }
    return NewDevice(
      seed: DeviceText.base32(seed),
      uri: DeviceText.uri(
        seed, issuer: self.gate.currentSettings.now.deskName, account: account.nameOnDevice),
      expiresAt: expiresAt)
  }

  /// Shows that the device makes the right codes: from now on sign-in asks for one.
  ///
  /// Sessions and links of before are dead, but for the session that the call presents: they came about
  /// without the device.
  ///
  /// - Parameters:
  ///   - call: As at the beginning.
  ///   - code: Of the device.
  ///   - ticket: As at the beginning. It is used up, and the sign-in goes on.
  /// - Returns: The recovery codes, once.
  /// - Throws: A refusal; a wrong code leaves everything as it was.
  public func confirmTOTPEnrollment(
    _ call: Call, code: Secret, ticket: Secret?
  ) async throws(Failure) -> EnrolledDevice {
    let claim = EnrollmentClaim(ticket)
    let operation = Operation(.secondFactorConfirmTOTPEnrollment, aspect: claim.aspect)
    try await self.throttles.reserveLinkWork(operation, call)
    let id = try await self.gate.read(operation, call) { snapshot throws(Failure) in
      try self.claimant(claim, snapshot).account.id
    }
    let recovery = RecoveryCodeSet(for: id, entropy: self.entropy, vault: self.vault)
    let signIn = try await self.codes.counted(of: id, .enrollment, operation, call) {
      () async throws(Failure) in
      try await self.gate.change(operation, call, about: { _ in id }) { change throws(Failure) in
        let (account, ticket) = try self.claimant(claim, change.snapshot)
        guard account.id == id else { throw .refusal(.concurrentChange) }
        return try self.enroll(account, ticket, code, recovery, call, change)
      }
    }
    return EnrolledDevice(recoveryCodes: recovery.texts, signIn: signIn)
  }

  private func enroll(
    _ account: Account, _ ticket: UsableToken?, _ code: Secret, _ recovery: RecoveryCodeSet,
    _ call: Call, _ change: borrowing Change
  ) throws(Failure) -> SignInResult? {
    try refuse(account.enrollmentRefusal)
    guard let enrollment = try change.store.enrollment(of: account.id),
      enrollment.isOpen(for: account, at: change.now)
    else { throw .refusal(.secondFactorNotEnrolled) }
    guard let read = OneTimeCode.read(code),
      let step = self.vault.step(
        of: read, from: enrollment.seed, of: account.id,
        among: TimeStep.accepted(at: change.now))
    else { throw .refusal(.codeInvalid) }
    if let ticket { try change.store.claim(ticket) }
    var account = account
    account.addSecondFactor()
    try change.store.update(account)
    account.revision += 1
    try change.store.insert(
      Device(account: account.id, seed: enrollment.seed, lastStep: step, enrolledAt: change.now),
      recoveryCodes: recovery.digests)
    try change.store.forgetCodes(of: account.id)
    let ended = try change.endOtherSessions(of: account)
    try change.notify(.secondFactorEnabled, account)
    let result =
      ticket == nil
      ? nil : try self.admission.proceed(account, hasShownCode: true, call, change)
    try change.record(
      ["sessions_ended": "\(ended)"].merging(result?.auditDetails ?? [:]) { own, _ in own },
      target: account.id, by: .account(account.id))
    return result
  }

  /// The account that is about to get a device, and the ticket that says so, if there is one.
  private func claimant(
    _ claim: EnrollmentClaim, _ snapshot: borrowing Snapshot
  ) throws(Failure) -> (account: Account, ticket: UsableToken?) {
    switch claim {
    case .session:
      return (try snapshot.actorAccount(), nil)
    case .ticket(let text):
      let usable = try self.tokens.usable(
        text, .ticket, for: [.agentEnrollment, .contactEnrollment], in: snapshot.store,
        at: snapshot.now)
      guard !usable.account.lock.holds(at: snapshot.now, forOwner: true) else {
        throw .refusal(.accountLocked)
      }
      return (usable.account, usable)
    }
  }
}

extension Account {
  /// Why no device can be had; nil when one can: where the password lives, and one at a time.
  fileprivate var enrollmentRefusal: Reason? {
    guard self.authenticationSource == .local else { return .notLocalAuthentication }
    return self.hasSecondFactor ? .secondFactorEnrolled : nil
  }

  /// What the device calls the account: what its owner signs in with.
  fileprivate var nameOnDevice: String {
    self.primaryEmail?.text ?? self.loginName?.text ?? self.phone?.text ?? self.displayName.text
  }
}
