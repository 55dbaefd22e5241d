public import LatchkeyBase

/// What happened, in a chain that cannot be altered unseen.
public enum Audit {
  /// Lists entries, the newest first.
  public struct ListEvents: RequestMessage {
    /// A page of entries.
    public struct Response: Message {
      /// One page.
      public var events: [AuditEvent]
      /// What to ask with next. Absent: this was the last page.
      public var nextBeforeSequence: Int64?

      enum CodingKeys: Int, CodingKey {
        case events = 1
        case nextBeforeSequence = 2
      }

      /// All fields, in the order of their keys.
      public init(events: [AuditEvent], nextBeforeSequence: Int64? = nil) {
        self.events = events
        self.nextBeforeSequence = nextBeforeSequence
      }
    }

    /// How many at most, 1 to ``PageLimit/max``.
    public var limit: Int
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

    enum CodingKeys: Int, CodingKey {
      case limit = 1
      case beforeSequence = 2
      case accountID = 3
      case deniedOnly = 4
      case actorID = 5
      case targetID = 6
      case action = 7
      case fromTime = 8
      case toTime = 9
      case principal = 10
    }

    /// `Audit.ListEvents`, number 1301.
    public static var method: Method { .auditListEvents }

    /// All fields, in the order of their keys.
    public init(
      limit: Int, beforeSequence: Int64? = nil, accountID: Int64? = nil, deniedOnly: Bool? = nil,
      actorID: Int64? = nil, targetID: Int64? = nil, action: String? = nil,
      fromTime: Timestamp? = nil, toTime: Timestamp? = nil, principal: String? = nil
    ) {
      self.limit = limit
      self.beforeSequence = beforeSequence
      self.accountID = accountID
      self.deniedOnly = deniedOnly
      self.actorID = actorID
      self.targetID = targetID
      self.action = action
      self.fromTime = fromTime
      self.toTime = toTime
      self.principal = principal
    }
  }

  /// Computes the whole chain anew.
  public struct VerifyChain: EmptyMessage, RequestMessage {
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

      enum CodingKeys: Int, CodingKey {
        case entries = 1
        case isIntact = 2
        case firstBadSequence = 3
        case checkpointSequence = 4
      }

      /// All fields, in the order of their keys.
      public init(
        entries: Int64, isIntact: Bool, firstBadSequence: Int64? = nil,
        checkpointSequence: Int64? = nil
      ) {
        self.entries = entries
        self.isIntact = isIntact
        self.firstBadSequence = firstBadSequence
        self.checkpointSequence = checkpointSequence
      }
    }

    /// `Audit.VerifyChain`, number 1304.
    public static var method: Method { .auditVerifyChain }

    /// Nothing to say.
    public init() {}
  }
}
