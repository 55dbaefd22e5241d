import Foundation
import LatchkeyBase
import LatchkeyClient
import LatchkeySchema
import Testing

/// The three ways to a colleague's new password (S2.10 to S2.15), through the command-line client, as
/// a script would do it: `--json` out, parsed, and secrets on standard input.
@Suite(.serialized)
struct FlowTests {
  /// People at the command line, each with a session of their own.
  private struct Console {
    let daemon: Daemon

    struct Failure: Decodable {
      struct Body: Decodable {
        let exitCode: Int
        let reason: String?
        let details: FailureDetails?
      }
      let error: Body
    }

    /// Runs a command that must succeed, and reads its answer.
    func run<Answer: Decodable>(
      _ type: Answer.Type, _ arguments: [String], as name: String, input: String = ""
    ) async throws -> Answer {
      let ran = try await self.daemon.cli(arguments + ["--json"], as: name, input: input)
      try #require(ran.code == 0, "\(arguments): \(ran)")
      return try JSONDecoder().decode(type, from: Data(ran.output.utf8))
    }

    /// Runs a command that must be refused; gives its exit code and its failure.
    func refused(
      _ arguments: [String], as name: String, input: String = ""
    ) async throws -> Failure.Body {
      let ran = try await self.daemon.cli(arguments + ["--json"], as: name, input: input)
      #expect(ran.code != 0 && ran.output.isEmpty, "\(arguments): \(ran)")
      let body = try JSONDecoder().decode(Failure.self, from: Data(ran.errors.utf8)).error
      #expect(body.exitCode == Int(ran.code))
      return body
    }

    struct SignedIn: Decodable {
      let result: String
      let account: AccountSummary
    }

    func signIn(_ name: String, _ password: String) async throws -> SignedIn {
      try await self.run(
        SignedIn.self, ["sign-in", "\(name)@example.org", "--stdin"], as: name,
        input: "\(password)\n")
    }

    func letter(_ mail: Int64) async throws -> String {
      while true {
        let ran = try await self.daemon.cli(["mail", "list", "--json"], as: "ada")
        let mails = try ran.output.split(separator: "\n").map {
          try JSONDecoder().decode(MailView.self, from: Data($0.utf8))
        }
        let view = try #require(mails.first { $0.id == mail })
        if view.state == .delivered {
          return try #require(try self.daemon.letters.first { $0.contains(view.messageID) })
        }
      }
    }
  }

  private struct Acknowledged: Decodable {}
  private struct PasswordSet: Decodable {
    let status: String
    let expiresAt: Int64?
  }
  private struct Inspected: Decodable { let kind: String, maskedName: String, expiresAt: Int64 }

  @Test("S2.10 to S2.15: by link, outright, and for one sign-in only")
  func threeWays() async throws {
    let folder = try Folder()
    let desk = Console(daemon: try await Daemon.started(in: folder))
    let boss = "Kite-Over-Fjord-7\n"
    let ada = try await desk.run(
      AgentDetails.self, ["operator", "bootstrap", "ada@example.org", "--name", "Ada", "--stdin"],
      as: "root", input: boss)
    #expect(ada.isAccountAdministrator)
    #expect(try await desk.signIn("ada", "Kite-Over-Fjord-7").account.id == ada.id)
    _ = try await desk.run(Acknowledged.self, ["step-up", "--stdin"], as: "ada", input: boss)
    let role = try await desk.run(
      RoleDetails.self,
      [
        "role", "create", "Password Desk", "--permission", "manage_agents", "--permission",
        "Manage Agent Password",
      ], as: "ada")
    #expect(
      role.permissions == [PermissionName(.manageAgents), PermissionName(.manageAgentPassword)])
    for (name, roles) in [("pia", ["--role", "Password Desk"]), ("bo", [])] {
      let agent = try await desk.run(
        AgentDetails.self,
        ["agent", "create", "\(name)@example.org", "--name", "Agent \(name)"] + roles, as: "ada")
      #expect(agent.emails == ["\(name)@example.org"])
    }
    _ = try await desk.run(
      PasswordSet.self, ["agent", "set-password", "pia@example.org", "--stdin"], as: "ada",
      input: "Seven-Grey-Herons-2\n")
    #expect(try await desk.signIn("pia", "Seven-Grey-Herons-2").result == "session")

