public import LatchkeyBase

/// One line of the audit: who did what to whom, and what came of it.
public struct AuditEvent: Message {
  /// Position in the chain, without gaps.
  public var sequence: Int64
  /// When.
  public var at: Timestamp
  /// The service that called.
  public var principal: String
  /// The person on whose behalf, where there is one.
  public var actor: AccountSummary?
  /// The actor in a word where it is no account: `operator`, `nobody`.
  public var actorLabel: String
  /// What, for instance `agent.password.set`.
  public var action: String
  /// The account it was done to.
  public var target: AccountSummary?
  /// Done or refused.
  public var outcome: AuditOutcome
  /// Why it was refused.
  public var reason: String?
  /// What else is worth keeping; never a secret.
  public var details: [String: String]
  /// Hash that binds this entry to all before it, in hexadecimal.
  public var chain: String

  enum CodingKeys: Int, CodingKey {
    case sequence = 1
    case at = 2
    case principal = 3
    case actor = 4
    case actorLabel = 5
    case action = 6
    case target = 7
    case outcome = 8
    case reason = 9
    case details = 10
    case chain = 11
  }

  /// All fields, in the order of their keys.
  public init(
    sequence: Int64, at: Timestamp, principal: String, actor: AccountSummary? = nil,
    actorLabel: String, action: String, target: AccountSummary? = nil, outcome: AuditOutcome,
    reason: String? = nil, details: [String: String], chain: String
  ) {
    self.sequence = sequence
    self.at = at
    self.principal = principal
    self.actor = actor
    self.actorLabel = actorLabel
    self.action = action
    self.target = target
    self.outcome = outcome
    self.reason = reason
    self.details = details
    self.chain = chain
  }
}
