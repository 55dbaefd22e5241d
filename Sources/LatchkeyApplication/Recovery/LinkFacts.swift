public import LatchkeyBase
public import LatchkeyDomain

/// What the page behind a link shows.
public struct LinkFacts: Sendable {
  /// What the link is for.
  public let purpose: TokenPurpose
  /// The name of its account, with most of it hidden.
  public let maskedName: String
  /// When it ends.
  public let expiresAt: Timestamp
  /// The rules for the new password.
  public let policy: PasswordPolicy
}
