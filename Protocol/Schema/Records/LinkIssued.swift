public import LatchkeyBase

/// A link for a contact: on its way by mail, or shown once where no mail can go.
public struct LinkIssued: Message {
  /// How it reaches the person.
  public var delivery: LinkDelivery
  /// Where it goes, when it goes by mail.
  public var address: String?
  /// Number of the queued message, for `Mail.ListMessages`.
  public var mailID: Int64?
  /// How long the link is usable, counted from the handing over to the mail server or from this
  /// answer.
  public var lifetimeMilliseconds: Int64
  /// The link itself, when the administrator has to hand it over. Given once.
  public var link: Secret?
  /// The first reason why no mail goes.
  public var reason: LinkFallbackReason?
  /// All reasons why no mail goes, in their fixed order.
  public var reasons: [LinkFallbackReason]
  /// When the shown link ends.
  public var expiresAt: Timestamp?
  /// A warning: mail to the address was refused again and again. It goes all the same.
  public var undeliverable: UndeliverableAddress?
}
