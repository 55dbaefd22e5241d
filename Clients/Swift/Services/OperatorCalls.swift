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
}
