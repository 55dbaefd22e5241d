import LatchkeyDomain
import LatchkeySchema
import Synchronization

/// Counts looks at and uses of links, in memory, per sibling service.
///
/// A token cannot be guessed; this bounds what trying costs everybody else (failure 24). Not
/// stored: a restart forgets at most one window.
final class LinkThrottle: Sendable {
  private let throttles = Mutex<[String: Throttle]>([:])

  /// Counts one, or refuses it.
  func reserve(_ principal: String, under rule: ThrottleRule, at now: Timestamp) throws {
    let (isAllowed, retryAfter) = self.throttles.withLock { throttles in
      throttles[principal, default: Throttle(attempts: 0, windowStart: now)]
        .reserve(under: rule, at: now)
    }
    guard isAllowed else { throw Refusal(.tooManyRequests, retryAfter: retryAfter) }
  }
}
