/// Live sessions, the newest first.
public struct SessionList: Message {
  /// The sessions.
  public var sessions: [SessionView]
}

/// Sessions were ended.
public struct SessionsRevoked: Message {
  /// How many.
  public var revoked: Int
}
