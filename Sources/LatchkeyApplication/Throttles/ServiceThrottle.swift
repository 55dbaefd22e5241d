import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import Synchronization

/// Counts one kind of anonymous work per sibling service, in memory.
///
/// It bounds what a flood through one service costs everybody else. Not stored: a
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
/// A caller can invent places; so many are counted at most, and then all are forgotten.
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
