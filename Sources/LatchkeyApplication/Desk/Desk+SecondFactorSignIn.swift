import LatchkeyAuthorization
public import LatchkeyDomain
import LatchkeySchema

/// What is shown instead of, or beside, a password.
public enum ShownCode: Sendable {
  /// Of the device.
  case device(SecretBytes)
  /// For when the device is lost.
  case recovery(SecretBytes)
}

extension Desk {
  /// T10: who has shown the right password shows a code as well, and goes on.
  ///
  /// A wrong code leaves the ticket as it is; how many are allowed is counted by the account, whatever
  /// the ticket (CVE-2024-32868).
  public func completeSecondFactor(
    _ call: Call, ticket: SecretBytes, code: ShownCode
  ) async throws -> SignInResult {
    let method = Method.signInCompleteSecondFactor
    try await self.enterPublic(method, action: .secondFactorShown, call)
    try await self.reserveLinkWork(.secondFactorShown, call)
    let started = self.clock.now()
    let id = try await self.store.read { transaction in
      try self.claimed(ticket, in: transaction, at: started).account.id
    }
    let kind: CodeKind =
      switch code {
      case .device: .device
      case .recovery: .recovery
      }
    let now = self.clock.now()
    let result = try await self.withCode(
      of: id, kind, action: .secondFactorShown, call: call
    ) {
      try await self.changing(
        Entrance(method: method, action: .secondFactorShown), call, about: { _ in id }
      ) { grant, transaction in
        let (token, account) = try self.claimed(ticket, in: transaction, at: now)
        var details: [String: String]
        switch code {
        case .device(let code):
          try self.useCode(code, of: account, in: transaction, at: now)
          details = ["by": "code"]
        case .recovery(let code):
          try self.useRecoveryCode(code, of: account, in: transaction)
          try self.notify(.recoveryCodeUsed, account, in: transaction, at: now)
          details = [
            "by": "recovery code",
            "recovery_codes_left": "\(try transaction.recoveryCodesLeft(of: account.id))",
          ]
        }
        guard try transaction.claimToken(token.id) else { throw Refusal(.ticketInvalid) }
        let result = try self.proceed(
          account, hasShownCode: true, call: call, in: transaction, at: now)
        details.merge(result.auditDetails) { own, _ in own }
        try self.record(
          AuditRecord(
            at: now, principal: grant.principal.name, actor: .account(account.id),
            action: .secondFactorShown, target: account.id, details: details),
          of: call, in: transaction)
        return result
      }
    }
    if case .recovery = code { self.mailQueued() }
    return result
  }

  /// The ticket of somebody who has shown the right password, and whose it is.
  private func claimed(
    _ ticket: SecretBytes, in transaction: any StoreReading, at now: Timestamp
  ) throws -> (token: Token, account: Account) {
    let (token, account) = try self.usable(
      ticket, for: [.agentSecondFactor, .contactSecondFactor], invalid: .ticketInvalid,
      in: transaction, at: now)
    guard account.hasSecondFactor else { throw Refusal(.ticketInvalid) }
    if case .temporary(_, let facts) = account.credential, now >= facts.expiresAt {
      throw Refusal(.ticketInvalid)
    }
    // Not the lock that strangers cause: wrong codes have a count of their own.
    guard !account.lock.holds(at: now, forOwner: true) else { throw Refusal(.accountLocked) }
    return (token, account)
  }
}
