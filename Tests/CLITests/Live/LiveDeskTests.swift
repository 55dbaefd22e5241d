import Foundation
import LatchkeyBase
import LatchkeySchema
import LatchkeyTestBasics
import Testing

@Suite("Administration from the command line, against a real daemon", .ownThread)
struct LiveDeskTests {
  @Test("Settings are shown, changed against a state, announced, taken back; deviations are named")
  func settings() async throws {
    let daemon = try await LiveTests().desk()
    let name = "links.contact_self_reset"
    #expect(try await daemon.must("ada", ["settings", "show", "links."]).contains(name))
    let changed = try await daemon.must("ada", ["settings", "set", name, "45m"])
    #expect(changed.contains("45m"))
    #expect(changed.contains("changed from"))
    #expect(try await daemon.must("ada", ["settings", "show", name]).contains("default"))
    let stale = try await daemon.run("ada", ["settings", "set", name, "50m", "--etag", "older"])
    #expect(stale.code == 6)
    #expect(stale.errors.contains("CONCURRENT_CHANGE"))
    let wrong = try await daemon.run("ada", ["settings", "set", name, "45 years"])
    #expect(wrong.code == 6)
    #expect(try await daemon.run("ada", ["settings", "deviations"]).code == 10)
    try await daemon.must("ada", ["settings", "unset", name])
    #expect(try await daemon.must("ada", ["settings", "show", "--changed"]) != changed)
    #expect(try await daemon.must("ada", ["settings", "profile"]).contains("seeds"))
    #expect(try await daemon.run("bo", ["settings", "show"]).code == 3)
    #expect(daemon.stop() == 0)
  }

  @Test("A copied role can be changed, and explanations say what it leads to")
  func explanations() async throws {
    let daemon = try await LiveTests().desk()
    try await daemon.must("ada", ["role", "clone", "Supervisor", "Night Desk"])
    try await daemon.must("ada", ["agent", "roles", "boek", "Night Desk"])
    let line = ["explain", "boek", "Agents.SendPasswordResetLink", "--on", "agent:ada@example.org"]
    let refused = try await daemon.run("ada", line)
    #expect(refused.code == 10, "\(refused.errors)")
    #expect(refused.output.contains("Manage Agent Password"))
    let own = try await daemon.run("ada", ["explain", "boek", "Agents.GetAgent", "--on", "2"])
    #expect(own.code == 0, "\(own.output) \(own.errors)")
    #expect(own.output.hasPrefix("boek may call Agents.GetAgent on 2."))
    #expect(daemon.stop() == 0)
  }

  @Test(
    "The audit is exported whole by whoever may, followed as it grows, and revocations are seen")
  func streams() async throws {
    let daemon = try await LiveTests().desk()
    let csv = try await daemon.must("ada", ["audit", "export"])
    #expect(csv.hasPrefix("sequence,at,principal,"))
    #expect(csv.contains(",operator.bootstrap,"))
    let lines = try await daemon.must("ada", ["audit", "export", "--format", "jsonl"])
    #expect(lines.split(separator: "\n").count >= csv.components(separatedBy: "\r\n").count - 2)
    #expect(try await daemon.run("bo", ["audit", "export"]).code == 3)

    let environment = [
      "LATCHKEY_SOCKET": daemon.path("s"), "TZ": "UTC", "HOME": daemon.folder.path,
      "PATH": "/usr/bin:/bin",
    ]
    let tail = try PseudoTerminal(
      Tool.path, ["audit", "tail", "--after", "0"], environment: environment)
    try tail.expect("operator.bootstrap")
    let watch = try PseudoTerminal(Tool.path, ["session", "watch"], environment: environment)
    try watch.expect("complete from here on")
    try await daemon.must(
      "ada", ["session", "revoke", "--all", "--account", "agent:boek", "--yes"])
    try watch.expect("agent 2")
    try tail.expect("session.revoke")
    for terminal in [tail, watch] {
      terminal.type("\u{3}")
      try terminal.expect("Continue with --after ")
      #expect(try terminal.finish() == 0)
    }
    #expect(daemon.stop() == 0)
  }
}
