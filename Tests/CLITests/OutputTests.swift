import Foundation
import LatchkeyBase
import LatchkeySchema
import Testing

@Suite("Output of the command-line client")
struct OutputTests {
  /// Every command that there is, with what it is fed.
  static let lines: [(line: [String], input: String)] = [
    (["server", "info"], ""), (["server", "health"], ""), (["server", "ping"], ""),
    (["top", "--once"], ""),
    (["operator", "metrics"], ""), (["describe"], ""), (["describe", "Agents.GetAgent"], ""),
    (["describe", "--cddl"], ""), (["server", "watch"], ""),
    (["operator", "bootstrap", "ana@example.org", "--name", "Ana Ek", "--stdin"], "pw\n"),
    (["whoami"], ""), (["step-up", "--stdin"], "pw\n"), (["session", "list"], ""),
    (["session", "list", "--account", "agent:bo@example.org"], ""),
    (["session", "revoke", "17"], ""),
    (["session", "revoke", "--all", "--yes"], ""),
    (["session", "revoke", "--all", "--account", "agent:bo", "--yes"], ""),
    (["session", "verify", "--stdin"], "token\n"), (["password", "policy"], ""),
    (["password", "check", "--stdin"], "pw\n"), (["password", "change", "--stdin"], "a\nb\n"),
    (["reset", "request", "bo@example.org"], ""), (["reset", "inspect", "--stdin"], "t\n"),
    (["reset", "complete", "--stdin"], "t\npw\n"), (["reset", "report", "--stdin"], "t\n"),
    (["agent", "list"], ""), (["agent", "show", "bo@example.org"], ""),
    (["agent", "create", "bo@example.org", "--name", "Bo Ek", "--role", "name"], ""),
    (["agent", "update", "3", "--name", "Bo Ekman"], ""),
    (["agent", "roles", "bo", "name"], ""), (["agent", "deactivate", "bo", "--yes"], ""),
    (["agent", "reactivate", "bo"], ""), (["agent", "invite", "bo"], ""),
    (["agent", "reset-link", "bo"], ""),
    (["agent", "set-password", "bo", "--require-change", "--stdin"], "pw\n"),
    (["agent", "transfer-administrator", "bo", "--yes"], ""), (["account", "locked"], ""),
    (["account", "lock", "agent:bo", "--reason", "badge lost"], ""),
    (["account", "unlock", "bo", "--agent"], ""),
    (["account", "require-change", "agent:bo", "--compromised"], ""), (["role", "list"], ""),
    (["role", "show", "name"], ""),
    (["role", "create", "Password Desk", "--permission", "Manage Agents"], ""),
    (["role", "update", "1", "--name", "Desk"], ""),
    (["role", "delete", "name", "--reassign-to", "1", "--yes"], ""), (["mail", "list"], ""),
    (["mail", "retry", "12"], ""), (["audit", "list"], ""),
    (["audit", "list", "--details", "--limit", "1"], ""), (["audit", "verify"], ""),
    (["call", "Agents.GetAgent", "--json", #"{"agent":{"loginName":"bo"}}"#], ""),
    (["call", "301", "--json", "-"], #"{"session":"token"}"#),
    (["activation", "complete", "--stdin"], "t\npw\n"),
    (["sign-in", "ana@example.org", "--stdin"], "pw\n"), (["sign-out"], ""),
  ]

  /// The text without times that depend on the clock, and without the carriage returns of CSV, which
  /// have a test of their own.
  static func withoutNow(_ text: String) -> String {
    let rules = [
      (#"\((over|in [0-9a-z ]+)\)"#, "(…)"), ("\r\n", "\n"),
      (#"\n  up ( +)[0-9]+ [a-z]+"#, "\n  up $1…"), (#"[0-9]+ µs"#, "… µs"),
    ]
    return rules.reduce(text) { text, rule in
      text.replacingOccurrences(of: rule.0, with: rule.1, options: .regularExpression)
    }
  }

  /// Signs in where a code, and where a new password is required first.
  private func signInsWithMore(_ desk: Desk) async throws {
    for result in [SignInResult.secondFactorRequired, .passwordChangeRequired] {
      var answer = try SchemaShape.sample(SignIn.SignIn.Response.self)
      answer.result = result
      try desk.service.answer(SignIn.SignIn.self, with: answer)
      let ran = try await desk.run(["sign-in", "bo", "--stdin"], input: "pw\n123456\n")
      #expect(ran.code == 0, "\(result): \(ran.errors)")
    }
  }

  @Test("Answers read as they were approved, and every method is reachable by a command of its own")
  func forPeople() async throws {
    let desk = try Desk()
    try desk.signIn()
    var pages: [String] = []
    for (line, input) in Self.deskLines + Self.mailLines + Self.lines {
      let ran = try await desk.run(line, input: input)
      let prompt = "$ latchkey \(line.joined(separator: " "))\n"
      pages.append(
        prompt + Self.withoutNow(ran.errors + ran.output) + (ran.code == 0 ? "" : "[\(ran.code)]\n")
      )
      if line == ["password", "change", "--stdin"] { try desk.signIn() }
    }
    try Golden.expect("cli-output.txt", is: pages.joined(separator: "\n"))
    try await self.signInsWithMore(desk)
    #expect(Set(desk.service.arrivals.map(\.method)) == Set(Method.allCases))
  }

  @Test("Every command has a form for programs: whole lines of JSON and nothing else")
  func forPrograms() async throws {
    let desk = try Desk()
    for (line, input) in Self.deskLines + Self.mailLines + Self.lines {
      try desk.signIn()
      let ran = try await desk.run(
        line.first == "call" ? line : line + ["--json"], input: input)
      #expect(ran.code == 0 || ran.code == 10, "\(line): \(ran.errors)")
      let lines = ran.output.split(separator: "\n")
      #expect(!lines.isEmpty, "\(line)")
      for text in lines {
        let document = try? JSONSerialization.jsonObject(with: Data(text.utf8))
        #expect(document is [String: Any], "\(line): \(text)")
      }
    }
  }

  @Test("A sign-in for programs does not print the session")
  func signInForPrograms() async throws {
    let desk = try Desk()
    let ran = try await desk.run(["sign-in", "bo", "--stdin", "--json"], input: "pw\n")
    #expect(ran.output.contains(#""result":"session""#))
    #expect(!ran.output.contains("secret of"))
  }

  @Test("Letters that steer a terminal are shown as dots")
  func steeringLetters() async throws {
    let desk = try Desk()
    try desk.signIn()
    var agent = try SchemaShape.sample(AgentDetails.self)
    agent.displayName = "Bo\u{1b}[2J\u{202e}\nEk"
    try desk.service.answer(Agents.GetAgent.self, with: agent)
    let ran = try await desk.run(["agent", "show", "bo"])
    #expect(ran.output.hasPrefix("Bo·[2J··Ek · agent 1\n"))
  }

  @Test(
    "Agents are named by number, address or login name",
    arguments: [
      ("3", AccountReference.id(3)), ("bo@example.org", .address("bo@example.org")),
      ("bo", .loginName("bo")), ("0", .loginName("0")), ("3a", .loginName("3a")),
    ])
  func references(text: String, reference: AccountReference) async throws {
    let desk = try Desk()
    try desk.signIn()
    _ = try await desk.run(["agent", "show", text])
    #expect(try desk.service.last(Agents.GetAgent.self)?.agent == reference)
  }

  @Test(
    "Spans of time are in the unit in which people name them",
    arguments: [
      (900_000, "15 minutes"), (3_600_000, "60 minutes"), (86_400_000, "24 hours"),
      (172_800_000, "48 hours"), (259_199_000, "3 days"), (604_800_000, "7 days"),
      (1_000, "1 second"), (119_000, "119 seconds"), (120_000, "2 minutes"), (0, "0 seconds"),
      (-5, "0 seconds"),
    ] as [(Int64, String)])
  func spans(milliseconds: Int64, words: String) async throws {
    let desk = try Desk()
    try desk.signIn()
    var sent = try SchemaShape.sample(LinkSent.self)
    sent.lifetimeMilliseconds = milliseconds
    sent.undeliverable = nil
    try desk.service.answer(Agents.SendPasswordResetLink.self, with: sent)
    let ran = try await desk.run(["agent", "reset-link", "bo"])
    #expect(ran.output.contains("  valid  \(words)\n"), "\(ran.output)")
  }

  @Test("A name in place of a role that does not exist is said before anything changes")
  func unknownRole() async throws {
    let desk = try Desk()
    try desk.signIn()
    let ran = try await desk.run(["agent", "roles", "bo", "nmae"])
    #expect(ran.code == 5)
    #expect(ran.errors.contains("Did you mean \"name\"?"))
    #expect(try desk.service.last(Agents.SetRoles.self) == nil)
  }

  @Test("Without a terminal, what cannot be undone wants --yes")
  func confirmation() async throws {
    let desk = try Desk()
    try desk.signIn()
    for line in [
      ["agent", "deactivate", "bo"], ["agent", "transfer-administrator", "bo"],
      ["role", "delete", "1"], ["session", "revoke", "--all"],
    ] {
      let ran = try await desk.shell("setsid -w \"$latchkey\" \(line.joined(separator: " "))")
      #expect(ran.code == 2)
      #expect(ran.errors.contains("--yes"))
    }
    #expect(desk.service.arrivals.isEmpty)
  }
}
