import Foundation
import LatchkeyBase
import LatchkeySchema
import Testing

@Suite("Help and usage of the command-line client")
struct HelpTests {
  static let nouns = [
    "sign-in", "sign-out", "step-up", "whoami", "session", "password", "reset", "activation",
    "contact", "agent", "account", "role", "explain", "settings", "mail", "audit", "server",
    "operator", "call",
  ]

  @Test("Help at every level reads as it was approved")
  func everyPage() async throws {
    let desk = try Desk()
    var pages: [String] = []
    func page(_ words: [String]) async throws -> String {
      let ran = try await desk.run(words)
      #expect(ran.code == 0, "\(words)")
      #expect(ran.errors.isEmpty, "\(words)")
      pages.append("$ latchkey \(words.joined(separator: " "))\n\(ran.output)")
      return ran.output
    }
    _ = try await page(["--help"])
    _ = try await page(["help", "exit-codes"])
    for noun in Self.nouns {
      let text = try await page([noun, "--help"])
      for line in text.split(separator: "\n") where line.hasPrefix("  \(noun) ") {
        // Behind the noun stand one word or two, then arguments in capitals or brackets.
        let usage = line.dropFirst(2).components(separatedBy: "  ")[0].split(separator: " ")
        let verb = usage.dropFirst().prefix { $0 == $0.lowercased() && !$0.hasPrefix("[") }
        _ = try await page([noun] + verb.map(String.init) + ["--help"])
      }
    }
    _ = try await page(["call", "Agents.SetPassword", "--help"])
    try Golden.expect("cli-help.txt", is: pages.joined(separator: "\n"))
    for page in pages {
      for line in page.split(separator: "\n") where !line.contains("latchkey ") {
        #expect(line.count <= 80, "\(line)")
      }
    }
  }

  @Test(
    "The same help is reached in several ways",
    arguments: [
      (["agent", "show", "--help"], ["agent", "show", "-h"]),
      (["agent", "show", "--help"], ["help", "agent", "show"]),
      (["agent", "show", "--help"], ["agent", "show", "bo", "--help", "--nonsense"]),
      (["agent", "--help"], ["help", "agent"]), (["--help"], []), (["--help"], ["help"]),
    ])
  func sameHelp(one: [String], other: [String]) async throws {
    let desk = try Desk()
    #expect(try await desk.run(one).output == desk.run(other).output)
  }

