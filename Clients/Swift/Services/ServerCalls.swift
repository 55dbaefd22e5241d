public import LatchkeySchema

extension LatchkeyClient {
  /// The service itself: is it there, which version, how is it.
  public var server: ServerCalls { ServerCalls(client: self) }
}

/// The service itself: is it there, which version, how is it.
public struct ServerCalls: Sendable {
  let client: LatchkeyClient

  /// Comes back as it went. Measures the way there and back.
  ///
  /// - Parameter payload: Returned unchanged.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func ping(payload: [UInt8]? = nil) async throws(LatchkeyError) -> Server.Ping.Response {
    try await self.client.call(Server.Ping(payload: payload))
  }

  /// Asks who answers and as whom the caller is seen.
  ///
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func getInfo() async throws(LatchkeyError) -> Server.GetInfo.Response {
    try await self.client.call(Server.GetInfo())
  }

  /// Asks whether calls are worth making.
  ///
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func getHealth() async throws(LatchkeyError) -> Server.GetHealth.Response {
    try await self.client.call(Server.GetHealth())
  }
}
