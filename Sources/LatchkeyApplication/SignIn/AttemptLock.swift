import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// Lets attempts at one secret be made one after the other.
///
/// Attempts are counted before the password is hashed. Without the lock, many right ones at once would
/// count as so many wrong ones until the first is through, and the last be refused. The count in the store
/// alone decides about limits; the lock only sees to it that it is read when the attempt before is settled.
struct AttemptLock: Sendable {
  let gate: Gate
  let throttles: CallThrottles
  /// A flood at one name is refused at once.
  let lock = KeyedLock<ThrottleKey>(waitersMax: 64)

  /// Waits until the attempt before this one is settled, a short while.
  ///
  /// - Returns: The lock; until it is released no other attempt is made under the same name.
  /// - Throws: A refusal when the wait was too long, or ``Failure/cancelled``.
  func acquire(
    _ key: ThrottleKey, _ operation: Operation, actor: AuditActor, _ call: Call
  ) async throws(Failure) -> KeyedLock<ThrottleKey>.Hold {
    let wait = self.gate.currentSettings.now.attemptPatience
    if let hold = await self.lock.acquire(key, timeout: .milliseconds(wait.milliseconds)) {
      return hold
    }
    if Task.isCancelled { throw .cancelled }
    let now = self.gate.clock.now()
    throw .refusal(
      try await self.gate.store.write { transaction throws(Failure) in
        try self.throttles.refuse(
          .tooManyAttempts, .seconds(1), operation, actor: actor, call, in: transaction, at: now)
      })
  }
}
