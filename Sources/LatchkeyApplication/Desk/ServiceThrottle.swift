import LatchkeyAuthorization
import LatchkeyDomain
import LatchkeySchema
import Synchronization

/// Counts one kind of anonymous work per sibling service, in memory: check 4 of the fixed order.
///
/// It bounds what a flood through one service costs everybody else (failure 24). Not stored: a
/// restart forgets at most one window. Each kind of work has a count of its own, so that cheap work
/// cannot use up what dear work needs.
final class ServiceThrottle: Sendable {
  private let throttles = Mutex<[String: Throttle]>([:])

  /// Counts one, and says whether it is within the limit and else how long to wait.
  func count(
    _ call: Call, under rule: ThrottleRule, at now: Timestamp
  ) -> (isAllowed: Bool, retryAfter: Lifetime) {
    self.throttles.withLock { throttles in
      throttles[call.principal.name, default: Throttle(attempts: 0, windowStart: now)]
        .reserve(under: rule, at: now)
    }
  }

  /// Counts one, and says whether it is within the limit.
  func allows(_ call: Call, under rule: ThrottleRule, at now: Timestamp) -> Bool {
    self.count(call, under: rule, at: now).isAllowed
  }
}

/// Counts one kind of anonymous work per end user's place, in memory, under the service's count.
///
/// Whoever calls invents places as he likes; so many are counted at most, and then all are forgotten.
/// The count of the service still holds.
final class OriginThrottle: Sendable {
  /// Places that are counted at a time, at most.
  static let originsMax = 10_000

  private let throttles = Mutex<[OriginKey: Throttle]>([:])

  /// Counts one, and says whether it is within the limit and else how long to wait.
  func count(
    _ origin: OriginKey, under rule: ThrottleRule, at now: Timestamp
  ) -> (isAllowed: Bool, retryAfter: Lifetime) {
    self.throttles.withLock { throttles in
      if throttles.count >= Self.originsMax && throttles[origin] == nil {
        throttles = throttles.filter { now < $0.value.windowStart + rule.window }
        if throttles.count >= Self.originsMax { throttles = [:] }
      }
      return throttles[origin, default: Throttle(attempts: 0, windowStart: now)]
        .reserve(under: rule, at: now)
    }
  }
}

extension Desk {
  /// Where the end user of a call sits, as the store knows it; nil when the service does not say.
  ///
  /// The name of the service goes into the digest: no service can use up what another counts.
  func originKey(of call: Call) -> OriginKey? {
    call.origin.map { origin in
      OriginKey(
        bytes: self.digests.requestDigest(Array("origin \(call.principal.name)/".utf8) + origin))
    }
  }

  /// Counts one look at or use of a link, by the service and by the place it comes from.
  func reserveLinkWork(_ action: AuditAction, _ call: Call) async throws {
    try await self.reserve(self.linkThrottle, under: self.settings.linkThrottle, action, call)
    guard let origin = self.originKey(of: call) else { return }
    let (isAllowed, retryAfter) = self.linkOriginThrottle.count(
      origin, under: self.settings.linkOriginThrottle, at: self.clock.now())
    guard isAllowed else { throw try await self.refuseFlood(retryAfter, action, call) }
  }

  /// Counts one piece of anonymous work of a service, or refuses it.
  func reserve(
    _ throttle: ServiceThrottle, under rule: ThrottleRule, _ action: AuditAction, _ call: Call
  ) async throws {
    let (isAllowed, retryAfter) = throttle.count(call, under: rule, at: self.clock.now())
    guard isAllowed else { throw try await self.refuseFlood(retryAfter, action, call) }
  }

  /// The refusal of anonymous work, audited while there is room. Beyond it nothing is written at all:
  /// a flood must not keep the store busy.
  private func refuseFlood(
    _ retryAfter: Lifetime, _ action: AuditAction, _ call: Call
  ) async throws -> Refusal {
    let now = self.clock.now()
    if self.refusalThrottle.allows(call, under: self.settings.refusalThrottle, at: now) {
      try await self.store.write { transaction in
        _ = try self.record(
          AuditRecord(
            at: now, principal: call.principal.name, actor: .nobody, action: action,
            outcome: .refused, reason: Reason.tooManyRequests.rawValue),
          of: call, in: transaction)
      }
    }
    return Refusal(.tooManyRequests, retryAfter: retryAfter)
  }
}
