public import LatchkeyBase

/// A revocation: what services that remember sessions must forget.
public struct SessionRevocation: Hashable, Sendable {
  /// What died.
  public enum Scope: Hashable, Sendable {
    /// One session.
    case session(SessionID, of: AccountID, Population)
    /// Every session of an account that carries a smaller epoch.
    case account(AccountID, Population, epoch: Int64)
    /// Every session.
    case everything
  }

  /// Revocations that a store keeps at least for those who were away: what is older than so many
  /// others may be gone, and a watcher that asks from there is told to forget everything.
  public static let keptCount: Int64 = 65_536

  /// Its place among all revocations; grows.
  public var cursor: Int64
  /// What died.
  public var scope: Scope

  /// A revocation.
  public init(cursor: Int64, scope: Scope) {
    self.cursor = cursor
    self.scope = scope
  }
}
