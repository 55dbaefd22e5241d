import LatchkeyAuthorization
public import LatchkeyDomain
import LatchkeySchema

extension Desk {
  /// Makes the first account: the Account Administrator. Works once, for the operator on the host.
  public func bootstrap(
    _ call: Call, displayName: DisplayName, email: EmailAddress, loginName: LoginName?,
    password: SecretBytes
  ) async throws -> AgentView {
    let entrance = Entrance(method: .operatorBootstrap, action: .bootstrapped)
    try await self.reading(entrance, call) { _, transaction in
      guard try transaction.accountAdministrator() == nil else {
        throw Refusal(.alreadyBootstrapped)
      }
    }
    let person = PasswordPolicy.Person(
      displayName: displayName.text, loginName: loginName?.text ?? "",
      emailLocalParts: [String(email.localPart)])
    let violations = await self.violations(of: password, for: person, in: .agent)
    guard violations.isEmpty else { throw Refusal(violations: violations) }

    let hash = try await self.hash(password)
    let now = self.clock.now()
    return try await self.changing(entrance, call) { grant, transaction in
      guard try transaction.accountAdministrator() == nil else {
        throw Refusal(.alreadyBootstrapped)
      }
      let roles = try Role.builtIn.map { role in
        try transaction.insertRole(
          name: role.name, permissions: role.permissions, isBuiltIn: true)
      }
      let id = try transaction.insert(
        NewAccount(
          population: .agent, displayName: displayName, locale: "en", loginName: loginName,
          emails: [email], phone: nil, credential: .active(hash), roles: [roles[0]],
          isAccountAdministrator: true, createdAt: now))
      var record = self.done(.bootstrapped, grant, at: now)
      record.target = id
      try self.record(record, of: call, in: transaction)
      guard let account = try transaction.account(id) else { throw StoreError.changedMeanwhile }
      return try transaction.view(of: account, at: now)
    }
  }

  /// Whether there is an Account Administrator yet.
  public func isBootstrapped() async throws -> Bool {
    try await self.store.read { try $0.accountAdministrator() != nil }
  }

  /// Rows of each kind that one clean-up removes at most.
  public static let cleanUpRowsMax = 500
  /// Pages of the index of names that one clean-up writes anew, about: 4 MiB, some 20 ms.
  public static let cleanUpPagesMax = 1_000

  /// Removes what ended long enough ago, a bounded number of rows at a time, and takes a step in
  /// removing the last traces of erased contacts.
  ///
  /// Nothing depends on it: what ended is refused whether it was removed or not (failure 22).
  /// - Returns: How many rows went; at least ``cleanUpRowsMax`` when another round has work.
  public func cleanUp() async throws -> Int {
    // Ended links are kept for a week, so that their holders hear "used" and not "unknown".
    let moment = Timestamp(
      milliseconds: self.clock.now().milliseconds - Lifetime.days(7).milliseconds)
    return try await self.store.write {
      let isCompact = try $0.compactSearch(pages: Self.cleanUpPagesMax)
      let rows = try $0.purge(endedBefore: moment, limit: Self.cleanUpRowsMax)
      return isCompact ? rows : max(rows, Self.cleanUpRowsMax)
    }
  }
}
