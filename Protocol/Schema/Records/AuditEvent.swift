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
}
