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

extension Desk {
  /// Says whether an agent may call a method, and which check decides.
  ///
  /// The code that decides about calls answers (``AccessExplanation``). A proof of who sits there
  /// counts as given, and is shown as a step; a role that would be given is not known, and counts as
  /// nothing that the agent lacks. Whoever may not see contacts gets no explanation about one.
  public func explainAccess(
    _ call: Call, _ question: AccessQuestion
  ) async throws -> AccessReport {
    let now = self.clock.now()
    let settings = self.settings
    return try await self.reading(
      Entrance(method: .rolesExplainAccess, action: .accessExplained), call
    ) { grant, transaction in
      guard let account = try transaction.account(question.agent) else {
        throw Refusal(.notFound)
      }
      let (target, targetAccount) = try self.target(of: question, in: transaction)
      for seen in [account, targetAccount] {
        guard let seen, seen.population == .contact,
          grant.subject.person?.permissions.grants(.viewContacts) != true
        else { continue }
        var turnedAway = self.turnedAway(
          .missingPermission, .accessExplained, grant, target: seen.id, at: now)
        turnedAway.refusal.missingPermissions = [.viewContacts]
        throw turnedAway
      }
      let rule = question.method.requirement()
      let presented: PresentedSubject
      if !rule.looksAtSession {
        presented = .nobody
      } else if !account.isEnabled {
        presented = .refused(.invalid)
      } else {
        presented = .person(
          Person(
            account: account.id, population: account.population,
            permissions: try transaction.effectivePermissions(of: account),
            isAccountAdministrator: account.isAccountAdministrator,
            session: SessionID(rawValue: 0), isProofFresh: true))
      }
      let words = AccessWords(
        question: question, presented: presented, target: target,
        proof: settings.stepUpLifetime)
      do {
        return words.report(
          try AccessExplanation(
            question.method, principal: question.principal, presented: presented, target: target,
            contactCredentialsNeedStepUp: settings.contactCredentialsNeedStepUp),
          stricter: try? AccessExplanation(
            question.method, aspect: .changesAddress, principal: question.principal,
            presented: presented, target: target,
            contactCredentialsNeedStepUp: settings.contactCredentialsNeedStepUp))
      } catch is AccessExplanation.TargetNeeded {
        throw Refusal(
          FieldError(
            field: rule.asksAboutAccount ? "target" : "targetRoleID",
            problem: "Whether this is allowed depends on the target: say on which one."))
      }
    }
  }

  private func target(
    of question: AccessQuestion, in transaction: any StoreReading
  ) throws -> (Target, Account?) {
    let rule = question.method.requirement()
    if let role = question.role {
      guard question.target == nil else {
        throw Refusal(
          FieldError(field: "targetRoleID", problem: "Name an account or a role, not both."))
      }
      guard !rule.asksAboutAccount else {
        throw Refusal(
          FieldError(field: "targetRoleID", problem: "This method acts on an account."))
      }
      guard let role = try transaction.role(role) else { return (.missing, nil) }
      return (.role(Target.RoleFacts(id: role.id, permissions: role.permissions)), nil)
    }
    guard let selector = question.target else { return (.none, nil) }
    guard rule.asksAboutAccount || !rule.asksAboutTarget else {
      throw Refusal(FieldError(field: "target", problem: "This method acts on a role."))
    }
    guard let account = try transaction.account(selector) else { return (.missing, nil) }
    return (
      .account(
        Target.AccountFacts(
          id: account.id, population: account.population,
          permissions: try transaction.effectivePermissions(of: account),
          isAccountAdministrator: account.isAccountAdministrator)), account
    )
  }
}

/// What was compared, in words. Decides nothing.
private struct AccessWords {
  let question: AccessQuestion
  let presented: PresentedSubject
  let target: Target
  let proof: Lifetime

