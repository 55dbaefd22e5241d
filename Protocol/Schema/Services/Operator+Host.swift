public import LatchkeyBase

/// What the operator on the host does with a running service.
extension Operator {
  /// Gives the Account Administrator a temporary password, shown once, when nobody can get in
  /// otherwise. Every Super Admin is told.
  public struct BreakGlass: RequestMessage {
    /// The one time that it is shown.
    public struct Response: Message {
      /// The Account Administrator.
      public var account: AccountSummary
      /// To sign in once and choose another.
      public var temporaryPassword: Secret
      /// When it ends.
      public var expiresAt: Timestamp

      enum CodingKeys: Int, CodingKey {
        case account = 1
        case temporaryPassword = 2
        case expiresAt = 3
      }

      /// All fields, in the order of their keys.
      public init(account: AccountSummary, temporaryPassword: Secret, expiresAt: Timestamp) {
        self.account = account
        self.temporaryPassword = temporaryPassword
        self.expiresAt = expiresAt
      }
    }

    /// Take the second factor away too.
    public var removeSecondFactor: Bool
    /// Why; kept in the audit and told to every Super Admin.
    public var reason: String
    /// Must be true.
    public var confirmed: Bool

    enum CodingKeys: Int, CodingKey {
      case removeSecondFactor = 1
      case reason = 2
      case confirmed = 3
    }

    /// `Operator.BreakGlass`, number 1402.
    public static var method: Method { .operatorBreakGlass }

    /// All fields, in the order of their keys.
    public init(removeSecondFactor: Bool, reason: String, confirmed: Bool) {
      self.removeSecondFactor = removeSecondFactor
      self.reason = reason
      self.confirmed = confirmed
    }
  }

  /// Writes a consistent copy of the database to a new file on the host.
  public struct Backup: RequestMessage {
    /// The copy is on disk.
    public struct Response: Message {
      /// Where it is.
      public var path: String
      /// How large it is.
      public var bytes: Int64
      /// The last audit entry in it.
      public var auditSequence: Int64
      /// What else to keep.
      public var note: String

      enum CodingKeys: Int, CodingKey {
        case path = 1
        case bytes = 2
        case auditSequence = 3
        case note = 4
      }

      /// All fields, in the order of their keys.
      public init(path: String, bytes: Int64, auditSequence: Int64, note: String) {
        self.path = path
        self.bytes = bytes
        self.auditSequence = auditSequence
        self.note = note
      }
    }

    /// An absolute path that does not exist yet.
    public var path: String

    enum CodingKeys: Int, CodingKey {
      case path = 1
    }

    /// `Operator.Backup`, number 1403.
    public static var method: Method { .operatorBackup }

    /// All fields, in the order of their keys.
    public init(path: String) {
      self.path = path
    }
  }

  /// Stops the service as the signal to terminate does: calls under way are finished.
  public struct Drain: EmptyMessage, RequestMessage {
    /// What comes back.
    public typealias Response = Acknowledgement

    /// `Operator.Drain`, number 1404.
    public static var method: Method { .operatorDrain }

    /// Nothing to say.
    public init() {}
  }

  /// Makes new keys for digests and sealing, and seals anew what is sealed, while serving.
  public struct RotateKeys: RequestMessage {
    /// New keys are in use.
    public struct Response: Message {
      /// Names the new keys.
      public var keyID: String
      /// Sealed values that still have to be sealed anew; it goes on in the background.
      public var toReseal: Int64

      enum CodingKeys: Int, CodingKey {
        case keyID = 1
        case toReseal = 2
      }

      /// All fields, in the order of their keys.
      public init(keyID: String, toReseal: Int64) {
        self.keyID = keyID
        self.toReseal = toReseal
      }
    }

    /// The old keys are known to others: every session and link dies at once.
    public var compromised: Bool
    /// Must be true when the keys are compromised.
    public var confirmed: Bool

    enum CodingKeys: Int, CodingKey {
      case compromised = 1
      case confirmed = 2
    }

    /// `Operator.RotateKeys`, number 1405.
    public static var method: Method { .operatorRotateKeys }

    /// All fields, in the order of their keys.
    public init(compromised: Bool, confirmed: Bool) {
      self.compromised = compromised
      self.confirmed = confirmed
    }
  }
}
