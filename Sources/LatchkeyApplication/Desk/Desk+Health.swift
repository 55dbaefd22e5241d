import LatchkeyDomain

// Whether the store does its work, for whoever watches over the service.
extension Desk {
  /// Bytes that a trial of writing keeps for a moment: more than what any call adds, so that the room
  /// left for it is room for them.
  static let probeBytes = 65_536

  /// Under which name a trial writes. No sibling has it.
  private static let probeKey = IdempotencyKey(
    principal: "latchkeyd", key: [UInt8](repeating: 0, count: 16))

  /// Tries out whether the store does what it failed to do.
  ///
  /// Writing is tried by writing: some pages are committed and removed again, since a change of a page
  /// that is there already may find room where calls do not.
  /// - Parameter trouble: What failed. Damage is not tried: that one page is whole says nothing.
  /// - Throws: What the store throws while it still fails.
  public func probe(_ trouble: StoreTrouble) async throws {
    switch trouble {
    case .reading, .damage:
      _ = try await self.isBootstrapped()
    case .writing:
      let now = self.clock.now()
      try await self.store.write { transaction in
        // One that a crash has left over.
        try transaction.forgetCall(Self.probeKey)
        _ = try transaction.remember(
          RememberedCall(
            key: Self.probeKey, method: 0, requestDigest: [], at: now,
            reply: [UInt8](repeating: 0, count: Self.probeBytes)))
      }
      try await self.store.write { try $0.forgetCall(Self.probeKey) }
    }
  }

  /// Attempts at a password that wait for those before them.
  public var attemptsWaiting: Int { self.attemptLock.lock.waiting }

  /// The outbox in numbers, for whoever watches over the service.
  public func outboxSummary() async throws -> OutboxSummary {
    try await self.store.read { try $0.outboxSummary() }
  }
}
