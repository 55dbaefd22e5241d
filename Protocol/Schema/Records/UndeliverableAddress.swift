public import LatchkeyBase

/// That the address of an account is refused again and again. Staff see it; the owner is told nothing.
public struct UndeliverableAddress: Message {
  /// Whose address.
  public var accountID: Int64
  /// Refusals for good, without a delivery in between.
  public var failures: Int
  /// When the first was.
  public var since: Timestamp
  /// When the last was.
  public var lastAt: Timestamp
  /// What the mail server said last.
  public var detail: String
}