  @Test(
    "A wrong line says what is wrong, what was meant and where to read on, and exits 2",
    arguments: [
      (["agnet"], "Did you mean \"agent\"?"), (["agent", "shwo"], "Did you mean \"show\"?"),
      (["agent", "lsit"], "Did you mean \"list\"?"),
      (["agent"], "list, show, create"), (["--nonsense"], "A command comes first"),
      (["agent", "list", "--serach", "x"], "Did you mean \"--search\"?"),
      (["agent", "list", "--limit"], "--limit needs a value"),
      (["agent", "list", "--limit", "0"], "1 to 200"),
      (["agent", "list", "--limit", "201"], "1 to 200"),
      (["agent", "list", "--limit", "many"], "takes a number"),
      (["agent", "list", "--limit", "1", "--limit", "2"], "is there twice"),
      (["agent", "list", "--json=yes"], "takes no value"),
      (["agent", "list", "-x"], "has no -x"), (["agent", "show"], "AGENT is missing"),
      (["agent", "show", "a", "b"], "one argument too many"),
      (["agent", "show", "a", "b", "c"], "too many arguments"),
      (["agent", "create", "a@b.example"], "--name is missing"),
      (["agent", "roles", "bo"], "or --none"),
      (["agent", "roles", "bo", "1", "--none"], "or --none"),
      (["account", "lock", "bo"], "--reason is missing"),
      (["session", "revoke"], "Give the number"),
      (["account", "unlock", "bo"], "bo may be a contact or an agent"),
      (["session", "list", "--account", "bo@example.org"], "may be a contact or an agent"),
      (["account", "unlock", "agent:bo", "--contact"], "agent:bo is an agent, and a contact"),
      (["account", "unlock", "bo", "--contact", "--agent"], "Either --contact or --agent"),
      (["contact", "show", "agent:bo"], "agent:bo is an agent, and a contact is expected"),
      (["agent", "show", "contact:bo"], "contact:bo is a contact, and an agent is expected"),
      (["account", "require-change"], "Give accounts, or --all"),
      (["account", "require-change", "7", "--all"], "Give accounts, or --all"),
      (["account", "require-change", "--all", "--yes"], "Say --contact or --agent"),
      (["account", "require-change", "agent:bo", "contact:jo", "--yes"], "of one population"),
      (["contact", "create", "a@b.example"], "--name is missing"),
      (["contact", "list", "--filter", "lcoked"], "Did you mean \"locked\"?"),
      (["contact", "update", "jo", "--password-in", "cloud"], "local or external"),
      (["contact", "erase", "jo"], "is a number"),
      (["settings", "set", "a.b"], "NAME=VALUE"),
      (["mail"], "server, outbox or template"), (["mail", "server"], "show, set or test"),
      (["mail", "sevrer"], "Did you mean \"server\"?"),
      (["mail", "outbox", "shwo"], "Did you mean \"show\"?"),
      (["mail", "server", "set"], "Give HOST, or --none"),
      (["mail", "server", "set", "a.example", "--none"], "Either HOST or --none"),
      (["mail", "server", "set", "a.example", "--port", "0"], "1 to 65535"),
      (["mail", "server", "set", "a.example", "--security", "ssl"], "starttls, tls or plain"),
      (["mail", "server", "set", "a.example", "--password", "x"], "has no --password"),
      (["mail", "server", "test", "a@b.example", "--port", "25"], "--port goes with a HOST"),
      (["mail", "outbox", "list", "--state", "faild"], "Did you mean \"failed\"?"),
      (["mail", "outbox", "show", "x"], "is a number"),
      (["mail", "template", "edit", "invitation", "--for", "robot"], "contact or agent"),
      (["settings", "set", "a", "b", "c"], "NAME=VALUE"),
      (["settings", "set", "=b"], "NAME=VALUE"),
      (["settings", "set", "a", "b", "--from", "soon"], "takes a time such as"),
      (["settings", "set", "a", "b", "--from", "2h"], "takes a time such as"),
      (["settings", "profile", "lax", "--yes"], "seeds or nist"),
      (["audit", "list", "--from", "2026-02-30"], "takes a time such as"),
      (["operator", "break-glass", "--yes"], "--reason is missing"),
      (["explain", "bo", "Agents.GetAgnet"], "Did you mean \"Agents.GetAgent\"?"),
      (["explain", "bo", "Agents.GetAgent", "--on", "jo"], "may be a contact or an agent"),
      (["session", "revoke", "x", "--all"], "is a number"),
      (["role", "create", "x", "--permission", "mange agents"], "Did you mean \"Manage Agents\"?"),
      (["server", "ping", "--count", "0"], "1 to 10000"),
      (["server", "info", "--deadline", "5 years"], "500ms, 5s or 1m"),
      (["server", "info", "--trace", "1"], "--trace names no trace. A traceparent is VERSION-"),
      (
        [
          "server", "info", "--trace",
          "00-\(String(repeating: "0", count: 32))-00f067aa0ba902b7-01",
        ],
        "cannot be all zeros"
      ),
      (["server", "info", "--deadline", "0s"], "500ms, 5s or 1m"),
      (["password", "policy", "--as", "robot"], "agent or contact"),
      (["call"], "METHOD is missing"),
      (["call", "Agents.GetAgnet"], "Did you mean \"Agents.GetAgent\"?"),
      (["call", "Agents.GetAgent", "--json", "{"], "not a JSON object"),
      (["call", "Agents.GetAgent"], "agent is missing"),
      (["call", "Agents.ListAgents", "--json", "{\"limit\":\"x\"}"], "limit is of another type"),
    ])
  func usage(line: [String], says: String) async throws {
    let desk = try Desk()
    try desk.signIn()
    try desk.service.refuse(.serverDescribe, .notFound, "There is no such method.")
    let ran = try await desk.run(line)
    #expect(ran.code == 2)
    #expect(ran.output.isEmpty)
    let errors = ran.errors.replacingOccurrences(of: "\\\"", with: "\"")
    #expect(errors.contains(says), "\(errors)")
    // In JSON, where that was asked for, as lines otherwise.
    #expect(
      errors.contains("  next  latchkey") || errors.contains(#""next":"latchkey"#), "\(errors)")
    // Before a method is called by name the service is asked which version it is.
    let asking: [LatchkeySchema.Method] =
      line.first == "call" ? [.serverPing, .serverDescribe] : []
    #expect(desk.service.arrivals.allSatisfy { asking.contains($0.method) })
  }

  @Test(
    "A secret on the command line is refused and not repeated",
    arguments: [
      ["sign-in", "bo", "--password", "hunter2"], ["sign-in", "bo", "--password=hunter2"],
      ["sign-in", "bo", "hunter2"], ["agent", "set-password", "bo", "hunter2"],
      ["agent", "set-password", "bo", "--new-password", "hunter2"],
      ["reset", "inspect", "--token", "hunter2"], ["password", "change", "--password=hunter2"],
      ["sign-in", "bo", "--password-fd", "hunter2"],
    ])
  func secretsAreNoArguments(line: [String]) async throws {
    let desk = try Desk()
    try desk.signIn()
    let ran = try await desk.run(line)
    #expect(ran.code == 2)
    #expect(!(ran.output + ran.errors).contains("hunter2"))
    #expect(desk.service.arrivals.isEmpty)
  }

  @Test("A wrong line is JSON where JSON was asked for")
  func usageAsJSON() async throws {
    let desk = try Desk()
    let ran = try await desk.run(["agent", "show", "--json"])
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(ran.errors.utf8)) as? [String: Any])
    let error = try #require(document["error"] as? [String: Any])
    #expect(error["exitCode"] as? Int == 2)
    #expect(error["next"] as? String == "latchkey agent show --help")
  }

  @Test("Global options stand in front of a command as well as behind it")
  func leadingOptions() async throws {
    let desk = try Desk()
    let behind = try await desk.run(["password", "policy", "--json", "--deadline", "2s"])
    let front = try await desk.run(["--json", "--deadline", "2s", "password", "policy"])
    #expect(front.code == 0)
    #expect(front.output == behind.output)
    #expect(try await desk.run(["--json", "call", "Server.GetInfo"]).code == 0)
  }

  @Test("Without a service the socket is named, and the exit code is 7")
  func noService() async throws {
    let desk = try Desk()
    let ran = try await desk.run(["server", "info", "--socket", "/nowhere/latchkey.sock"])
    #expect(ran.code == 7)
    #expect(ran.errors.contains("/nowhere/latchkey.sock"))
    #expect(ran.errors.contains("LATCHKEY_SOCKET"))
  }
}
