import Glibc
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire

/// Many connections of one process.
enum Crowd {
  private static let echo = MethodSelector.number(Echo.Method.echo.rawValue)

  /// Keeps connections open that made one call, until standard input ends.
  static func idle(path: String, connections: Int, on loop: EventLoop) async throws {
    Surroundings.allowManyDescriptors()
    let clients = (0..<connections).map { _ in RPCClient(path: path, loop: loop) }
    for client in clients { _ = try await client.call(self.echo, body: [1]) }
    print("{\"phase\": \"idle\"}")
    fflush(nil)
    while getchar() != EOF {}
    _ = clients
  }

  /// Makes connections one after the other, each for one call.
  static func comeAndGo(path: String, connections: Int, on loop: EventLoop) async throws {
    try await Task(executorPreference: loop) {
      for _ in 0..<connections {
        let client = RPCClient(path: path, loop: loop)
        _ = try await client.call(self.echo, body: [1])
        await client.close()
      }
    }.value
    try await self.printFigures(path: path, on: loop)
  }

  /// Prints what the server counts, less what this question adds to it.
  ///
  /// The server hears of ends when it reads them: it is asked again until it has seen all others gone,
  /// or some thousand times.
  static func printFigures(path: String, on loop: EventLoop) async throws {
    let client = RPCClient(path: path, loop: loop)
    var body: [UInt8] = []
    for _ in 0..<10_000 where body.isEmpty || body.number(at: 0) > 1 {
      body = try await client.call(.number(Echo.Method.figures.rawValue), body: []).body
    }
    print(
      """
      {"phase": "figures", "open": \(body.number(at: 0) - 1), \
      "running": \(body.number(at: 8) - 1), "accepted": \(body.number(at: 16))}
      """)
    await client.close()
  }
}
