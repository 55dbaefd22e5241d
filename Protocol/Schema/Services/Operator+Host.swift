public import LatchkeyBase

/// What the operator on the host does with a running service.
extension Operator {
  /// Gives the Account Administrator a temporary password, shown once, when nobody can get in
  /// otherwise. Every Super Admin is told.
  public struct BreakGlass: RequestMessage {
    static let declaration = Declaration(
      1402, Self.self, [.mutation, .sensitive], deadline: .hashing, audit: .breakGlassUsed)

    /// The one time that it is shown.
    public struct Response: Message {
      /// The Account Administrator.
      public var account: AccountSummary
      /// To sign in once and choose another.
      public var temporaryPassword: Secret
      /// When it ends.
      public var expiresAt: Timestamp
    }

    /// Take the second factor away too.
    public var removeSecondFactor: Bool
    /// Why; kept in the audit and told to every Super Admin.
    public var reason: String
    /// Must be true.
    public var confirmed: Bool
  }

  /// Writes a consistent copy of the database to a new file on the host.
  public struct Backup: RequestMessage {
    static let declaration = Declaration(
      1403, Self.self, [.mutation], deadline: .hashing, audit: .backedUp)

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
    }

    /// An absolute path that does not exist yet.
    public var path: String
  }

  /// Stops the service as the signal to terminate does: calls under way are finished.
  public struct Drain: RequestMessage {
    static let declaration = Declaration(
      1404, Self.self, [.mutation], answer: Acknowledgement.self, audit: .drained)
  }

  /// Makes new keys for digests and sealing, and seals anew what is sealed, while serving.
  public struct RotateKeys: RequestMessage {
    static let declaration = Declaration(
      1405, Self.self, [.mutation], deadline: .hashing, audit: .keysRotated)

    /// New keys are in use.
    public struct Response: Message {
      /// Names the new keys.
      public var keyID: String
      /// Sealed values that still have to be sealed anew; it goes on in the background.
      public var toReseal: Int64
    }

    /// The old keys are known to others: every session and link dies at once.
    public var compromised: Bool
    /// Must be true when the keys are compromised.
    public var confirmed: Bool
  }
}
