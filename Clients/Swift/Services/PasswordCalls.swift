public import LatchkeyBase
public import LatchkeySchema

extension LatchkeyClient {
  /// The rules for passwords, and the change of the own one.
  public var passwords: PasswordCalls { PasswordCalls(client: self) }
}

/// The rules for passwords, and the change of the own one.
public struct PasswordCalls: Sendable {
  let client: LatchkeyClient

  /// Asks for the rules, to show them before somebody types.
  ///
  /// - Parameter population: Whose rules.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func getPasswordPolicy(population: PopulationName) async throws(LatchkeyError)
    -> PasswordPolicyView
  {
    try await self.client.call(Passwords.GetPasswordPolicy(population: population))
  }

  /// Tries a candidate against the rules, without setting it.
  ///
  /// - Parameters:
  ///   - population: Whose rules.
  ///   - candidate: The password to try.
  ///   - token: A link or ticket: names and current password of its account count as well.
  ///   - origin: An opaque key of where the end user sits, for throttling; at most 64 bytes.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func checkPassword(
    population: PopulationName, candidate: Secret, token: Secret? = nil, origin: [UInt8]? = nil
  )
    async throws(LatchkeyError) -> Passwords.CheckPassword.Response
  {
    try await self.client.call(
      Passwords.CheckPassword(
        population: population, candidate: candidate, token: token, origin: origin))
  }

  /// Changes the own password. Acts on the account of the session of the call.
  ///
  /// - Parameters:
  ///   - current: The password in force; a wrong one counts as an attempt.
  ///   - newPassword: The new password.
  ///   - endCurrentSession: The session of the call ends too. Absent: it stays.
  ///   - session: Whose call this is.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func changePassword(
    current: Secret, newPassword: Secret, endCurrentSession: Bool? = nil, as session: Secret
  ) async throws(LatchkeyError) -> Passwords.ChangePassword.Response {
    try await self.client.call(
      Passwords.ChangePassword(
        current: current, newPassword: newPassword, endCurrentSession: endCurrentSession),
      as: session)
  }
}
