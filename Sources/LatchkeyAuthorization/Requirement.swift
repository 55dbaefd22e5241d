public import LatchkeyBase
internal import LatchkeyDomain

/// What a method asks of its caller. A value: evaluated in one place, shown as a table.
public struct Requirement: Hashable, Sendable {
  /// Who must speak.
  public enum SubjectRule: Hashable, Sendable {
    /// No person: a session that is presented is not looked at.
    case nobody
    /// The owner of a session, contact or agent.
    case ownSession
    /// An agent with all of these permissions.
    case agentWithAll([Permission])
    /// An agent with any of these permissions.
    case agentWithAny([Permission])
    /// The Account Administrator.
    case accountAdministrator
    /// The operator on the host.
    case hostOperator
  }

  /// What must hold of the target.
  public enum Guard: Hashable, Sendable {
    /// The Account Administrator's account is touched by no one else.
    case owner
    /// Oneself is refused, with this reason.
    case other(SelfRefusal)
    /// The actor's permissions cover those of the target.
    case rank
    /// The target is an agent.
    case agent
    /// The target is a contact.
    case contact
    /// Permissions that the call would give are held by the actor.
    case grant
  }

  /// Why one may not target oneself.
  public enum SelfRefusal: Hashable, Sendable {
    /// It would go around the check of the current password.
    case useChangeOwnPassword
    /// One could shut oneself out.
    case cannotTargetSelf
    /// One could give oneself more.
    case cannotChangeOwnRoles
  }

  /// The calling service needs one of these; none named means any known service.
  public let scopes: [Scope]
  /// Who must speak.
  public let subject: SubjectRule
  /// A service with this scope may call without a person.
  public let serviceScope: Scope?
  /// What must hold of the target, in the order in which it is checked.
  public let guards: [Guard]
  /// Whether the actor must have proved who they are in the last minutes.
  public let needsStepUp: Bool
  /// Whether it must be so where the desk's settings ask for it: the link or password that
  /// comes of the call opens a contact's account.
  public let needsStepUpBySetting: Bool

  private init(
    scopes: [Scope], subject: SubjectRule, serviceScope: Scope? = nil, guards: [Guard] = [],
    needsStepUp: Bool = false, needsStepUpBySetting: Bool = false
  ) {
    self.scopes = scopes
    self.subject = subject
    self.serviceScope = serviceScope
    self.guards = guards
    self.needsStepUp = needsStepUp
    self.needsStepUpBySetting = needsStepUpBySetting
  }

  /// Any known service.
  static let anyPrincipal = Self(scopes: [], subject: .nobody)

  /// For people who are not signed in.
  static let `public` = Self(scopes: [.endUser], subject: .nobody)

  /// For owners of a session.
  static let ownSession = Self.ownSession(stepUp: false)

  /// For owners of a session.
  static func ownSession(stepUp: Bool) -> Self {
    Self(scopes: [.endUser, .agentRelay], subject: .ownSession, needsStepUp: stepUp)
  }

  /// For a service with this scope, without a person.
  static func service(_ scope: Scope) -> Self {
    Self(scopes: [scope], subject: .nobody)
  }

  /// For agents with all of these permissions.
  static func agent(
    _ permissions: Permission..., guards: [Guard] = [], stepUp: Bool = false,
    stepUpBySetting: Bool = false, orService serviceScope: Scope? = nil
  ) -> Self {
    Self(
      scopes: [.agentRelay], subject: .agentWithAll(permissions), serviceScope: serviceScope,
      guards: guards, needsStepUp: stepUp, needsStepUpBySetting: stepUpBySetting)
  }

  /// For agents with any of these permissions.
  static func agentWithAny(_ permissions: Permission..., stepUp: Bool = false) -> Self {
    Self(scopes: [.agentRelay], subject: .agentWithAny(permissions), needsStepUp: stepUp)
  }

  /// For the Account Administrator.
  static func accountAdministrator(guards: [Guard]) -> Self {
    Self(
      scopes: [.agentRelay], subject: .accountAdministrator, guards: guards, needsStepUp: true)
  }

  /// For the operator on the host.
  static let hostOperator = Self(scopes: [.operate], subject: .hostOperator)
}
