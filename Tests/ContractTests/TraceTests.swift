import Foundation
import LatchkeyBase
import LatchkeyClient
import LatchkeySchema
import Testing

/// A trace from the caller to the daemon's log and audit, and out again.
@Suite(.serialized)
struct TraceTests {
  private static func trace(_ digit: Character) throws -> TraceContext {
    try TraceContext(
      traceparent: "00-\(String(repeating: digit, count: 32))-00f067aa0ba902b7-01")
  }

  @Test("A call's trace is the same in its line of the log and in its entry of the audit")
  func endToEnd() async throws {
    let folder = try Folder()
    let desk = try await Desk.opened(in: folder, ["--log-level", "debug"])
    let daemon = desk.daemon
    let (byClient, byOption, byVariable) = (
      try Self.trace("a"), try Self.trace("b"), try Self.trace("c")
    )
    _ = try await desk.client.traced(by: byClient).roles.createRole(
      name: "By client", permissions: [], as: desk.boss)
    let signIn = try await daemon.cli(
      ["sign-in", Desk.bossAddress, "--stdin", "--trace", byOption.traceparent], as: "ada",
      input: Desk.bossPassword + "\n")
    #expect(signIn.code == 0, "\(signIn.errors)")
    _ = try await daemon.cli(
      ["step-up", "--stdin"], as: "ada", input: Desk.bossPassword + "\n")
    let created = try await daemon.cli(
      ["role", "create", "By variable"], as: "ada",
      environment: ["TRACEPARENT": byVariable.traceparent])
    #expect(created.code == 0, "\(created.errors)")
    // And one that fails on our side: the disk of a copy is not there.
    let failed = try await daemon.cli(
      ["operator", "backup", "/proc/latchkey", "--trace", byOption.traceparent])
    #expect(failed.code != 0)

    for (trace, method) in [
      (byClient, "Roles.CreateRole"), (byOption, "SignIn.SignIn"), (byVariable, "Roles.CreateRole"),
    ] {
      let line = await daemon.program.line(holding: "trace=\(trace.traceID)")
      #expect(line?.contains("method=\(method) status=OK") == true, "\(line ?? "none")")
    }
    let events = try await desk.client.audit.listEvents(limit: 50, as: desk.boss).events
    func actions(_ trace: TraceContext) -> [String] {
      events.filter { $0.details["trace"] == trace.traceID }.map(\.action)
    }
    #expect(actions(byClient) == ["role.create"])
    #expect(actions(byOption) == ["sign_in"])
    #expect(actions(byVariable) == ["role.create"])
    #expect(events.filter { $0.details["trace"] == nil }.count == events.count - 3)

    let listed = try await daemon.cli(["audit", "list", "--details"], as: "ada")
    #expect(listed.output.contains("trace \(byVariable.traceID)"))
    for format in ["csv", "jsonl"] {
      let exported = try await daemon.cli(["audit", "export", "--format", format], as: "ada")
      #expect(exported.code == 0, "\(exported.errors)")
      for trace in [byClient, byOption, byVariable] {
        let text = format == "csv" ? "trace=\(trace.traceID)" : #""trace":"\#(trace.traceID)""#
        #expect(exported.output.contains(text), "\(format)")
      }
    }
    #expect(try await desk.client.audit.verifyChain(as: desk.boss).isIntact)
    #expect(await daemon.stop() == 0)
  }
}
