import LatchkeyBase

/// What siblings watch to keep their caches right.
extension Sessions {
  /// Tells of every session that dies, as it dies, until the caller leaves.
  public struct WatchRevocations: ServerStreamRequest {
    static let declaration = Declaration(
      302, Self.self, deadline: .endless, answer: Revocation.self, audit: .revocationsWatched)

    /// The last one that was seen. Absent: from now on.
    public var afterCursor: Int64?
  }
}
