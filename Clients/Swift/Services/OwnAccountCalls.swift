public import LatchkeyBase
public import LatchkeySchema

/// The own account, and demands on many at once.
extension AccountCalls {
  /// The caller's own account.
  ///
  /// - Parameter session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func getOwnAccount(as session: Secret) async throws(LatchkeyError) -> OwnAccount {
    try await self.client.call(Accounts.GetOwnAccount(), as: session)
  }

  /// Changes what is given in the caller's own account. A new address counts once it was
  /// confirmed by the link that is mailed to it.
  ///
  /// - Parameters:
  ///   - displayName: A new name.
  ///   - email: A new primary address.
  ///   - phone: A new number. Empty: none.
  ///   - locale: A new language of mails.
  ///   - revision: The revision that the caller saw.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func updateOwnAccount(
    displayName: String? = nil, email: String? = nil, phone: String? = nil, locale: String? = nil,
    revision: Int64? = nil, as session: Secret
  ) async throws(LatchkeyError) -> OwnAccount {
    try await self.client.call(
      Accounts.UpdateOwnAccount(
        displayName: displayName, email: email, phone: phone, locale: locale, revision: revision),
      as: session)
  }

  /// Demands a new password of many accounts, or of a whole population, at their next sign-in.
  ///
  /// - Parameters:
  ///   - accountIDs: These accounts, 1 to 1 000. Absent: the whole population.
  ///   - population: Customers or staff.
  ///   - compromised: The passwords are known to others: sessions and links die at once.
  ///   - confirmed: Must be true.
  ///   - afterID: Where the call before stopped in the whole population.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func requirePasswordChangeOfMany(
    accountIDs: [Int64]? = nil, population: PopulationName, compromised: Bool, confirmed: Bool,
    afterID: Int64? = nil, as session: Secret
  ) async throws(LatchkeyError) -> Accounts.RequirePasswordChangeOfMany.Response {
    try await self.client.call(
      Accounts.RequirePasswordChangeOfMany(
        accountIDs: accountIDs, population: population, compromised: compromised,
        confirmed: confirmed, afterID: afterID), as: session)
  }
}
