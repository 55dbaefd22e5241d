import Foundation
import LatchkeyClient
import LatchkeySchema
import Testing

@Suite("The example of the README")
struct ReadmeExample {
  // README begins
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
  // README ends

  @Test("It runs, and what it is refused can be told apart")
  func runs() async throws {
    let desk = try Desk()
    let sent = try await self.sendLink(socket: desk.socket, password: Secret("pw"))
    #expect(sent == "On its way to address")
    try desk.service.refuse(
      .agentsSendPasswordResetLink, .missingPermission, "No.",
      FailureDetails(missingPermissions: [.manageAgents]))
    let refused = try await self.sendLink(socket: desk.socket, password: Secret("pw"))
    #expect(refused == "Missing: [manage_agents]")
    try desk.service.refuse(.agentsSendPasswordResetLink, .stepUpRequired, "No.")
    await #expect(throws: LatchkeyError.self) {
      try await self.sendLink(socket: desk.socket, password: Secret("pw"))
    }
  }

  @Test("It stands in the README as it is here")
  func isCurrent() throws {
    let source = try String(contentsOf: URL(fileURLWithPath: #filePath), encoding: .utf8)
    let parts = source.components(separatedBy: "  // README ")
    try #require(parts.count > 2)
    let lines = parts[1].split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
    let example = lines.dropLast().map { $0.hasPrefix("  ") ? String($0.dropFirst(2)) : String($0) }
    let readme = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../../Clients/README.md").standardizedFileURL
    let text = try String(contentsOf: readme, encoding: .utf8)
    #expect(text.contains(example.joined(separator: "\n")))
  }
}
