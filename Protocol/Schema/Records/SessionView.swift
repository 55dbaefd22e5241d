public import LatchkeyBase

/// One session as a list shows it: its token is not part of it.
public struct SessionView: Message {
  /// Number to revoke it by.
  public var id: Int64
  /// When it began.
  public var createdAt: Timestamp
  /// When it was last used, to the minute.
  public var lastSeenAt: Timestamp
  /// When it ends at the latest.
  public var expiresAt: Timestamp
  /// The sibling service through which it was opened.
  public var principal: String
  /// Whether it is the session of this very call.
  public var isCurrent: Bool
}
