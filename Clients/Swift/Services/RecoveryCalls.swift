public import LatchkeyBase
public import LatchkeySchema

extension LatchkeyClient {
  /// Forgotten passwords and first ones: links by mail.
  public var recovery: RecoveryCalls { RecoveryCalls(client: self) }
}

/// Forgotten passwords and first ones: links by mail.
public struct RecoveryCalls: Sendable {
  let client: LatchkeyClient

  /// Asks for a reset link. The answer is one constant, whether the address is known or not.
  ///
  /// - Parameters:
  ///   - population: Customer or staff.
  ///   - address: E-mail address of the account.
  ///   - origin: An opaque key of where the end user sits, for throttling; at most 64 bytes.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func requestPasswordReset(
    population: PopulationName, address: String, origin: [UInt8]? = nil
  ) async throws(LatchkeyError) -> PublicMessage {
    try await self.client.call(
      Recovery.RequestPasswordReset(population: population, address: address, origin: origin))
  }

  /// Looks at a link without using it up: what mail scanners do harms nobody.
  ///
  /// - Parameters:
  ///   - token: From the link.
  ///   - population: On whose page it was opened.
  ///   - origin: An opaque key of where the end user sits, for throttling; at most 64 bytes.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func inspectLink(token: Secret, population: PopulationName, origin: [UInt8]? = nil)
    async throws(LatchkeyError)
    -> Recovery.InspectLink.Response
  {
    try await self.client.call(
      Recovery.InspectLink(token: token, population: population, origin: origin))
  }

  /// Uses the link up and sets the password. Opens no session.
  ///
  /// - Parameters:
  ///   - token: From the link.
  ///   - population: On whose page it was opened.
  ///   - newPassword: The new password.
  ///   - origin: An opaque key of where the end user sits, for throttling; at most 64 bytes.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func completePasswordReset(
    token: Secret, population: PopulationName, newPassword: Secret, origin: [UInt8]? = nil
  )
    async throws(LatchkeyError) -> PublicMessage
  {
    try await self.client.call(
      Recovery.CompletePasswordReset(
        token: token, population: population, newPassword: newPassword, origin: origin)
    )
  }

  /// Uses an invitation up, sets the first password and opens a session.
  ///
  /// - Parameters:
  ///   - token: From the link.
  ///   - population: On whose page it was opened.
  ///   - newPassword: The first password.
  ///   - origin: An opaque key of where the end user sits, for throttling; at most 64 bytes.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func completeActivation(
    token: Secret, population: PopulationName, newPassword: Secret, origin: [UInt8]? = nil
  )
    async throws(LatchkeyError) -> SignIn.SignIn.Response
  {
    try await self.client.call(
      Recovery.CompleteActivation(
        token: token, population: population, newPassword: newPassword, origin: origin))
  }

  /// "This was not me": makes the link useless and leaves a security event.
  ///
  /// - Parameters:
  ///   - token: From the link.
  ///   - population: On whose page it was opened.
  ///   - origin: An opaque key of where the end user sits, for throttling; at most 64 bytes.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func reportUnexpectedReset(
    token: Secret, population: PopulationName, origin: [UInt8]? = nil
  )
    async throws(LatchkeyError) -> PublicMessage
  {
    try await self.client.call(
      Recovery.ReportUnexpectedReset(token: token, population: population, origin: origin))
  }

  /// Uses the link in the mail to a new address up: from now on it is the account's primary one.
  ///
  /// - Parameters:
  ///   - token: From the link.
  ///   - population: On whose page it was opened.
  ///   - origin: An opaque key of where the end user sits, for throttling; at most 64 bytes.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func confirmEmailChange(token: Secret, population: PopulationName, origin: [UInt8]? = nil)
    async throws(LatchkeyError) -> PublicMessage
  {
    try await self.client.call(
      Recovery.ConfirmEmailChange(token: token, population: population, origin: origin))
  }
}
