import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// Lets attempts at one secret be made one after the other.
struct AttemptTurns: Sendable {
  let gate: Gate
  let throttles: CallThrottles
  let queue = TurnQueue()

  /// Waits until the attempt before this one is settled, a short while.
  ///
  /// - Throws: A refusal when the wait was too long, or ``Failure/cancelled``.
  func take(
    _ key: ThrottleKey, _ operation: Operation, actor: AuditActor, _ call: Call
  ) async throws(Failure) -> Turn {
    let wait = self.gate.currentSettings.now.attemptPatience
    if let turn = await self.queue.take(key, patience: .milliseconds(wait.milliseconds)) {
      return turn
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
