internal import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema
internal import Synchronization

/// How mail goes, and what it says: what the desk needs to know of it.
public struct DeskMail: Sendable {
  /// By which way mail goes at present.
  let outlet: CurrentMailOutlet
  /// Makes other ways, and tries them out.
  let transports: any MailTransportFactory
  /// The texts that come with the program.
  let templates: any MailTemplates
  /// The mail server of the daemon's configuration; nil when the stored one counts.
  let fixed: MailServer?
  /// Called after a commit that queued mail.
  let queued: @Sendable () -> Void

  /// How mail goes, and what it says.
  ///
  /// - Parameters:
  ///   - outlet: By which way mail goes at present; the desk replaces it.
  ///   - transports: Makes other ways, and tries them out.
  ///   - templates: The texts that come with the program.
  ///   - fixed: The mail server of the daemon's configuration; nil when the stored one counts.
  ///   - queued: Called after a commit that queued mail.
  public init(
    outlet: CurrentMailOutlet, transports: any MailTransportFactory,
    templates: any MailTemplates, fixed: MailServer?, queued: @escaping @Sendable () -> Void
  ) {
    self.outlet = outlet
    self.transports = transports
    self.templates = templates
    self.fixed = fixed
    self.queued = queued
  }
}

extension Desk {
  /// Whether mail can go at all (S1.4). Follows the mail server without a restart.
  var isMailConfigured: Bool { self.mail.outlet.now != nil }

  /// Says that mail was queued.
  func mailQueued() { self.mail.queued() }
}

/// Trials of mail servers: few at a time and not many in a row, for each holds a connection to a
/// place that somebody names.
final class MailTestLimit: Sendable {
  /// Trials under way at most.
  static let atOnceMax = 2
  /// Trials of the whole desk.
  static let rule = ThrottleRule(limit: 20, window: .minutes(10))

  private struct State {
    var underWay = 0
    var throttle: Throttle?
  }

  private let state = Mutex(State())

  /// Begins a trial, or says how long to wait.
  func begin(at now: Timestamp) throws(Refusal) {
    let refusal = self.state.withLock { state -> Refusal? in
      guard state.underWay < Self.atOnceMax else {
        return Refusal(.overloaded, retryAfter: .seconds(5))
      }
      var throttle = state.throttle ?? Throttle(attempts: 0, windowStart: now)
      let (isAllowed, retryAfter) = throttle.reserve(under: Self.rule, at: now)
      state.throttle = throttle
      guard isAllowed else { return Refusal(.tooManyRequests, retryAfter: retryAfter) }
      state.underWay += 1
      return nil
    }
    if let refusal { throw refusal }
  }

  /// Ends a trial.
  func end() {
    self.state.withLock { $0.underWay -= 1 }
  }
}
