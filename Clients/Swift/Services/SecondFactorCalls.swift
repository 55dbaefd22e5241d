public import LatchkeyBase
public import LatchkeySchema

extension LatchkeyClient {
  /// A device beside the password.
  public var secondFactor: SecondFactorCalls { SecondFactorCalls(client: self) }
}

/// A device beside the password.
public struct SecondFactorCalls: Sendable {
  let client: LatchkeyClient

  /// Where the caller's second factor stands.
  ///
  /// - Parameter session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func getStatus(as session: Secret) async throws(LatchkeyError) -> SecondFactorStatus {
    try await self.client.call(SecondFactor.GetStatus(), as: session)
  }

  /// Makes a new seed for a device. Nothing changes until a code of it is shown.
  ///
  /// - Parameter session: Whose call this is.
  /// - Returns: What the device needs. Given once.
  /// - Throws: ``LatchkeyError``.
  public func beginTOTPEnrollment(as session: Secret) async throws(LatchkeyError)
    -> SecondFactor.BeginTOTPEnrollment.Response
  {
    try await self.client.call(SecondFactor.BeginTOTPEnrollment(), as: session)
  }

  /// The same for somebody whose sign-in goes no further without a device.
  ///
  /// - Parameter ticket: From the sign-in.
  /// - Returns: What the device needs. Given once.
  /// - Throws: ``LatchkeyError``.
  public func beginTOTPEnrollment(ticket: Secret) async throws(LatchkeyError)
    -> SecondFactor.BeginTOTPEnrollment.Response
  {
    try await self.client.call(SecondFactor.BeginTOTPEnrollment(ticket: ticket))
  }

  /// Shows a code of the new device: from now on sign-in asks for one.
  ///
  /// - Parameters:
  ///   - code: Six digits from the device.
  ///   - session: Whose call this is.
  /// - Returns: The recovery codes. Given once.
  /// - Throws: ``LatchkeyError``.
  public func confirmTOTPEnrollment(code: Secret, as session: Secret) async throws(LatchkeyError)
    -> SecondFactor.ConfirmTOTPEnrollment.Response
  {
    try await self.client.call(SecondFactor.ConfirmTOTPEnrollment(code: code), as: session)
  }

  /// The same for somebody whose sign-in goes no further without a device. The sign-in goes on.
  ///
  /// - Parameters:
  ///   - code: Six digits from the device.
  ///   - ticket: From the sign-in.
  /// - Returns: The recovery codes, given once, and how the sign-in goes on.
  /// - Throws: ``LatchkeyError``.
  public func confirmTOTPEnrollment(code: Secret, ticket: Secret) async throws(LatchkeyError)
    -> SecondFactor.ConfirmTOTPEnrollment.Response
  {
    try await self.client.call(SecondFactor.ConfirmTOTPEnrollment(code: code, ticket: ticket))
  }

  /// Makes new recovery codes; the old ones are dead.
  ///
  /// - Parameter session: Whose call this is.
  /// - Returns: The new codes. Given once.
  /// - Throws: ``LatchkeyError``.
  public func regenerateRecoveryCodes(as session: Secret) async throws(LatchkeyError)
    -> SecondFactor.RegenerateRecoveryCodes.Response
  {
    try await self.client.call(SecondFactor.RegenerateRecoveryCodes(), as: session)
  }

  /// Switches the caller's second factor off, unless it is required.
  ///
  /// - Parameter session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func disableSecondFactor(as session: Secret) async throws(LatchkeyError)
    -> SecondFactorStatus
  {
    try await self.client.call(SecondFactor.DisableSecondFactor(), as: session)
  }

  /// Takes the second factor of somebody else away, who has lost it. They are told.
  ///
  /// - Parameters:
  ///   - account: Whose.
  ///   - population: Whose address or name it is. Needed unless the account is named by number.
  ///   - reason: Why; kept in the audit.
  ///   - session: Whose call this is.
  /// - Throws: ``LatchkeyError``.
  public func resetSecondFactor(
    account: AccountReference, population: PopulationName? = nil, reason: String,
    as session: Secret
  ) async throws(LatchkeyError) {
    _ = try await self.client.call(
      SecondFactor.ResetSecondFactor(account: account, population: population, reason: reason),
      as: session)
  }
}
