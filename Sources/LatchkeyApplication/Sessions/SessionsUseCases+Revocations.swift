public import LatchkeyDomain
import LatchkeySchema

/// What a watcher of revocations is told.
public enum RevocationEvent: Hashable, Sendable {
  /// From this cursor on nothing will be missed.
  case start(cursor: Int64)
  /// Something died.
  case revoked(SessionRevocation)
}

extension SessionsUseCases {
  /// Revocations that a stream reads at a time, so that others come in between.
  private static let revocationPageSize = 100

  /// Tells what dies, as it dies, until the task is cancelled.
  ///
  /// The first event is a ``RevocationEvent/start(cursor:)``, or that everything is to be forgotten:
  /// when the caller was away for longer than revocations are kept, or comes from another life of the
  /// store. The same is told to a watcher that falls that far behind while it watches.
  ///
  /// - Parameters:
  ///   - call: Who asks.
  ///   - cursor: The last one that the caller was told; nil begins now.
  ///   - send: Takes an event; may wait for the caller.
  /// - Throws: A refusal, what the store fails with, ``Failure/cancelled``, or what `send` threw.
  public func watchRevocations(
    _ call: Call, after cursor: Int64?, _ send: (RevocationEvent) async throws -> Void
  ) async throws(Failure) {
    let kept = try await self.gate.read(Operation(.sessionsWatchRevocations), call) {
      snapshot throws(Failure) in try snapshot.store.revocationBounds()
    }
    let last = kept?.upperBound ?? 0
    let first = kept?.lowerBound ?? 1
    var position = cursor ?? last
    if position >= first - 1, position <= last {
      let start = RevocationEvent.start(cursor: position)
      try await Failure.abandoning { try await send(start) }
    } else {
      position = last
      try await Failure.abandoning { try await send(Self.everything(upTo: last)) }
    }
    let commits = self.gate.store.commits
    while true {
      let count = commits.commits
      let after = position
      let (page, end) = try await self.gate.store.read { store throws(Failure) in
        (
          try store.revocations(after: after, limit: Self.revocationPageSize),
          try store.revocationBounds()?.upperBound ?? after
        )
      }
      guard let next = page.first else {
        await commits.wait(after: count)
        if Task.isCancelled { throw .cancelled }
        continue
      }
      guard next.cursor == position + 1 || next.scope == .everything else {
        position = end
        try await Failure.abandoning { try await send(Self.everything(upTo: end)) }
        continue
      }
      for revocation in page {
        try await Failure.abandoning { try await send(.revoked(revocation)) }
        position = revocation.cursor
      }
    }
  }

  /// That everything up to a cursor is to be forgotten.
  private static func everything(upTo cursor: Int64) -> RevocationEvent {
    .revoked(SessionRevocation(cursor: cursor, scope: .everything))
  }
}
