public import LatchkeyBase
internal import LatchkeyDomain
public import LatchkeySchema

/// One check on the way to a decision.
public enum AccessCheck: Hashable, Sendable {
  /// The calling service has one of these scopes; none named means any known service.
  case scope([Scope])
  /// The call presents a session that is accepted.
  case session
  /// The owner of the session is an agent.
  case actorIsAgent
  /// The agent has all of these permissions.
  case allPermissions([Permission])
  /// The agent has one of these permissions.
  case anyPermission([Permission])
  /// The agent is the Account Administrator.
  case accountAdministrator
  /// What the call names is there.
  case target
  /// A guard of the target.
  case condition(Requirement.Guard)
  /// The agent proved who they are a short while ago.
  case stepUp

  /// Its name in explanations.
  public var name: String {
    switch self {
    case .scope: "scope"
    case .session: "session"
    case .actorIsAgent: "population"
    case .allPermissions, .anyPermission: "permission"
    case .accountAdministrator, .condition(.owner): "owner"
    case .target: "target"
    case .condition(.other): "other"
    case .condition(.rank): "rank"
    case .condition(.agent), .condition(.contact): "population"
    case .condition(.grant): "grant"
    case .stepUp: "step_up"
    }
  }
}

/// Takes down the checks of one decision, in their order. The code that decides writes it: a check
/// that is not taken down is not made, and the last one of a denial is the one that denied.
public final class AccessTrace {
  /// The checks that were begun.
  public private(set) var checks: [AccessCheck] = []

  /// An empty one.
  public init() {}

  func begin(_ check: AccessCheck) { self.checks.append(check) }
}

/// How a decision comes about: every check up to the one that decides.
///
/// No second implementation of the rules: it makes the decision and takes down how.
public struct AccessExplanation: Hashable, Sendable {
  /// The method acts on something, and the question does not say on what.
  public struct TargetNeeded: Error, Hashable, Sendable {}

  /// The checks in their order. All but the last were passed; the last one was, unless there is a
  /// ``denial``.
  public let checks: [AccessCheck]
  /// What the caller would hear; nil when the call is allowed.
  public let denial: Denial?

  /// Decides as ``CallerCheck`` does, which makes the decision.
  ///
  /// - Parameters:
  ///   - method: What would be called.
  ///   - aspect: What the request would ask beyond the method.
  ///   - principal: The service that would be called through.
  ///   - presented: Who would call.
  ///   - target: What the call would act upon.
  ///   - granting: Permissions that the call would give.
  ///   - contactCredentialsNeedStepUp: Whether the desk's settings ask for a proof before a contact is
  ///     given a password or a link.
  /// - Throws: ``TargetNeeded``, when everything up to the target is right and there is none.
  public init(
    _ method: Method, aspect: Aspect = .plain, principal: ServicePrincipal,
    presented: PresentedSubject, target: Target = .none, granting: PermissionSet = [],
    contactCredentialsNeedStepUp: Bool = false
  ) throws(TargetNeeded) {
    let trace = AccessTrace()
    var isTargetNeeded = false
    var denial: Denial?
    do throws(Denial) {
      let callerCheck = try CallerCheck(
        method, aspect: aspect, principal: principal, presented: presented,
        contactCredentialsNeedStepUp: contactCredentialsNeedStepUp, noting: trace)
      isTargetNeeded = target == .none && method.requirement(aspect).asksAboutTarget
      if !isTargetNeeded { _ = try callerCheck.grant(on: target, granting: granting) }
    } catch {
      denial = error
    }
    if isTargetNeeded { throw TargetNeeded() }
    self.checks = trace.checks
    self.denial = denial
  }
}

extension Requirement {
  /// Whether a guard asks about the target, so that there must be one.
  public var asksAboutTarget: Bool {
    self.guards.contains { condition in
      switch condition {
      case .owner, .other, .rank, .agent, .contact: true
      case .grant: false
      }
    }
  }

  /// Whether a guard asks about an account, so that a role does not do.
  public var asksAboutAccount: Bool {
    self.guards.contains { condition in
      switch condition {
      case .owner, .other, .agent, .contact: true
      case .rank, .grant: false
      }
    }
  }

  /// Whether a session that a call presents is looked at.
  public var looksAtSession: Bool {
    switch self.subject {
    case .nobody, .hostOperator: false
    case .ownSession, .agentWithAll, .agentWithAny, .accountAdministrator: true
    }
  }
}
