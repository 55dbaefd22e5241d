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

  enum CodingKeys: Int, CodingKey {
    case accountID = 1
    case failures = 2
    case since = 3
    case lastAt = 4
    case detail = 5
  }

  /// All fields, in the order of their keys.
  public init(
    accountID: Int64, failures: Int, since: Timestamp, lastAt: Timestamp,
    detail: String
  ) {
    self.accountID = accountID
    self.failures = failures
    self.since = since
    self.lastAt = lastAt
    self.detail = detail
  }
}