  func report(
    _ explanation: AccessExplanation, stricter: AccessExplanation?
  ) -> AccessReport {
    let last = explanation.checks.count - 1
    let denial = explanation.denial
    return AccessReport(
      steps: explanation.checks.enumerated().map { index, check in
        let reason = index == last ? denial?.reason : nil
        return AccessReport.Step(
          check: check.name, reason: reason,
          detail: self.detail(check, isPassed: reason == nil, denial))
      },
      reason: denial?.reason, missingPermissions: denial?.missingPermissions ?? [],
      advice: denial?.reason.advice ?? self.advice(stricter))
  }

  private func advice(_ stricter: AccessExplanation?) -> String {
    let rest = "What the request itself says, and the state of its target, is checked behind this."
    guard let denial = stricter?.denial else { return "Nothing stands in the way. \(rest)" }
    let missing = Self.list(denial.missingPermissions)
    return "Nothing stands in the way, but for a change of addresses: \(denial.reason.rawValue)"
      + (missing.isEmpty ? "" : " (\(missing))") + ". \(rest)"
  }

  private static func list(_ permissions: [Permission]) -> String {
    permissions.map { "\"\($0.label)\"" }.joined(separator: ", ")
  }

  private var permissions: PermissionSet {
    if case .person(let person) = self.presented { person.permissions } else { [] }
  }

  private func detail(_ check: AccessCheck, isPassed: Bool, _ denial: Denial?) -> String {
    switch check {
    case .scope(let scopes):
      let has = self.question.principal.scopes.map(\.rawValue).sorted().joined(separator: ", ")
      let needs =
        scopes.isEmpty
        ? "no scope" : scopes.map(\.rawValue).joined(separator: " or ")
      return "The service \"\(self.question.principal.name)\" has \(has); needed is \(needs)."
    case .session:
      return isPassed
        ? "Anybody whose account takes part can be signed in."
        : "The account does not take part, and so has no session."
    case .actorIsAgent:
      return isPassed ? "The caller is an agent." : "The caller is a contact."
    case .allPermissions(let needed):
      return "Needed are all of \(Self.list(needed)). "
        + self.missing(isPassed, denial)
    case .anyPermission(let needed):
      return "Needed is one of \(Self.list(needed)). "
        + (isPassed ? "The roles give one." : "The roles give none.")
    case .accountAdministrator:
      return isPassed
        ? "The caller is the Account Administrator."
        : "Only the Account Administrator may call this."
    case .target:
      return isPassed ? "The target is there." : "There is no such target."
    case .condition(let condition):
      return self.detail(condition, isPassed: isPassed)
    case .stepUp:
      return "The caller would be asked to prove who they are, unless they did so in the last "
        + "\(self.proof.text)."
    }
  }

  private func missing(_ isPassed: Bool, _ denial: Denial?) -> String {
    isPassed
      ? "The roles give all of them."
      : "The roles lack \(Self.list(denial?.missingPermissions ?? []))."
  }

  private func detail(_ condition: Requirement.Guard, isPassed: Bool) -> String {
    switch condition {
    case .owner:
      return isPassed
        ? "The account is not the Account Administrator's, or the own one."
        : "The account is the Account Administrator's, which nobody else touches."
    case .other:
      return isPassed ? "The target is not the own account." : "The target is the own account."
    case .rank:
      guard !isPassed else { return "The caller has every permission that the target has." }
      let lacking = self.targetPermissions.subtracting(self.permissions).permissions
      return "The target has permissions that the caller lacks: \(Self.list(lacking))."
    case .agent:
      return isPassed ? "The target is an agent." : "The target is a contact."
    case .contact:
      return isPassed ? "The target is a contact." : "The target is an agent."
    case .grant:
      return "What the call would give is decided by its request: nothing that the caller lacks."
    }
  }

  private var targetPermissions: PermissionSet {
    switch self.target {
    case .account(let facts): facts.permissions
    case .role(let facts): facts.permissions
    case .none, .missing: []
    }
  }
}
