public import LatchkeyDomain

/// How the courier goes about its work.
public struct CourierLimits: Hashable, Sendable {
  /// How long a mail is the courier's once taken. A transport must give up before: otherwise the
  /// mail is taken a second time while the first delivery is under way.
  public var leaseLifetime: Lifetime
  /// Deliveries at once. One recipient's server that does not answer holds up one of them.
  public var deliveriesAtOnce: Int
  /// The longest sleep without a look into the outbox: how late a mail may be that another process
  /// left behind.
  public var sleepMax: Lifetime

  /// Limits; the defaults suit a desk of some thousand mails a day.
  public init(
    leaseLifetime: Lifetime = .seconds(60), deliveriesAtOnce: Int = 4,
    sleepMax: Lifetime = .seconds(15)
  ) {
    precondition(deliveriesAtOnce > 0, "A courier delivers something.")
    self.leaseLifetime = leaseLifetime
    self.deliveriesAtOnce = deliveriesAtOnce
    self.sleepMax = sleepMax
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
  /// Not sent: what it was about has changed meanwhile.
  case obsolete(MailID)
  /// Somebody else took it over: its lease ran out before the attempt ended.
  case leaseLost(MailID, attempt: Int)
  /// The store failed. The mail, if one is named, is tried again when its lease runs out.
  case storeFailed(MailID?, detail: String)
}
