public import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema

/// What the operator gets to sign in as the Account Administrator. The password is given out once.
public struct BrokenGlass: Sendable {
  /// The Account Administrator.
  public let account: Account
  /// Signs in once, to choose another.
  public let password: Secret
  /// From then on it is refused.
  public let expiresAt: Timestamp
}

extension OperatorUseCases {
  /// Super Admins who are told at most. A desk has few; the audit tells everybody.
  static let superAdminsToldMax = 100

  /// Gives the Account Administrator a temporary password, when there is no other way in.
  ///
  /// Every lock is opened, an administrative one as well, and counts of attempts are forgotten: the
  /// operator on the host owns the desk. Sessions and links of before are dead. The audit says so, and
  /// every Super Admin gets a mail without the secret.
  ///
  /// - Parameters:
  ///   - call: Of the operator on the host.
  ///   - reason: Why, for the audit.
  ///   - removesSecondFactor: The device is lost as well.
  ///   - isConfirmed: Must be true.
  /// - Returns: The way in, once.
  /// - Throws: A refusal when it is not confirmed, or the desk has no Account Administrator yet.
  public func breakGlass(
    _ call: Call, reason: String, removesSecondFactor: Bool, isConfirmed: Bool
  ) async throws(Failure) -> BrokenGlass {
    try await self.passwords.set(
      .generated, Operation(.operatorBreakGlass), call,
      owner: { snapshot, _ throws(Failure) in
        // When another agent holds the role by the second decision, the operator looks again.
        PasswordProcedure.Owner(account: try snapshot.store.requireAccountAdministrator())
      },
      verify: { account async throws(Failure) in
        guard isConfirmed else { throw .refusal(.confirmationRequired) }
        return account
      },
      set: { account, hash, change throws(Failure) in
        let settings = try change.settings
        account.setTemporaryPassword(
          hash,
          TemporaryPassword(
            origin: .generated, issuedBy: nil,
            expiresAt: change.now + settings.temporaryPasswordLifetime))
        let losesFactor = removesSecondFactor && account.hasSecondFactor
        if losesFactor { account.removeSecondFactor(under: settings.agentPolicy) }
        let wasLocked = account.lock != .none
        if wasLocked { account.unlock() }
        return PasswordProcedure.Effects(
          target: account.id,
          details: [
            "severity": "security", "reason_given": reason, "was_locked": "\(wasLocked)",
            "second_factor_removed": "\(losesFactor)",
          ])
      },
      conclude: { done, change throws(Failure) in
        try change.store.forgetCodes(of: done.account.id)
        let told = try Self.tellSuperAdmins(of: done.account, change)
        let glass = BrokenGlass(
          account: done.account, password: done.password,
          expiresAt: change.now + (try change.settings).temporaryPasswordLifetime)
        return (glass, ["told": "\(told)"])
      })
  }

  /// Queues a mail to every agent with Super Admin, and to the Account Administrator.
  ///
  /// - Returns: How many will be told.
  private static func tellSuperAdmins(
    of administrator: Account, _ change: borrowing Change
  ) throws(Failure) -> Int {
    var people: Set<AccountID> = [administrator.id]
    for (role, _) in try change.store.roles() where role.permissions.grants(.superAdmin) {
      people.formUnion(try change.store.members(of: role.id))
    }
    var told = 0
    for id in people.sorted().prefix(Self.superAdminsToldMax) {
      guard let account = try change.store.account(id), account.isEnabled else { continue }
      try change.notify(
        id == administrator.id ? .passwordReplacedByOperator : .breakGlassUsed, account)
      told += 1
    }
    return told
  }

  /// Makes the first account: the Account Administrator. Works once, for the operator on the host.
  ///
  /// - Throws: A refusal when there is one already, or of the password.
  public func bootstrap(
    _ call: Call, displayName: DisplayName, email: EmailAddress, loginName: LoginName?,
    password: Secret
  ) async throws(Failure) -> AgentView {
    let operation = Operation(.operatorBootstrap)
    try await self.gate.read(operation, call) { snapshot throws(Failure) in
      try snapshot.store.requireNoAccountAdministrator()
    }
    let person = PasswordPolicy.Person(
      displayName: displayName.text, loginName: loginName?.text ?? "",
      emailLocalParts: [String(email.localPart)])
    let hash = try await self.passwords.hashing.checked(password, for: person, in: .agent)
    return try await self.gate.change(operation, call) { change throws(Failure) in
      try change.store.requireNoAccountAdministrator()
      let roles = try Role.builtIn.map { role throws(Failure) in
        try change.store.insertRole(
          name: role.name, permissions: role.permissions, isBuiltIn: true)
      }
      let id = try change.store.insert(
        NewAccount(
          population: .agent, displayName: displayName, locale: "en", loginName: loginName,
          emails: [email], phone: nil, credential: .active(hash), roles: [roles[0]],
          isAccountAdministrator: true, createdAt: change.now))
      try change.record(target: id)
      guard let account = try change.store.account(id) else { throw .store(.changedMeanwhile) }
      return try change.store.agentView(account, at: change.now)
    }
  }
}

extension StoreReading {
  /// The Account Administrator, who is there once the desk was bootstrapped.
  fileprivate func requireAccountAdministrator() throws(Failure) -> Account {
    guard let id = try self.accountAdministrator(), let account = try self.account(id) else {
      throw .refusal(.notBootstrapped)
    }
    return account
  }

  fileprivate func requireNoAccountAdministrator() throws(Failure) {
    guard try self.accountAdministrator() == nil else { throw .refusal(.alreadyBootstrapped) }
  }
}
