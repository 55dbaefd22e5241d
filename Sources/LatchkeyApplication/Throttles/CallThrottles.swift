import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// Bounds the anonymous work of each sibling service, and of each place that its end users call from.
struct CallThrottles: Sendable {
  let gate: Gate
  /// Looks at and uses of links.
  private let links = ServiceThrottle()
  /// The same from the place of one end user.
  private let linkOrigins = OriginThrottle()
  /// Checks of candidate passwords.
  private let candidates = ServiceThrottle()
  /// Requests for a link by people who are not signed in.
  private let requests = ServiceThrottle()
  /// Audit entries for refusals that cost the caller nothing.
  private let refusals = ServiceThrottle()

  init(gate: Gate) {
    self.gate = gate
  }

  private var settings: DeskSettings { self.gate.currentSettings.now }

  /// Counts one look at or use of a link, by the service and by the place it comes from.
  ///
  /// - Throws: A refusal when there were too many.
  func reserveLinkWork(_ operation: Operation, _ call: Call) async throws(Failure) {
    try await self.reserve(self.links, under: self.settings.linkThrottle, operation, call)
    guard let origin = call.originKey(by: self.gate.digests) else { return }
    let (isAllowed, retryAfter) = self.linkOrigins.count(
      origin, under: self.settings.linkOriginThrottle, at: self.gate.clock.now())
    guard isAllowed else { throw try await self.refuseFlood(retryAfter, operation, call) }
  }

  /// Counts one check of a candidate password.
  ///
  /// - Throws: A refusal when there were too many.
  func reserveCandidate(_ operation: Operation, _ call: Call) async throws(Failure) {
    try await self.reserve(
      self.candidates, under: self.settings.candidateThrottle, operation, call)
  }

  /// Counts one request for a link.
  ///
  /// - Throws: A refusal when there were too many.
  func reserveRequest(_ operation: Operation, _ call: Call) async throws(Failure) {
    try await self.reserve(self.requests, under: self.settings.requestThrottle, operation, call)
  }

  private func reserve(
    _ throttle: ServiceThrottle, under rule: ThrottleRule, _ operation: Operation, _ call: Call
  ) async throws(Failure) {
    let (isAllowed, retryAfter) = throttle.count(call, under: rule, at: self.gate.clock.now())
    guard isAllowed else { throw try await self.refuseFlood(retryAfter, operation, call) }
  }

  /// The refusal of anonymous work, recorded while there is room. Beyond it nothing is written at all: a
  /// flood must not keep the store busy.
  private func refuseFlood(
    _ retryAfter: Lifetime, _ operation: Operation, _ call: Call
  ) async throws(Failure) -> Failure {
    let now = self.gate.clock.now()
    if self.hasRoomForRecord(of: call, at: now) {
      try await self.gate.store.write { transaction throws(Failure) in
        try self.record(
          .tooManyRequests, operation, actor: .nobody, call, in: transaction, at: now)
      }
    }
    return .refusal(Refusal(.tooManyRequests, retryAfter: retryAfter))
  }

  /// A refusal for too much of something, with its audit entry while there is room for one.
  func refuse(
    _ reason: Reason, _ retryAfter: Lifetime, _ operation: Operation, actor: AuditActor,
    _ call: Call, in transaction: any StoreWriting, at now: Timestamp
  ) throws(Failure) -> Refusal {
    if self.hasRoomForRecord(of: call, at: now) {
      try self.record(reason, operation, actor: actor, call, in: transaction, at: now)
    }
    return Refusal(reason, retryAfter: retryAfter)
  }

  private func hasRoomForRecord(of call: Call, at now: Timestamp) -> Bool {
    self.refusals.count(call, under: self.settings.refusalThrottle, at: now).isAllowed
  }

  private func record(
    _ reason: Reason, _ operation: Operation, actor: AuditActor, _ call: Call,
    in transaction: any StoreWriting, at now: Timestamp
  ) throws(Failure) {
    try CallJournal(digests: self.gate.digests, call: call).append(
      AuditRecord(
        at: now, principal: call.principal.name, actor: actor, action: operation.action,
        outcome: .refused, reason: reason.rawValue),
      to: transaction)
  }
}

extension Call {
  /// Where the end user of a call sits, as the store knows it; nil when the service does not say.
  ///
  /// The name of the service goes into the digest: no service can use up what another counts.
  func originKey(by digests: any KeyedDigests) -> OriginKey? {
    self.origin.map { origin in
      OriginKey(
        bytes: digests.requestDigest(Array("origin \(self.principal.name)/".utf8) + origin))
    }
  }
}
