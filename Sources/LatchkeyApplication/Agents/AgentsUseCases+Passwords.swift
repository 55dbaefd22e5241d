import LatchkeyAuthorization
public import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema

extension AgentsUseCases {
  /// Sets another agent's password, for good or for one sign-in.
  ///
  /// Whether the new password equals the present one is not checked: a colleague must not learn that by
  /// trying.
  ///
  /// - Returns: The account, and when a one-time password ends.
  /// - Throws: A refusal.
  public func setPassword(
    _ call: Call, of agent: AccountSelector, password: Secret, requireChange: Bool
  ) async throws(Failure) -> (account: Account, expiresAt: Timestamp?) {
    try await self.passwords.set(
      .chosen(password), Operation(.agentsSetPassword, on: .account(agent)), call,
      owner: { snapshot, _ throws(Failure) in
        let account = try snapshot.targetAccount()
        try refuse(account.localPasswordRefusal)
        return PasswordProcedure.Owner(account: account)
      },
      set: { account, hash, change throws(Failure) in
        guard requireChange else {
          account.setPassword(hash, isKnownToOthers: true)
          return PasswordProcedure.Effects(ownerNotice: .passwordSetByStaff)
        }
        account.setTemporaryPassword(
          hash,
          TemporaryPassword(
            origin: .chosen, issuedBy: change.actor?.account,
            expiresAt: change.now + (try change.settings).oneTimePasswordLifetime))
        return PasswordProcedure.Effects(ownerNotice: .oneTimePasswordSet)
      },
      conclude: { done, _ throws(Failure) in
        (
          (done.account, done.account.credential.temporaryEnd),
          ["actor_knows_password": "true", "require_change": "\(requireChange)"]
        )
      })
  }
}

extension Credential {
  /// When it ends, if it is a temporary password.
  fileprivate var temporaryEnd: Timestamp? {
    if case .temporary(_, let facts) = self { facts.expiresAt } else { nil }
  }
}
