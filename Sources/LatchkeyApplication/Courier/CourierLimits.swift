public import LatchkeyBase
public import LatchkeyDomain

/// How the courier goes about its work.
public struct CourierLimits: Hashable, Sendable {
  /// How long a mail is the courier's once taken. A transport must give up before: otherwise the
  /// mail is taken a second time while the first delivery is under way.
  public var leaseLifetime: Lifetime
  /// Deliveries at once. One recipient's server that does not answer holds up one of them. A
  /// transport with fewer connections lets some wait, so that they share commits of the store; all
  /// that may wait must fit into ``leaseLifetime``.
  public var deliveriesAtOnce: Int
  /// The longest sleep without a look into the outbox: how late a mail may be after the clock of
  /// the host was set forward. Otherwise it sleeps until the next mail falls due.
  public var sleepMax: Lifetime

  /// Limits; the defaults suit a desk of some thousand mails a day.
  public init(
    leaseLifetime: Lifetime = .minutes(20), deliveriesAtOnce: Int = 16,
    sleepMax: Lifetime = .minutes(5)
  ) {
    precondition(deliveriesAtOnce > 0, "A courier delivers something.")
    self.leaseLifetime = leaseLifetime
    self.deliveriesAtOnce = deliveriesAtOnce
    self.sleepMax = sleepMax
  }

  /// The longest sleep after the store failed, so that a short trouble delays no mail for long.
  static let sleepAfterFailure = Duration.seconds(15)

  /// How long to sleep until a mail falls due: at least a millisecond, and no longer than the
  /// longest sleep. Without one that waits, the longest.
  package func sleep(from now: Timestamp, until due: Timestamp?) -> Duration {
    let most = self.sleepMax.milliseconds
    guard let due else { return .milliseconds(most) }
    let left = due.milliseconds.subtractingReportingOverflow(now.milliseconds)
    return .milliseconds(left.overflow ? most : min(max(left.partialValue, 1), most))
  }
}

/// What became of one attempt to deliver a mail. Holds no secret and no address.
public enum CourierEvent: Hashable, Sendable {
  /// Handed over to the transport.
  case handedOver(MailID, attempt: Int)
  /// Put off: the transport did not take it now.
  case deferred(MailID, attempt: Int, until: Timestamp, detail: String)
  /// Given up.
  case failed(MailID, attempt: Int, detail: String)
  /// Not sent: what it was about has changed since.
  case obsolete(MailID)
  /// Another courier took it over: its lease ran out before the attempt ended.
  case leaseLost(MailID, attempt: Int)
  /// The store failed. The mail, if one is named, is tried again when its lease runs out.
  case storeFailed(MailID?, detail: String)
}
