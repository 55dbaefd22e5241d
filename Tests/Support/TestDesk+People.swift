public import LatchkeyApplication
public import LatchkeyBase
public import LatchkeyDomain

extension TestDesk {
  /// Makes the Account Administrator, signed in and with a fresh proof.
  @discardableResult
  public func bootstrap(
    email: String = "ada@example.com", password: String = "Gr0und-Truth!"
  ) async throws -> Colleague {
    let view = try await self.desk.operator.bootstrap(
      self.operatorCall, displayName: try DisplayName("Ada Root"), email: try EmailAddress(email),
      loginName: nil, password: Secret(password))
    var colleague = Colleague(id: view.account.id, email: email, password: password)
    try await self.signIn(&colleague)
    try await self.stepUp(colleague)
    return colleague
  }

  /// Makes a role with these permissions, as the store has it.
  public func role(_ name: String, _ permissions: [Permission]) async throws -> RoleID {
    try await self.store.write {
      try $0.insertRole(
        name: name, permissions: PermissionSet(permissions), isBuiltIn: false)
    }
  }

  /// Makes an account with a password that works, without going through a use case.
  ///
  /// - Returns: The account, not signed in.
  public func account(
    _ email: String, _ population: Population = .agent, name: String = "Jo Doe",
    loginName: String? = nil, roles: [RoleID] = [], password: String? = "Plain-W0rds!"
  ) async throws -> Colleague {
    var credential = Credential.none
    if let password {
      credential = .active(try await self.hasher.hash(Secret(password)))
    }
    let account = NewAccount(
      population: population, displayName: try DisplayName(name), locale: "en",
      loginName: try loginName.map { (text) throws in try LoginName(text) },
      emails: [try EmailAddress(email)], phone: nil, credential: credential, roles: roles,
      isAccountAdministrator: false, createdAt: self.clock.now())
    let id = try await self.store.write { try $0.insert(account) }
    return Colleague(id: id, email: email, password: password ?? "")
  }

  /// Makes a contact, without going through a use case.
  ///
  /// - Returns: The contact, not signed in; its `email` is empty when it has none.
  public func contact(
    _ emails: [String] = ["pat@example.org"], name: String = "Pat Poe", loginName: String? = nil,
    phone: String? = nil, source: Account.AuthenticationSource = .local, password: String? = nil
  ) async throws -> Colleague {
    var credential = Credential.none
    if let password {
      credential = .active(try await self.hasher.hash(Secret(password)))
    }
    let account = NewAccount(
      population: .contact, displayName: try DisplayName(name), locale: "en",
      loginName: try loginName.map { (text) throws in try LoginName(text) },
      emails: try emails.map { (text) throws in try EmailAddress(text) },
      phone: try phone.map { (text) throws in try PhoneNumber(text) },
      authenticationSource: source, credential: credential, roles: [],
      isAccountAdministrator: false, createdAt: self.clock.now())
    let id = try await self.store.write { try $0.insert(account) }
    return Colleague(id: id, email: emails.first ?? "", password: password ?? "")
  }

  /// Makes an agent with these permissions, signed in and with a fresh proof.
  public func agent(
    _ email: String, _ permissions: [Permission] = [], password: String = "Plain-W0rds!"
  ) async throws -> Colleague {
    let roles = permissions.isEmpty ? [] : [try await self.role("Role of \(email)", permissions)]
    var agent = try await self.account(email, roles: roles, password: password)
    try await self.signIn(&agent)
    try await self.stepUp(agent)
    return agent
  }

  /// Signs somebody in, by the address.
  public func signIn(_ colleague: inout Colleague, _ population: Population = .agent) async throws {
    colleague.session = try await self.session(
      colleague.email, colleague.password, population)
  }

  /// A new session of somebody.
  ///
  /// - Throws: ``NoSession`` when a change of password was demanded.
  public func session(
    _ identifier: String, _ password: String, _ population: Population = .agent
  ) async throws -> Secret {
    switch try await self.tryPassword(identifier, password, population) {
    case .session(let session): return session.token
    case .passwordChangeRequired, .secondFactorRequired, .enrollmentRequired: throw NoSession()
    }
  }

  /// A sign-in that asked for something else first.
  public struct NoSession: Error {
    /// The one there is.
    public init() {}
  }

  /// The ticket that a sign-in gives when another password must be chosen.
  public func ticket(
    _ identifier: String, _ password: String, _ population: Population = .agent
  ) async throws -> PasswordChangeTicket? {
    switch try await self.tryPassword(identifier, password, population) {
    case .session, .secondFactorRequired, .enrollmentRequired: nil
    case .passwordChangeRequired(let ticket): ticket
    }
  }

  /// A sign-in.
  public func tryPassword(
    _ identifier: String, _ password: String, _ population: Population = .agent
  ) async throws -> SignInResult {
    try await self.desk.signIn.signIn(
      self.anonymous(), population: population, identifier: identifier,
      password: Secret(password))
  }

  /// Proves who somebody is.
  public func stepUp(_ colleague: Colleague) async throws {
    _ = try await self.desk.signIn.reauthenticate(
      self.call(colleague), password: Secret(colleague.password))
  }

  /// An account as the store has it.
  public func account(_ id: AccountID) async throws -> Account {
    guard let account = try await self.store.read({ try $0.account(id) }) else {
      throw StoreError.changedMeanwhile
    }
    return account
  }

  /// Changes an account behind the use cases' backs.
  public func change(
    _ id: AccountID, _ body: @escaping @Sendable (inout Account) -> Void
  ) async throws {
    try await self.store.write { transaction in
      guard var account = try transaction.account(id) else { throw StoreError.changedMeanwhile }
      body(&account)
      try transaction.update(account)
    }
  }

  /// Whether a session works, the same at once and by the store.
  ///
  /// - Throws: ``RememberedTooLong`` when what is known without the store is not so any more.
  public func works(_ session: Secret?) async throws -> Bool {
    guard let session else { return false }
    let known = self.known(session)
    let works =
      try await self.reason {
        try await self.desk.sessions.verifySession(self.verifierCall, token: session)
      } == nil
    if known != nil, !works { throw RememberedTooLong() }
    return works
  }

  /// A session that is known to work without asking the store.
  public func known(_ session: Secret) -> Session? {
    session.withBytes { self.desk.sessions.knownSession(self.verifierCall.principal, token: $0) }
  }

  /// A session was known to work, and did not.
  public struct RememberedTooLong: Error {}
}
