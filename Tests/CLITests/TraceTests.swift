import Foundation
import LatchkeyBase
import LatchkeyClient
import LatchkeySchema
import Testing

@Suite("Traces that calls are sent with")
struct TraceTests {
  private static let first = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
  private static let second = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"

  private static func bytes(_ text: String) -> [UInt8]? {
    try? TraceContext(traceparent: text).bytes
  }

  @Test(
    "The command line sends what was typed, else what the environment says, else nothing",
    arguments: [
      ([], nil, nil), ([], "", nil), ([], first, first), (["--trace", second], nil, second),
      (["--trace=" + second], first, second),
    ] as [([String], String?, String?)])
  func commandLine(options: [String], variable: String?, sent: String?) async throws {
    let desk = try Desk()
    let environment = variable.map { ["TRACEPARENT": $0] } ?? [:]
    let ran = try await desk.run(["server", "info"] + options, environment: environment)
    #expect(ran.code == 0, "\(ran.errors)")
    #expect(desk.service.arrivals.map(\.traceparent) == [sent.flatMap(Self.bytes)])
  }

  @Test("A variable that is no traceparent is named, and nothing is called")
  func malformedVariable() async throws {
    let desk = try Desk()
    let ran = try await desk.run(["server", "info"], environment: ["TRACEPARENT": "marker"])
    #expect(ran.code == 2)
    #expect(ran.errors.contains("The variable TRACEPARENT names no trace."))
    #expect(!ran.errors.contains("marker"))
    #expect(desk.service.arrivals.isEmpty)
  }

  @Test("A client has a trace for all its calls, and any other for some, over one connection")
  func client() async throws {
    let desk = try Desk()
    let first = try TraceContext(traceparent: Self.first)
    let second = try TraceContext(traceparent: Self.second)
    let client = try LatchkeyClient(socket: desk.socket, trace: first)
    let other = client.traced(by: second)
    #expect(client.trace == first && other.trace == second)
    let session = Secret("token")
    _ = try await client.server.ping()
    _ = try await other.server.getInfo()
    _ = try await other.call(Agents.ListAgents(limit: 1), as: session)
    for try await _ in client.server.watchHealth() { break }
    for try await _ in other.traced(by: nil).server.watchHealth() { break }
    let method = MethodView(
      number: 102, name: "Server.GetInfo", kind: .unary, request: "", response: "",
      deadlineMilliseconds: 1_000, isMutation: false, isSensitive: false, scopes: [],
      caller: .nobody, permissions: [], needsStepUp: false)
    _ = try await other.call(described: method, body: [0xA0])
    #expect(
      desk.service.arrivals.map(\.traceparent) == [
        first.bytes, second.bytes, second.bytes, first.bytes, nil, second.bytes,
      ])
    await client.close()
  }
}
