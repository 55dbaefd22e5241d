public import LatchkeyBase
public import LatchkeySchema

extension LatchkeyClient {
  /// From a password to a session, and out again.
  public var signIn: SignInCalls { SignInCalls(client: self) }
}

/// From a password to a session, and out again.
public struct SignInCalls: Sendable {
  let client: LatchkeyClient

  /// Shows a password.
  ///
  /// - Parameters:
  ///   - population: As whom: the same address may be a contact and an agent.
  ///   - identifier: E-mail address or login name.
  ///   - password: As typed.
  ///   - origin: An opaque key of where the end user sits, for throttling; at most 64 bytes.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func signIn(
    population: PopulationName, identifier: String, password: Secret, origin: [UInt8]? = nil
  ) async throws(LatchkeyError) -> SignIn.SignIn.Response {
    try await self.client.call(
      SignIn.SignIn(
        population: population, identifier: identifier, password: password, origin: origin))
  }

  /// Answers `second_factor_required` with a code of the device.
  ///
  /// - Parameters:
  ///   - ticket: From the sign-in.
  ///   - code: Six digits from the device.
  ///   - origin: An opaque key of where the end user sits, for throttling; at most 64 bytes.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func completeSecondFactor(ticket: Secret, code: Secret, origin: [UInt8]? = nil)
    async throws(LatchkeyError) -> SignIn.SignIn.Response
  {
    try await self.client.call(
      SignIn.CompleteSecondFactor(ticket: ticket, code: code, origin: origin))
  }

  /// Answers `second_factor_required` with a recovery code, which is used up.
  ///
  /// - Parameters:
  ///   - ticket: From the sign-in.
  ///   - recoveryCode: As it was given out.
  ///   - origin: An opaque key of where the end user sits, for throttling; at most 64 bytes.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func completeSecondFactor(ticket: Secret, recoveryCode: Secret, origin: [UInt8]? = nil)
    async throws(LatchkeyError) -> SignIn.SignIn.Response
  {
    try await self.client.call(
      SignIn.CompleteSecondFactor(ticket: ticket, recoveryCode: recoveryCode, origin: origin))
  }

  /// Answers `password_change_required`: chooses the own password and is in.
  ///
  /// - Parameters:
  ///   - ticket: From the sign-in.
  ///   - newPassword: The new password.
  ///   - origin: An opaque key of where the end user sits, for throttling; at most 64 bytes.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func completePasswordChange(ticket: Secret, newPassword: Secret, origin: [UInt8]? = nil)
    async throws(LatchkeyError) -> SignIn.SignIn.Response
  {
    try await self.client.call(
      SignIn.CompletePasswordChange(ticket: ticket, newPassword: newPassword, origin: origin))
  }

  /// Proves anew who sits there, for calls that ask for a fresh proof. Acts on the session of the call.
  ///
  /// - Parameters:
  ///   - password: The own password.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func reauthenticate(password: Secret, as session: Secret) async throws(LatchkeyError)
    -> SignIn.Reauthenticate.Response
  {
    try await self.client.call(SignIn.Reauthenticate(password: password), as: session)
  }

  /// Proves anew who sits there, by a code of the own device.
  ///
  /// - Parameters:
  ///   - code: Six digits from the device.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func reauthenticate(code: Secret, as session: Secret) async throws(LatchkeyError)
    -> SignIn.Reauthenticate.Response
  {
    try await self.client.call(SignIn.Reauthenticate(code: code), as: session)
  }

  /// Ends the session of the call.
  ///
  /// - Parameter session: Whose call this is.
  /// - Throws: ``LatchkeyError``.
  public func signOut(as session: Secret) async throws(LatchkeyError) {
    _ = try await self.client.call(SignIn.SignOut(), as: session)
  }
}
