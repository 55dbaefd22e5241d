public import LatchkeyBase
public import LatchkeyDomain
public import LatchkeySchema

/// The caller may call this method; whether it may act on the target is still open.
///
/// Checks 3, 5 and 6 of the fixed order are behind it. Only now may the target be looked up, so
/// that a caller without the permission does not learn what exists.
public struct CallerCheck: ~Copyable {
  private let method: Method
  private let requirement: Requirement
  private let principal: ServicePrincipal
  private let subject: Subject
  private let trace: AccessTrace?
  private let contactCredentialsNeedStepUp: Bool

  /// Decides whether the caller may call the method at all.
  ///
  /// - Parameters:
  ///   - method: What is called.
  ///   - aspect: What the request asks beyond the method.
  ///   - principal: The sibling service at the other end of the connection.
  ///   - presented: The owner of the session that the call presents.
  ///   - contactCredentialsNeedStepUp: Whether the desk's settings ask for a proof before a contact is
  ///     given a password or a link.
  ///   - trace: Takes the checks down, for explanations.
  /// - Throws: ``Denial`` with the first reason in the fixed order: scope, session, permission.
  public init(
    _ method: Method, aspect: Aspect = .plain, principal: ServicePrincipal,
    presented: PresentedSubject, contactCredentialsNeedStepUp: Bool = false,
    noting trace: AccessTrace? = nil
  ) throws(Denial) {
    self.contactCredentialsNeedStepUp = contactCredentialsNeedStepUp
    let requirement = method.requirement(aspect)
    self.method = method
    self.requirement = requirement
    self.principal = principal
    self.trace = trace
    self.subject = try requirement.subject(of: principal, presented: presented, trace)
  }

  /// Who speaks, for audit entries of refusals further on.
  public var auditActor: AuditActor { self.subject.auditActor }

  /// Decides whether the caller may act on the target, and gives the grant to do so once.
  ///
  /// - Parameters:
  ///   - target: What the call acts upon, looked up after the caller check.
  ///   - granting: Permissions that the call would give; nil where it gives none.
  /// - Returns: The grant.
  /// - Throws: ``Denial`` with the first reason in the fixed order: existence, guards, step-up.
  public consuming func grant(
    on target: Target = .none, granting: PermissionSet? = nil
  ) throws(Denial) -> Grant {
    if target != .none { self.trace?.begin(.target) }
    if target == .missing { throw Denial(.notFound) }
    if case .person(let person) = self.subject {
      for condition in self.requirement.guards {
        self.trace?.begin(.condition(condition))
        try condition.check(person, on: target, granting: granting)
      }
      let needsStepUp =
        self.requirement.needsStepUp
        || self.requirement.needsStepUpBySetting && self.contactCredentialsNeedStepUp
      if needsStepUp {
        self.trace?.begin(.stepUp)
        guard person.isProofFresh else { throw Denial(.stepUpRequired) }
      }
    } else {
      precondition(
        self.requirement.guards.isEmpty && !self.requirement.needsStepUp,
        "Guards ask about a person; a rule with guards admits nobody else.")
    }
    return Grant(
      method: self.method, principal: self.principal, subject: self.subject, target: target)
  }
}

extension Requirement {
  /// Checks 3, 5 and 6: scope, session, permission.
  fileprivate func subject(
    of principal: ServicePrincipal, presented: PresentedSubject, _ trace: AccessTrace?
  ) throws(Denial) -> Subject {
    trace?.begin(.scope(self.scopes + (self.serviceScope.map { [$0] } ?? [])))
    if let scope = self.serviceScope, principal.scopes.contains(scope), presented == .nobody {
      return .nobody
    }
    guard self.scopes.isEmpty || self.scopes.contains(where: principal.scopes.contains) else {
      throw Denial(
        .scopeMissing, missingScopes: self.scopes + (self.serviceScope.map { [$0] } ?? []))
    }
    switch self.subject {
    case .nobody:
      return .nobody
    case .hostOperator:
      return .hostOperator
    case .ownSession:
      return .person(try presented.person(trace))
    case .agentWithAll(let permissions):
      let agent = try presented.agent(trace)
      trace?.begin(.allPermissions(permissions))
      let missing = permissions.filter { !agent.permissions.grants($0) }
      guard missing.isEmpty else { throw Denial(.missingPermission, missingPermissions: missing) }
      return .person(agent)
    case .agentWithAny(let permissions):
      let agent = try presented.agent(trace)
      trace?.begin(.anyPermission(permissions))
      guard permissions.contains(where: agent.permissions.grants) else {
        throw Denial(.missingPermission, missingPermissions: permissions)
      }
      return .person(agent)
    case .accountAdministrator:
      let agent = try presented.agent(trace)
      trace?.begin(.accountAdministrator)
      guard agent.isAccountAdministrator else { throw Denial(.accountAdministratorProtected) }
      return .person(agent)
    }
  }
}

extension PresentedSubject {
  fileprivate func person(_ trace: AccessTrace?) throws(Denial) -> Person {
    trace?.begin(.session)
    switch self {
    case .nobody: throw Denial(.sessionRequired)
    case .refused(.expired): throw Denial(.sessionExpired)
    case .refused(.invalid): throw Denial(.sessionInvalid)
    case .person(let person): return person
    }
  }

  /// A contact's session opens nothing of the agents'.
  fileprivate func agent(_ trace: AccessTrace?) throws(Denial) -> Person {
    let person = try self.person(trace)
    trace?.begin(.actorIsAgent)
    guard person.population == .agent else { throw Denial(.wrongPopulation) }
    return person
  }
}

extension Requirement.Guard {
  fileprivate func check(
    _ actor: Person, on target: Target, granting: PermissionSet?
  ) throws(Denial) {
    switch self {
    case .grant:
      // A caller that forgets to say what it gives must not pass as one that gives nothing.
      guard let granting else {
        preconditionFailure("A rule about giving permissions is told which.")
      }
      guard actor.permissions.covers(granting) else {
        throw Denial(.cannotGrantUnheldPermission)
      }
    case .rank:
      switch target {
      case .account(let account):
        guard account.id == actor.account || actor.permissions.covers(account.permissions) else {
          throw Denial(.targetOutranksActor)
        }
      case .role(let role):
        guard actor.permissions.covers(role.permissions) else {
          throw Denial(.targetOutranksActor)
        }
      case .none, .missing:
        preconditionFailure("A rank is compared with a target.")
      }
    case .owner, .other, .agent, .contact:
      guard case .account(let account) = target else {
        preconditionFailure("A guard of accounts has an account as its target.")
      }
      try self.check(actor, on: account)
    }
  }

  private func check(_ actor: Person, on account: Target.AccountFacts) throws(Denial) {
    switch self {
    case .owner:
      guard !account.isAccountAdministrator || account.id == actor.account else {
        throw Denial(.accountAdministratorProtected)
      }
    case .other(let refusal):
      guard account.id != actor.account else { throw Denial(refusal.reason) }
    case .agent:
      guard account.population == .agent else { throw Denial(.wrongPopulation) }
    case .contact:
      guard account.population == .contact else { throw Denial(.wrongPopulation) }
    case .rank, .grant:
      break
    }
  }
}

extension Requirement.SelfRefusal {
  fileprivate var reason: Reason {
    switch self {
    case .useChangeOwnPassword: .useChangeOwnPassword
    case .cannotTargetSelf: .cannotTargetSelf
    case .cannotChangeOwnRoles: .cannotChangeOwnRoles
    }
  }
}
