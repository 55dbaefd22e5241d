public import LatchkeyAuthorization
public import LatchkeyBase
public import LatchkeyDomain
public import LatchkeySchema

/// What an explanation is about.
public struct AccessQuestion: Sendable {
  /// Who would call.
  public var agent: AccountSelector
  /// What would be called.
  public var method: Method
  /// On which account, if on one.
  public var target: AccountSelector?
  /// On which role, if on one.
  public var role: RoleID?
  /// Through which service.
  public var principal: ServicePrincipal

  /// A question.
  public init(
    agent: AccountSelector, method: Method, target: AccountSelector? = nil, role: RoleID? = nil,
    principal: ServicePrincipal
  ) {
    self.agent = agent
    self.method = method
    self.target = target
    self.role = role
    self.principal = principal
  }
}

/// The decision about a call, and how it comes about.
public struct AccessReport: Sendable {
  /// One check.
  public struct Step: Hashable, Sendable {
    /// Its name: "permission".
    public let check: String
    /// The reason that the caller would hear; nil when the check is passed.
    public let reason: Reason?
    /// What was compared, in words.
    public let detail: String
  }

  /// Every check in its order, up to the one that decides.
  public let steps: [Step]
  /// The reason that the caller would hear; nil when the call is allowed.
  public let reason: Reason?
  /// The permissions that are missing.
  public let missingPermissions: [Permission]
  /// What to do next.
  public let advice: String
}

extension RolesUseCases {
  /// Says whether an agent may call a method, and which check decides.
  ///
  /// The code that decides about calls answers (``AccessExplanation``). A proof of who sits there
  /// counts as given, and is shown as a step; a role that would be given is not known, and counts as
  /// nothing that the agent lacks. A caller who may not see contacts gets no explanation about one.
  ///
  /// - Throws: A refusal.
  public func explainAccess(
    _ call: Call, _ question: AccessQuestion
  ) async throws(Failure) -> AccessReport {
    try await self.gate.read(Operation(.rolesExplainAccess), call) { snapshot throws(Failure) in
      guard let account = try snapshot.store.account(question.agent) else {
        throw .refusal(.notFound)
      }
      let (target, targetAccount) = try Self.target(of: question, in: snapshot.store)
      for seen in [account, targetAccount] {
        guard let seen, seen.population == .contact,
          snapshot.actor?.permissions.grants(.viewContacts) != true
        else { continue }
        throw snapshot.deny(.missingPermission, target: seen.id, missing: [.viewContacts])
      }
      return try Self.report(
        on: question, by: try Self.presented(account, for: question.method, in: snapshot.store),
        target: target, under: try snapshot.settings)
    }
  }

  /// The decision, as the code makes it that decides about calls.
  private static func report(
    on question: AccessQuestion, by presented: PresentedSubject, target: Target,
    under settings: DeskSettings
  ) throws(Failure) -> AccessReport {
    let words = AccessWords(
      question: question, presented: presented, target: target, proof: settings.stepUpLifetime)
    let explain = { (aspect: Aspect) throws(AccessExplanation.TargetNeeded) in
      try AccessExplanation(
        question.method, aspect: aspect, principal: question.principal, presented: presented,
        target: target,
        contactCredentialsNeedStepUp: settings.contactCredentialsNeedStepUp)
    }
    do throws(AccessExplanation.TargetNeeded) {
      return words.report(try explain(.plain), stricter: try? explain(.changesAddress))
    } catch {
      throw .field(
        question.method.requirement().asksAboutAccount ? "target" : "targetRoleID",
        "Whether this is allowed depends on the target: say on which one.")
    }
  }

  /// The agent as the owner of a session with a fresh proof.
  private static func presented(
    _ account: Account, for method: Method, in store: any StoreReading
  ) throws(Failure) -> PresentedSubject {
    guard method.requirement().looksAtSession else { return .nobody }
    guard account.isEnabled else { return .refused(.invalid) }
    return .person(
      Person(
        account: account.id, population: account.population,
        permissions: try store.effectivePermissions(of: account),
        isAccountAdministrator: account.isAccountAdministrator,
        session: SessionID(rawValue: 0), isProofFresh: true))
  }

  private static func target(
    of question: AccessQuestion, in store: any StoreReading
  ) throws(Failure) -> (Target, Account?) {
    let rule = question.method.requirement()
    if let role = question.role {
      guard question.target == nil else {
        throw .field("targetRoleID", "Name an account or a role, not both.")
      }
      guard !rule.asksAboutAccount else {
        throw .field("targetRoleID", "This method acts on an account.")
      }
      guard let role = try store.role(role) else { return (.missing, nil) }
      return (.role(Target.RoleFacts(id: role.id, permissions: role.permissions)), nil)
    }
    guard let selector = question.target else { return (.none, nil) }
    guard rule.asksAboutAccount || !rule.asksAboutTarget else {
      throw .field("target", "This method acts on a role.")
    }
    guard let account = try store.account(selector) else { return (.missing, nil) }
    return (
      .account(
        Target.AccountFacts(
          id: account.id, population: account.population,
          permissions: try store.effectivePermissions(of: account),
          isAccountAdministrator: account.isAccountAdministrator)), account
    )
  }
}