    // Way 1: by link.
    let early = try await desk.refused(["agent", "reset-link", "bo@example.org"], as: "pia")
    #expect(early.reason == "STEP_UP_REQUIRED" && early.exitCode == 4)
    _ = try await desk.run(
      Acknowledged.self, ["step-up", "--stdin"], as: "pia", input: "Seven-Grey-Herons-2\n")
    let sent = try await desk.run(
      LinkSent.self, ["agent", "reset-link", "bo@example.org"], as: "pia")
    #expect(sent.delivery == .email && sent.address == "bo@example.org")
    #expect(sent.lifetimeMilliseconds == 48 * 3_600_000)
    let token = try #require(Daemon.token(in: try await desk.letter(sent.mailID)))
    for _ in 0..<2 {
      let seen = try await desk.run(
        Inspected.self, ["reset", "inspect", "--stdin"], as: "bo", input: "\(token)\n")
      #expect(seen.kind == "password_reset")
    }
    let weak = try await desk.refused(
      ["reset", "complete", "--stdin"], as: "bo", input: "\(token)\npassword\n")
    #expect(weak.reason == "PASSWORD_POLICY" && weak.exitCode == 6)
    #expect(
      Set(weak.details?.violations ?? [])
        == [.noUppercase, .noDigit, .noSpecial, .commonPassword])
    _ = try await desk.run(
      PublicMessage.self, ["reset", "complete", "--stdin"], as: "bo",
      input: "\(token)\nQuiet-Amber-Fox-3\n")
    let used = try await desk.refused(
      ["reset", "complete", "--stdin"], as: "bo", input: "\(token)\nQuiet-Amber-Fox-5\n")
    #expect(used.reason == "LINK_USED" && used.exitCode == 6)
    #expect(try await desk.signIn("bo", "Quiet-Amber-Fox-3").result == "session")

    // Way 2: outright. The old one is dead at once, and so is the session.
    _ = try await desk.run(
      PasswordSet.self, ["agent", "set-password", "bo@example.org", "--stdin"], as: "pia",
      input: "Tall-Birch-Gate-8\n")
    #expect(try await desk.refused(["whoami"], as: "bo").exitCode == 4)
    let old = try await desk.refused(
      ["sign-in", "bo@example.org", "--stdin"], as: "bo", input: "Quiet-Amber-Fox-3\n")
    #expect(old.reason == "INVALID_CREDENTIALS" && old.exitCode == 4)
    #expect(try await desk.signIn("bo", "Tall-Birch-Gate-8").result == "session")

    // Way 3: for one sign-in only.
    let once = try await desk.run(
      PasswordSet.self,
      ["agent", "set-password", "bo@example.org", "--require-change", "--stdin"], as: "pia",
      input: "One-Time-Lantern-6\n")
    #expect(once.status == "Password change required" && once.expiresAt != nil)
    let same = try await desk.refused(
      ["sign-in", "bo@example.org", "--stdin"], as: "bo",
      input: "One-Time-Lantern-6\nOne-Time-Lantern-6\n")
    #expect(same.reason == "PASSWORD_POLICY")
    #expect(same.details?.violations?.contains(.sameAsTemporary) == true)
    let changed = try await desk.run(
      Console.SignedIn.self, ["sign-in", "bo@example.org", "--stdin"], as: "bo",
      input: "One-Time-Lantern-6\nMy-Own-Meadow-5\n")
    #expect(changed.result == "session")
    #expect(
      try await desk.refused(
        ["sign-in", "bo@example.org", "--stdin"], as: "other", input: "One-Time-Lantern-6\n"
      ).reason == "INVALID_CREDENTIALS")
    #expect(try await desk.signIn("bo", "My-Own-Meadow-5").result == "session")

    let chain = try await desk.run(
      Audit.VerifyChain.Response.self, ["audit", "verify"], as: "ada")
    #expect(chain.isIntact && chain.entries > 20)
    #expect(await desk.daemon.stop() == 0)
  }

  @Test("64 completions of one link at once, from several processes: one wins")
  func oneWinner() async throws {
    let folder = try Folder()
    let desk = try await Desk.opened(in: folder)
    let target = try await desk.add("bo", password: "Old-Harbor-Light-1")
    let token = try await desk.link(for: target)
    let clients = try (0..<3).map { _ in try desk.daemon.another() }
    let ends = await withTaskGroup(of: (password: String, reason: String?).self) { group in
      for index in 0..<64 {
        let password = "Quiet-Amber-Fox-\(index)"
        group.addTask {
          if index % 8 == 0 {
            // Eight processes of their own.
            let ran = try? await desk.daemon.cli(
              ["reset", "complete", "--stdin", "--json"], as: "p\(index)",
              input: "\(token)\n\(password)\n")
            guard let ran else { return (password, "NO_PROCESS") }
            if ran.code == 0 { return (password, nil) }
            let word = ran.errors.firstMatch(of: /"reason":"([A-Z_]+)"/)
            return (password, word.map { String($0.1) } ?? ran.errors)
          }
          let reason = await Desk.refusal { () throws(LatchkeyError) in
            try await clients[index % 3].recovery.completePasswordReset(
              token: Secret(token), population: .agent, newPassword: Secret(password))
          }
          return (password, reason)
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    let winners = ends.filter { $0.reason == nil }
    #expect(winners.count == 1, "\(ends)")
    #expect(ends.compactMap(\.reason).allSatisfy { $0 == "LINK_USED" }, "\(ends)")
    for (password, reason) in ends.shuffled().prefix(4) where reason != nil {
      #expect(
        await Desk.refusal { () throws(LatchkeyError) in
          try await desk.client.signIn.signIn(
            population: .agent, identifier: target, password: Secret(password))
        } == "INVALID_CREDENTIALS")
    }
    _ = try await Desk.signIn(desk.client, target, try #require(winners.first).password)
    for client in clients { await client.close() }
    #expect(await desk.daemon.stop() == 0)
  }
}
