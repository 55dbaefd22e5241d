public import LatchkeyBase
public import LatchkeyDomain

/// Reads counted attempts, and the places from which owners have signed in.
public protocol AttemptReading {
  /// The attempts counted for a key.
  func throttle(_ key: ThrottleKey) throws(Failure) -> Throttle?
  /// Whether an account's owner has signed in from there and that is still remembered.
  func isKnown(
    _ origin: OriginKey, to account: AccountID, at now: Timestamp
  ) throws(Failure) -> Bool
}

/// Counts attempts, and remembers places.
public protocol AttemptWriting: AttemptReading {
  /// Counts one attempt for a key, or refuses it and says how long to wait: one guarded statement, by the
  /// rule of ``LatchkeyDomain/Throttle/reserve(under:at:)``.
  ///
  /// - Returns: Whether the attempt is counted and may be made; if not, when to try again.
  func reserve(
    _ key: ThrottleKey, under rule: ThrottleRule, at now: Timestamp
  ) throws(Failure) -> (isAllowed: Bool, retryAfter: Lifetime)
  /// Takes back one attempt that was counted for a key and was not made: one guarded statement.
  func giveBack(_ key: ThrottleKey) throws(Failure)
  /// Forgets the attempts counted for a key.
  func clearThrottle(_ key: ThrottleKey) throws(Failure)
  /// Remembers that an account's owner signed in from there, and forgets the oldest beyond a number.
  func noteOrigin(
    _ origin: OriginKey, of account: AccountID, until end: Timestamp, keeping count: Int
  ) throws(Failure)
  /// Forgets every place from which an account's owner has signed in.
  func forgetOrigins(of account: AccountID) throws(Failure)
}
