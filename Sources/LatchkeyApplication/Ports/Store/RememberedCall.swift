public import LatchkeyBase
public import LatchkeyDomain

/// Names one call of one caller, so that it is done once however often it is sent.
public struct IdempotencyKey: Hashable, Sendable {
  /// The sibling service that called.
  public var principal: String
  /// The key that it chose: 16 to 32 bytes.
  public var key: [UInt8]

  /// A key of a caller.
  public init(principal: String, key: [UInt8]) {
    self.principal = principal
    self.key = key
  }
}

/// A call that was done, as it is remembered for replays. Holds no secret.
public struct RememberedCall: Hashable, Sendable {
  /// Its key.
  public var key: IdempotencyKey
  /// The method's number.
  public var method: UInt16
  /// A keyed digest of the subject and the request: another request under the same key is refused.
  public var requestDigest: [UInt8]
  /// When it was done.
  public var at: Timestamp
  /// The account that the reply speaks of, if of one.
  public var account: AccountID?
  /// The encoded reply; nil while it is under way and for replies that hold a secret.
  public var reply: [UInt8]?

  /// A call to remember.
  public init(
    key: IdempotencyKey, method: UInt16, requestDigest: [UInt8], at: Timestamp,
    account: AccountID? = nil, reply: [UInt8]?
  ) {
    self.key = key
    self.method = method
    self.requestDigest = requestDigest
    self.at = at
    self.account = account
    self.reply = reply
  }
}
