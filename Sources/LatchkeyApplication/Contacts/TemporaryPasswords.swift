public import LatchkeyBase
public import LatchkeyDomain

/// What issuing a temporary password would do.
public struct TemporaryPasswordPreview: Sendable {
  /// The contact as it is.
  public let account: Account
  /// When this was read: the status label depends on it.
  public let at: Timestamp
  /// Sessions that would end, as far as they are counted: ``sessionsMax`` at most.
  public let sessionsToEnd: Int
  /// What the contact may sign in by, with most of it hidden. Never empty.
  public let maskedIdentifiers: [String]
  /// How long the temporary password would be usable.
  public let lifetime: Lifetime

  /// Sessions that a preview counts at most.
  public static let sessionsMax = 1_000
}

/// A temporary password that was just made. It cannot be looked up again.
public struct IssuedTemporaryPassword: Sendable {
  /// The password. Given out once.
  public let password: Secret
  /// When it ends.
  public let expiresAt: Timestamp
  /// The contact as it is now.
  public let account: Account
  /// What was done.
  public let action: Account.TemporaryPasswordAction
}
