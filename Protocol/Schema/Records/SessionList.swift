/// Live sessions, the newest first.
public struct SessionList: Message {
  /// The sessions.
  public var sessions: [SessionView]

  enum CodingKeys: Int, CodingKey {
    case sessions = 1
  }

  /// All fields, in the order of their keys.
  public init(sessions: [SessionView]) {
    self.sessions = sessions
  }
}

/// Sessions were ended.
public struct SessionsRevoked: Message {
  /// How many.
  public var revoked: Int

  enum CodingKeys: Int, CodingKey {
    case revoked = 1
  }

  /// All fields, in the order of their keys.
  public init(revoked: Int) {
    self.revoked = revoked
  }
}
