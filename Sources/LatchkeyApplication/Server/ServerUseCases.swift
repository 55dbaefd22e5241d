import LatchkeyBase
import LatchkeyDomain

/// The service `Server`: whether the store does its work, for monitoring; and its upkeep.
public struct ServerUseCases: Sendable {
  let gate: Gate

  /// Whether there is an Account Administrator yet.
  ///
  /// - Throws: What the store fails with.
  public func isBootstrapped() async throws(Failure) -> Bool {
    try await self.gate.store.read { store throws(Failure) in
      try store.accountAdministrator() != nil
    }
  }

  /// The outbox in numbers, for monitoring.
  ///
  /// - Throws: What the store fails with.
  public func outboxSummary() async throws(Failure) -> OutboxSummary {
    try await self.gate.store.read { store throws(Failure) in try store.outboxSummary() }
  }

  /// Bytes that a trial of writing keeps for a short time: more than what any call adds, so that the room
  /// left for it is room for them.
  static let probeBytes = 65_536

  /// Under which name a trial writes. No sibling has it.
  private static let probeKey = IdempotencyKey(
    principal: "latchkeyd", key: [UInt8](repeating: 0, count: 16))

  /// Tries out whether the store does what it failed to do.
  ///
  /// Writing is tried by writing: some pages are committed and removed again, since a change of a page
  /// that is there already may find room where calls do not.
  ///
  /// - Parameter trouble: What failed. Damage is not tried: that one page is whole says nothing.
  /// - Throws: What the store throws while it still fails.
  public func probe(_ trouble: StoreTrouble) async throws(Failure) {
    switch trouble {
    case .reading, .damage:
      _ = try await self.isBootstrapped()
    case .writing:
      let now = self.gate.clock.now()
      try await self.gate.store.write { transaction throws(Failure) in
        // One that a crash has left over.
        try transaction.forgetCall(Self.probeKey)
        _ = try transaction.remember(
          RememberedCall(
            key: Self.probeKey, method: 0, requestDigest: [], at: now,
            reply: [UInt8](repeating: 0, count: Self.probeBytes)))
      }
      try await self.gate.store.write { transaction throws(Failure) in
        try transaction.forgetCall(Self.probeKey)
      }
    }
  }

  /// Rows of each kind that one clean-up removes at most.
  public static let cleanUpRowsMax = 500
  /// Pages of the index of names that one clean-up writes anew, about: 4 MiB, some 20 ms.
  public static let cleanUpPagesMax = 1_000

  /// Removes what ended long enough ago, a bounded number of rows at a time, and takes a step in
  /// removing the last traces of erased contacts.
  ///
  /// Nothing depends on it: what ended is refused whether it was removed or not.
  ///
  /// - Returns: How many rows went; at least ``cleanUpRowsMax`` when another round has work.
  /// - Throws: What the store fails with.
  public func cleanUp() async throws(Failure) -> Int {
    // Ended links are kept for a week, so that their holders hear "used" and not "unknown".
    let cutoff = Timestamp(
      milliseconds: self.gate.clock.now().milliseconds - Lifetime.days(7).milliseconds)
    return try await self.gate.store.write { transaction throws(Failure) in
      let isCompact = try transaction.compactSearch(pages: Self.cleanUpPagesMax)
      let rows = try transaction.purge(endedBefore: cutoff, limit: Self.cleanUpRowsMax)
      return isCompact ? rows : max(rows, Self.cleanUpRowsMax)
    }
  }
}
