import LatchkeyAuthorization
public import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema

extension ContactsUseCases {
  /// Sets a contact's password on its behalf. It may sign in with it at once.
  ///
  /// A temporary password that is out is replaced. The contact is not told, unless the setting says so.
  /// Whether the new password equals the present one is not checked: staff must not learn that by trying.
  ///
  /// - Returns: The contact as it is now.
  /// - Throws: A refusal.
  public func setPassword(
    _ call: Call, of contact: AccountSelector, password: Secret
  ) async throws(Failure) -> Account {
    try await self.passwords.set(
      .chosen(password), Operation(.contactsSetPassword, on: .account(contact)), call,
      owner: { snapshot, _ throws(Failure) in
        let account = try snapshot.targetAccount()
        try refuse(account.staffPasswordRefusal(under: try snapshot.settings))
        return PasswordProcedure.Owner(account: account)
      },
      set: { account, hash, change throws(Failure) in
        var effects = PasswordProcedure.Effects()
        effects.details["temporary_password_superseded"] = "\(account.isForcedToReset)"
        if (try change.settings).notifiesContactsOfStaffPasswords {
          effects.ownerNotice = .passwordSetByStaff
        }
        account.setPassword(hash, isKnownToOthers: true)
        return effects
      },
      conclude: { done, _ throws(Failure) in (done.account, ["actor_knows_password": "true"]) })
  }

  /// Says what issuing a temporary password would do, and refuses where issuing one would.
  ///
  /// - Throws: A refusal.
  public func previewTemporaryPassword(
    _ call: Call, for contact: AccountSelector
  ) async throws(Failure) -> TemporaryPasswordPreview {
    try await self.gate.read(
      Operation(.contactsPreviewTemporaryPassword, on: .account(contact)), call
    ) { snapshot throws(Failure) in
      let account = try snapshot.targetAccount()
      let identifiers = try Self.identifiers(forTemporaryPasswordOf: account, snapshot)
      return TemporaryPasswordPreview(
        account: account, at: snapshot.now,
        sessionsToEnd: try snapshot.store.liveSessions(
          of: account, before: nil, limit: TemporaryPasswordPreview.sessionsMax, at: snapshot.now
        ).count,
        maskedIdentifiers: identifiers.map(\.masked),
        lifetime: (try snapshot.settings).temporaryPasswordLifetime)
    }
  }

  /// Makes a temporary password for a contact and shows it once. The old password, every session and
  /// every link are dead at once, an earlier temporary password too. A contact without credentials gets
  /// them by this.
  ///
  /// - Parameters:
  ///   - call: The call.
  ///   - contact: Which contact.
  ///   - confirmed: Whether the agent was asked.
  /// - Returns: The temporary password.
  /// - Throws: A refusal, or what the store fails with.
  public func issueTemporaryPassword(
    _ call: Call, for contact: AccountSelector, confirmed: Bool
  ) async throws(Failure) -> IssuedTemporaryPassword {
    try await self.passwords.set(
      .generated, Operation(.contactsIssueTemporaryPassword, on: .account(contact)), call,
      owner: { snapshot, _ throws(Failure) in
        let account = try snapshot.targetAccount()
        _ = try Self.identifiers(forTemporaryPasswordOf: account, snapshot)
        return PasswordProcedure.Owner(account: account)
      },
      verify: { account async throws(Failure) in
        guard confirmed else { throw .refusal(.confirmationRequired) }
        return account
      },
      set: { account, hash, change throws(Failure) in
        let creates = account.temporaryPasswordAction == .createUserAndSetTemporaryPassword
        let supersedes = account.isForcedToReset
        account.setTemporaryPassword(
          hash,
          TemporaryPassword(
            origin: .generated, issuedBy: change.actor?.account,
            expiresAt: change.now + (try change.settings).temporaryPasswordLifetime))
        return PasswordProcedure.Effects(details: [
          "actor_knows_password": "true", "credentials_created": "\(creates)",
          "temporary_password_superseded": "\(supersedes)",
        ])
      },
      conclude: { done, change throws(Failure) in
        (
          IssuedTemporaryPassword(
            password: done.password,
            expiresAt: change.now + (try change.settings).temporaryPasswordLifetime,
            account: done.account, action: done.before.temporaryPasswordAction), [:]
        )
      })
  }

  /// What a contact can sign in by with a temporary password, once everything is checked that must hold
  /// before one is issued.
  ///
  /// The person must be able to sign in with it: there must be something that names this contact and no
  /// other, and no lock that only an agent opens.
  private static func identifiers(
    forTemporaryPasswordOf account: Account, _ snapshot: borrowing Snapshot
  ) throws(Failure) -> [SignInIdentifier] {
    try refuse(account.localPasswordRefusal)
    guard !account.lock.holds(at: snapshot.now, forOwner: true) else {
      throw .refusal(.accountLocked)
    }
    var identifiers: [SignInIdentifier] = []
    for identifier in account.signInIdentifiers {
      let named = try snapshot.store.account(identifier, in: account.population)
      if named?.id == account.id { identifiers.append(identifier) }
    }
    guard !identifiers.isEmpty else { throw .refusal(.noSignInIdentifier) }
    return identifiers
  }
}
