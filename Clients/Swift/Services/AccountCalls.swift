public import LatchkeyBase
public import LatchkeySchema

extension LatchkeyClient {
  /// Locks and demands on accounts of both populations.
  public var accounts: AccountCalls { AccountCalls(client: self) }
}

/// Locks and demands on accounts of both populations.
public struct AccountCalls: Sendable {
  let client: LatchkeyClient

  /// Lists accounts whose sign-in is locked.
  ///
  /// - Parameters:
  ///   - limit: How many at most, 1 to 200.
  ///   - afterID: The last id of the page before.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func listLocked(limit: Int = 100, afterID: Int64? = nil, as session: Secret)
    async throws(LatchkeyError) -> Accounts.ListLocked.Response
  {
    try await self.client.call(Accounts.ListLocked(limit: limit, afterID: afterID), as: session)
  }

  /// Lifts whatever lock there is.
  ///
  /// - Parameters:
  ///   - account: Whose.
  ///   - population: Whose address or name it is. Needed unless the account is named by number.
  ///   - session: Whose call this is.
  /// - Throws: ``LatchkeyError``.
  public func unlock(
    account: AccountReference, population: PopulationName? = nil, as session: Secret
  ) async throws(LatchkeyError) {
    _ = try await self.client.call(
      Accounts.Unlock(account: account, population: population), as: session)
  }

  /// Locks sign-in until somebody unlocks it.
  ///
  /// - Parameters:
  ///   - account: Whose.
  ///   - reason: Shown to staff.
  ///   - population: Whose address or name it is. Needed unless the account is named by number.
  ///   - session: Whose call this is.
  /// - Throws: ``LatchkeyError``.
  public func lock(
    account: AccountReference, reason: String, population: PopulationName? = nil, as session: Secret
  )
    async throws(LatchkeyError)
  {
    _ = try await self.client.call(
      Accounts.Lock(account: account, reason: reason, population: population), as: session)
  }

  /// Demands a new password at the next sign-in.
  ///
  /// - Parameters:
  ///   - account: Whose.
  ///   - compromised: The password is known to others: sessions and links die at once.
  ///   - population: Whose address or name it is. Needed unless the account is named by number.
  ///   - session: Whose call this is.
  /// - Throws: ``LatchkeyError``.
  public func requirePasswordChange(
    account: AccountReference, compromised: Bool, population: PopulationName? = nil,
    as session: Secret
  ) async throws(LatchkeyError) {
    _ = try await self.client.call(
      Accounts.RequirePasswordChange(
        account: account, compromised: compromised, population: population), as: session)
  }
}
