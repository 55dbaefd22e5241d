/// What siblings watch to keep their caches right.
extension Sessions {
  /// Tells of every session that dies, as it dies, until the caller leaves.
  public struct WatchRevocations: ServerStreamRequest {
    /// What comes back.
    public typealias Response = Revocation

    /// The last one that was seen. Absent: from now on.
    public var afterCursor: Int64?

    enum CodingKeys: Int, CodingKey {
      case afterCursor = 1
    }

    /// `Sessions.WatchRevocations`, number 302.
    public static var method: Method { .sessionsWatchRevocations }

    /// All fields, in the order of their keys.
    public init(afterCursor: Int64? = nil) {
      self.afterCursor = afterCursor
    }
  }
}
