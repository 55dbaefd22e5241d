import Foundation
import LatchkeyBase
import LatchkeyClient
import LatchkeySchema
import Testing

@Suite("The examples of the READMEs")
struct ReadmeExample {
  // Clients/README.md begins
  func sendLink(socket: String, password: Secret) async throws(LatchkeyError) -> String {
    let latchkey = try LatchkeyClient(socket: socket)
    let signIn = try await latchkey.signIn.signIn(
      population: .agent, identifier: "ana@example.org", password: password)
    guard let session = signIn.session else { return "First: \(signIn.result)" }
    do {
      let sent = try await latchkey.agents.sendPasswordResetLink(
        agent: .address("bo@example.org"), as: session)
      return "On its way to \(sent.address)"
    } catch let error where error.reason == .missingPermission {
      return "Missing: \(error.details.missingPermissions ?? [])"
    }
  }
  // Clients/README.md ends

  // README.md begins
  func account(
    behind session: Secret, on client: LatchkeyClient
  ) async throws(LatchkeyError) -> Int64? {
    do {
      return try await client.sessions.verifySession(session: session).accountID
    } catch let error where error.reason == .sessionInvalid {
      return nil
    }
  }
  // README.md ends

  @Test("It runs, and what it is refused can be told apart")
  func runs() async throws {
    let desk = try Desk()
    let sent = try await self.sendLink(socket: desk.socket, password: Secret("pw"))
    #expect(sent == "On its way to address")
    try desk.service.refuse(
      .agentsSendPasswordResetLink, .missingPermission, "No.",
      FailureDetails(missingPermissions: [PermissionName(.manageAgents)]))
    let refused = try await self.sendLink(socket: desk.socket, password: Secret("pw"))
    #expect(refused == "Missing: [manage_agents]")
    try desk.service.refuse(.agentsSendPasswordResetLink, .stepUpRequired, "No.")
    await #expect(throws: LatchkeyError.self) {
      try await self.sendLink(socket: desk.socket, password: Secret("pw"))
    }
  }

  @Test("A session that died is nobody's, and any other trouble is an error")
  func account() async throws {
    let desk = try Desk()
    let client = try LatchkeyClient(socket: desk.socket)
    #expect(try await self.account(behind: Secret("tok"), on: client) == 1)
    try desk.service.refuse(.sessionsVerifySession, .sessionInvalid, "No.")
    #expect(try await self.account(behind: Secret("tok"), on: client) == nil)
    try desk.service.refuse(.sessionsVerifySession, .overloaded, "No.")
    await #expect(throws: LatchkeyError.self) {
      try await self.account(behind: Secret("tok"), on: client)
    }
    await client.close()
  }

  @Test(
    "They stand in the documents as they are here", arguments: ["Clients/README.md", "README.md"])
  func isCurrent(document: String) throws {
    let file = URL(fileURLWithPath: #filePath)
    let source = try String(contentsOf: file, encoding: .utf8)
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
    let begin = try #require(lines.firstIndex(of: "  // \(document) begins"))
    let end = try #require(lines.firstIndex(of: "  // \(document) ends"))
    let example = lines[begin + 1..<end].map { String($0.dropFirst(2)) }
    let text = try String(
      contentsOf: file.deletingLastPathComponent().appendingPathComponent("../../../\(document)")
        .standardizedFileURL, encoding: .utf8)
    #expect(text.contains(example.joined(separator: "\n")))
  }
}
