public import LatchkeyBase
public import LatchkeyDomain

/// The owner of the session that a call presents, with what decides about permissions, read at this call.
public struct Person: Hashable, Sendable {
  /// The person's account.
  public var account: AccountID
  /// Contact or agent.
  public var population: Population
  /// What the person's roles grant together; everything for the Account Administrator.
  public var permissions: PermissionSet
  /// Whether the person is the Account Administrator.
  public var isAccountAdministrator: Bool
  /// The session.
  public var session: SessionID
  /// Whether the person proved who they are recently enough (step-up).
  public var isProofFresh: Bool

  /// A person behind a session.
  public init(
    account: AccountID, population: Population, permissions: PermissionSet,
    isAccountAdministrator: Bool, session: SessionID, isProofFresh: Bool
  ) {
    self.account = account
    self.population = population
    self.permissions = permissions
    self.isAccountAdministrator = isAccountAdministrator
    self.session = session
    self.isProofFresh = isProofFresh
  }
}

/// What a call says about who speaks, after its session was looked up.
public enum PresentedSubject: Hashable, Sendable {
  /// No session was presented.
  case nobody
  /// A session was presented and is not accepted.
  case refused(Session.Refusal)
  /// The owner of a session.
  case person(Person)
}

/// Who speaks, as far as the method cares.
public enum Subject: Hashable, Sendable {
  /// No person who is signed in.
  case nobody
  /// The owner of a session.
  case person(Person)
  /// The operator on the host.
  case hostOperator

  /// The person, if one speaks.
  public var person: Person? {
    if case .person(let person) = self { person } else { nil }
  }

  /// How the audit names the subject.
  public var auditActor: AuditActor {
    switch self {
    case .nobody: .nobody
    case .hostOperator: .hostOperator
    case .person(let person): .account(person.account)
    }
  }
}
