import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// The way of every call to the store.
///
/// In one place: the decision whether the caller may do this, in the transaction that does it; the audit
/// entry of a denial; the idempotency key; the commit point; the last-seen update of the session.
struct Gate: Sendable {
  let store: NotifyingStore
  let clock: any Clock
  let digests: any KeyedDigests
  let currentSettings: CurrentSettings
  let outlet: CurrentMailOutlet
  let sessions: SessionLookup

  /// Decides about a call in a snapshot and runs a closure that reads.
  ///
  /// - Parameters:
  ///   - operation: What is called, and on what.
  ///   - call: Who calls.
  ///   - body: Reads.
  /// - Returns: What the closure returned.
  /// - Throws: The refusal of the decision, or what the closure threw.
  func read<Value: Sendable>(
    _ operation: Operation, _ call: Call,
    _ body: @escaping @Sendable (borrowing Snapshot) throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    let now = self.clock.now()
    let followUp = FollowUp()
    let outcome: Result<Value, Failure>
    do throws(Failure) {
      outcome = .success(
        try await self.store.read { transaction throws(Failure) in
          switch try self.decide(operation, call, followUp, in: transaction, at: now) {
          case .denied(let denied):
            followUp.deniedCall = denied
            throw .refusal(denied.refusal)
          case .granted(let grant):
            return try body(
              self.snapshot(consume grant, of: operation, followUp, in: transaction, at: now))
          }
        })
    } catch {
      outcome = .failure(error)
    }
    try await self.write(followUp, of: call, at: now)
    return try outcome.get()
  }

  /// Decides about a call, for work that follows in other transactions.
  ///
  /// - Throws: The refusal of the decision.
  func check(_ operation: Operation, _ call: Call) async throws(Failure) {
    try await self.read(operation, call) { _ throws(Failure) in }
  }

  /// The owner of the session behind a call to a method that asks for one.
  ///
  /// - Throws: The refusal of the decision.
  func person(_ operation: Operation, _ call: Call) async throws(Failure) -> Person {
    try await self.read(operation, call) { snapshot throws(Failure) in
      guard let person = snapshot.actor else {
        preconditionFailure("A method for owners of a session has a person as its subject.")
      }
      return person
    }
  }

  /// Decides about a call and carries it out, both in one transaction.
  ///
  /// When the closure throws, nothing remains. When the call is denied, by the gate or the closure, only
  /// the audit entry remains.
  ///
  /// - Parameters:
  ///   - operation: What is called, and on what.
  ///   - call: Who calls.
  ///   - about: The account that the reply speaks of. Without it, that is the target, or else the actor.
  ///   - progress: Makes it one of several transactions of the call, and says how far the call has come
  ///     with it, or nil when it changed nothing. The last transaction is without it, and remembers the
  ///     key of the call.
  ///   - body: Reads, changes and records.
  /// - Returns: What the closure returned.
  /// - Throws: The refusal of the decision, or what the closure threw.
  func change<Value: Sendable>(
    _ operation: Operation, _ call: Call, about: (@Sendable (Value) -> AccountID?)? = nil,
    progress: ((Value) -> Progress?)? = nil,
    _ body: @escaping @Sendable (borrowing Change) throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    try await self.attempt(operation, call, about: about, progress: progress) {
      change throws(Failure) in .success(try body(change))
    }
  }

  /// The same for a change that may be refused with something to keep: counts, and the entry of the
  /// refusal in the audit. A refusal that is thrown keeps nothing; one that is returned keeps all.
  ///
  /// - Parameters:
  ///   - operation: What is called, and on what.
  ///   - call: Who calls.
  ///   - about: Whom the reply speaks of, as in ``change(_:_:about:progress:_:)``.
  ///   - progress: How far the call has come, as there.
  ///   - wakesCourier: Whether mail that was queued goes out at once.
  ///   - body: Reads, changes and records.
  /// - Returns: What the closure returned as a success.
  /// - Throws: The refusal that was returned, or what was thrown.
  func attempt<Value: Sendable>(
    _ operation: Operation, _ call: Call, about: (@Sendable (Value) -> AccountID?)? = nil,
    progress: ((Value) -> Progress?)? = nil, wakingCourier wakesCourier: Bool = true,
    _ body: @escaping @Sendable (borrowing Change) throws(Failure) -> Result<Value, Refusal>
  ) async throws(Failure) -> Value {
    let now = self.clock.now()
    let followUp = FollowUp()
    let isPart = progress != nil
    let outcome: Result<Result<Value, Refusal>, Failure>
    do throws(Failure) {
      outcome = .success(
        try await self.store.writeQuietly { transaction throws(Failure) in
          let journal = CallJournal(digests: self.digests, call: call)
          switch try self.decide(operation, call, followUp, in: transaction, at: now) {
          case .denied(let denied):
            try journal.append(denied.record, to: transaction)
            return .failure(denied.refusal)
          case .granted(let grant):
            let subject = grant.target.accountID ?? grant.subject.person?.account
            let change = Change(
              snapshot: self.snapshot(
                consume grant, of: operation, followUp, in: transaction, at: now),
              store: transaction, journal: journal, isMailConfigured: self.outlet.now != nil)
            let result = try body(change)
            guard case .success(let value) = result else { return result }
            if isPart {
              try call.commitPoint.enterPart()
            } else {
              try Replays.remember(
                call, operation.method, about: about.map { $0(value) } ?? subject, in: transaction,
                at: now)
              try call.commitPoint.enter()
            }
            return result
          }
        })
    } catch {
      outcome = .failure(error)
    }
    if wakesCourier, followUp.hasQueuedMail, case .success(.success) = outcome {
      self.store.wakeCourier()
    }
    call.commitPoint.leave(outcome, progress: progress)
    try await self.write(followUp, of: call, at: now)
    switch try outcome.get() {
    case .success(let value): return value
    case .failure(let refusal): throw .refusal(refusal)
    }
  }

  private func snapshot(
    _ grant: consuming Grant, of operation: Operation, _ followUp: FollowUp,
    in transaction: any StoreReading, at now: Timestamp
  ) -> Snapshot {
    Snapshot(
      grant: grant, store: transaction, now: now, action: operation.action,
      currentSettings: self.currentSettings, followUp: followUp)
  }

  /// Updates the last-seen time of the session, however the call came out: working is being seen. Then
  /// records a denial that is not in the audit yet.
  private func write(_ followUp: FollowUp, of call: Call, at now: Timestamp) async throws(Failure) {
    if let session = followUp.lastSeenUpdate {
      try await self.sessions.updateLastSeen(session, at: now)
    }
    guard let denied = followUp.deniedCall else { return }
    let journal = CallJournal(digests: self.digests, call: call)
    try await self.store.write { transaction throws(Failure) in
      _ = try journal.append(denied.record, to: transaction)
    }
  }
}
