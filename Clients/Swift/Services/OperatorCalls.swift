public import LatchkeyBase
public import LatchkeySchema

extension LatchkeyClient {
  /// What only root on the host can do.
  public var `operator`: OperatorCalls { OperatorCalls(client: self) }
}

/// What only root on the host can do.
public struct OperatorCalls: Sendable {
  let client: LatchkeyClient

  /// Creates the Account Administrator. Once.
  ///
  /// - Parameters:
  ///   - displayName: The name that people read.
  ///   - email: The primary address.
  ///   - loginName: A second way to name oneself at sign-in.
  ///   - password: The policy applies.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func bootstrap(
    displayName: String, email: String, loginName: String? = nil, password: Secret
  ) async throws(LatchkeyError) -> AgentDetails {
    try await self.client.call(
      Operator.Bootstrap(
        displayName: displayName, email: email, loginName: loginName, password: password))
  }

  /// Gives the Account Administrator a temporary password, shown once, when nobody can get in
  /// otherwise. Every Super Admin is told.
  ///
  /// - Parameters:
  ///   - removeSecondFactor: Take the second factor away too.
  ///   - reason: Why; kept in the audit and told to every Super Admin.
  ///   - confirmed: Must be true.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func breakGlass(removeSecondFactor: Bool, reason: String, confirmed: Bool)
    async throws(LatchkeyError) -> Operator.BreakGlass.Response
  {
    try await self.client.call(
      Operator.BreakGlass(
        removeSecondFactor: removeSecondFactor, reason: reason, confirmed: confirmed))
  }

  /// Writes a consistent copy of the database to a new file on the host.
  ///
  /// - Parameter path: An absolute path that does not exist yet.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func backup(path: String) async throws(LatchkeyError) -> Operator.Backup.Response {
    try await self.client.call(Operator.Backup(path: path))
  }

  /// Stops the service as the signal to terminate does: calls under way are finished.
  ///
  /// - Throws: ``LatchkeyError``.
  public func drain() async throws(LatchkeyError) {
    _ = try await self.client.call(Operator.Drain())
  }

  /// Asks what the service has counted since it began.
  ///
  /// - Parameter withText: Whether the text for collectors comes along.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func getMetrics(withText: Bool? = nil) async throws(LatchkeyError)
    -> Operator.GetMetrics.Response
  {
    try await self.client.call(Operator.GetMetrics(withText: withText))
  }

  /// Makes new keys for digests and sealing, and seals anew what is sealed, while serving.
  ///
  /// - Parameters:
  ///   - compromised: The old keys are known to others: every session and link dies at once.
  ///   - confirmed: Must be true when the keys are compromised.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func rotateKeys(compromised: Bool, confirmed: Bool) async throws(LatchkeyError)
    -> Operator.RotateKeys.Response
  {
    try await self.client.call(Operator.RotateKeys(compromised: compromised, confirmed: confirmed))
  }
}
