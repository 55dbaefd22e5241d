import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// Requests for a reset link by people who are not signed in.
///
/// The caller learns nothing: one answer in every case. The throttle counts what was asked for,
/// and comes before the look-up.
struct ResetRequests: Sendable {
  let gate: Gate
  let throttles: CallThrottles
  let entropy: any Entropy

  func request(
    _ call: Call, population: Population, address: EmailAddress
  ) async throws(Failure) {
    let operation = Operation(.recoveryRequestPasswordReset)
    try await self.gate.check(operation, call)
    try await self.throttles.reserveRequest(operation, call)
    let counts = self.counts(call, population, address)
    try await self.gate.attempt(operation, call, wakingCourier: false) {
      change throws(Failure) -> Result<Void, Refusal> in
      for (key, rule) in counts {
        let (isAllowed, retryAfter) = try change.store.reserve(key, under: rule, at: change.now)
        guard isAllowed else {
          return .failure(
            try self.throttles.refuse(
              .tooManyRequests, retryAfter, operation, actor: .nobody, call, in: change.store,
              at: change.now))
        }
      }
      let accounts = try change.store.accounts(
        in: population, withPrimaryEmail: address.canonical, limit: 2)
      // An address that several have identifies no account.
      let account = accounts.count == 1 ? accounts[0] : nil
      let kind = change.isMailConfigured ? account?.selfServiceMail : nil
      if let account, let kind { try change.queue(kind, to: account) }
      try change.record(
        ["mail": kind == nil ? "none" : "queued"], target: account?.id, by: .nobody)
      return .success(())
    }
    self.wakeCourierLater()
  }

  private func counts(
    _ call: Call, _ population: Population, _ address: EmailAddress
  ) -> [(ThrottleKey, ThrottleRule)] {
    let settings = self.gate.currentSettings.now
    let identifier = (
      ThrottleKey.resetIdentifier(population, canonical: address.canonical),
      settings.resetThrottle
    )
    guard let origin = call.originKey(by: self.gate.digests) else { return [identifier] }
    return [(.resetOrigin(origin), settings.resetOriginThrottle), identifier]
  }

  /// Wakes the courier some time between half a second and three from now, whether anything was queued or
  /// not: the writes of a delivery that began at once would delay the very next call, and tell which
  /// addresses are known.
  private func wakeCourierLater() {
    let delay = self.entropy.bytes(2).reduce(0) { $0 << 8 | Int($1) } % 2_500 + 500
    Task { [wake = self.gate.store.wakeCourier] in
      try? await Task.sleep(for: .milliseconds(delay))
      wake()
    }
  }
}

extension Account {
  /// The mail that a forgotten password causes: none for an account that may not have one, an invitation
  /// for one that never had a password, otherwise a reset link.
  fileprivate var selfServiceMail: LatchkeyDomain.MailKind? {
    guard self.isEnabled, self.authenticationSource == .local, !self.isForcedToReset else {
      return nil
    }
    return self.credential == .none ? .invitation : .selfResetLink
  }
}
