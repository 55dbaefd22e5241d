/// A link is on its way.
public struct LinkSent: Message {
  /// How it reaches the person.
  public var delivery: LinkDelivery
  /// Where it goes.
  public var address: String
  /// Number of the queued message, for `Mail.ListMessages`.
  public var mailID: Int64
  /// How long the link will be usable, counted from the handing over to the mail server.
  public var lifetimeMilliseconds: Int64
  /// A warning: mail to the address was refused again and again. It goes all the same.
  public var undeliverable: UndeliverableAddress?
}
