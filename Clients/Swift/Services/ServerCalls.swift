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
    try await self.client.callDirectly(Server.Ping(payload: payload))
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

  /// Asks what can be called here, and how: enough to call a method of a service of another version.
  ///
  /// - Parameters:
  ///   - method: Only this method, by name or number, and what its messages hold.
  ///   - withText: Whether the schema text comes along.
  /// - Returns: The answer of the service.
  /// - Throws: ``LatchkeyError``.
  public func describe(method: String? = nil, withText: Bool? = nil) async throws(LatchkeyError)
    -> Server.Describe.Response
  {
    try await self.client.call(Server.Describe(method: method, withText: withText))
  }

  /// Tells how the service is, now and whenever that changes.
  ///
  /// - Returns: The messages, as they come.
  public func watchHealth() -> AnswerStream<HealthView> {
    self.client.stream(Server.WatchHealth())
  }
}
