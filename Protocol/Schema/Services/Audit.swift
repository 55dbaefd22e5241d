public import LatchkeyBase

/// What happened, in a chain that cannot be altered unseen.
public enum Audit {
  /// Lists entries, the newest first.
  public struct ListEvents: RequestMessage {
    static let declaration = Declaration(1301, Self.self, audit: .auditRead)

    /// A page of entries.
    public struct Response: Message {
      /// One page.
      public var events: [AuditEvent]
      /// What to ask with next. Absent: this was the last page.
      public var nextBeforeSequence: Int64?
    }

    /// How many at most, 1 to ``PageLimit/max``.
    public var limit: Int = 100
    /// The last sequence of the page before.
    public var beforeSequence: Int64?
    /// Only entries with this account as actor or target.
    public var accountID: Int64?
    /// Only refusals.
    public var deniedOnly: Bool?
    /// Only entries with this account as actor.
    public var actorID: Int64?
    /// Only entries with this account as target.
    public var targetID: Int64?
    /// Only this action, for instance `agent.password.set`; with a dot at the end, all that begin so.
    public var action: String?
    /// Not before.
    public var fromTime: Timestamp?
    /// Before this.
    public var toTime: Timestamp?
    /// Only calls through this service.
    public var principal: String?
  }

  /// Computes the whole chain anew.
  public struct VerifyChain: RequestMessage {
    static let declaration = Declaration(1304, Self.self, deadline: .hashing, audit: .auditRead)

    /// What the chain says.
    public struct Response: Message {
      /// How many entries were read.
      public var entries: Int64
      /// Whether every hash fits.
      public var isIntact: Bool
      /// Where it first does not.
      public var firstBadSequence: Int64?
      /// The last entry that retention removed; the chain is checked from there on.
      public var checkpointSequence: Int64?
    }
  }
}
