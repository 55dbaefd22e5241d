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

  /// Ends the session of the call.
  ///
  /// - Parameter session: Whose call this is.
  /// - Throws: ``LatchkeyError``.
  public func signOut(as session: Secret) async throws(LatchkeyError) {
    _ = try await self.client.call(SignIn.SignOut(), as: session)
  }
}
