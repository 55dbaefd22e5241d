import LatchkeyBase
import LatchkeyDomain

/// Finds sessions by their tokens, and notes when they were last seen.
struct SessionLookup: Sendable {
  let store: NotifyingStore
  let digests: any KeyedDigests
  let currentSettings: CurrentSettings

  /// A session, with the digest it was found by.
  struct Found {
    let standing: SessionStanding
    let digest: TokenDigest
    /// Whether the digest was made with the current key.
    let isUnderCurrentKey: Bool
  }

  /// The session of a token; nil when the text is no session's. A text that does not have exactly the
  /// form of a session token never reaches a query.
  func find(_ text: Secret, in transaction: any StoreReading) throws(Failure) -> Found? {
    guard let (purpose, secret) = TokenText.read(text),
      purpose == .session(purpose.population)
    else { return nil }
    for (position, digest) in self.digests.candidates(purpose, secret: secret).enumerated() {
      if let standing = try transaction.session(digest),
        standing.session.population == purpose.population
      {
        return Found(standing: standing, digest: digest, isUnderCurrentKey: position == 0)
      }
    }
    return nil
  }

  /// Whether the last-seen time of a session is old enough to be written again.
  func isLastSeenDue(_ session: Session, at now: Timestamp) -> Bool {
    now >= session.lastSeenAt + self.currentSettings.now.sessionTouchInterval
  }

  /// Writes the last-seen time of a session, and says whether that succeeded. A failing store must not
  /// sign everybody out, so its error goes no further.
  @discardableResult
  func updateLastSeen(_ session: SessionID, at now: Timestamp) async throws(Failure) -> Bool {
    do throws(Failure) {
      try await self.store.write { transaction throws(Failure) in
        try transaction.touchSession(session, at: now)
      }
      return true
    } catch {
      guard case .store = error else { throw error }
      return false
    }
  }
}
