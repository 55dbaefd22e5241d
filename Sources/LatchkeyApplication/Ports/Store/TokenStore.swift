public import LatchkeyDomain

/// Reads links and tickets.
public protocol TokenReading {
  /// One token.
  func token(_ digest: TokenDigest) throws(Failure) -> Token?
}

/// Makes links and tickets, and uses each of them once.
public protocol TokenWriting: TokenReading {
  /// Adds a token and returns its id; a live one of the same purpose and account becomes superseded.
  func insert(_ token: NewToken) throws(Failure) -> TokenID
  /// Uses a live token: one guarded statement. False when it was no longer live.
  func claimToken(_ id: TokenID) throws(Failure) -> Bool
  /// Withdraws a live token: one guarded statement. False when it was no longer live.
  func revokeToken(_ id: TokenID) throws(Failure) -> Bool
}
