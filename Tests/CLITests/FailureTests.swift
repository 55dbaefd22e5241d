import Foundation
import LatchkeyBase
import LatchkeySchema
import LatchkeyWire
import Testing

@Suite("Failures at the command line")
struct FailureTests {
  @Test(
    "Every reason has an exit code that scripts can rely on",
    arguments: [
      (.missingPermission, 3), (.accountAdministratorProtected, 3), (.scopeMissing, 3),
      (.serviceUnknown, 3), (.stepUpRequired, 4), (.sessionExpired, 4), (.sessionRequired, 4),
      (.invalidCredentials, 4), (.notFound, 5), (.passwordPolicy, 6), (.fieldInvalid, 6),
      (.linkUsed, 6), (.addressInUse, 6), (.concurrentChange, 6), (.tooManyAttempts, 8),
      (.overloaded, 8), (.internal, 1),
    ] as [(Reason, Int32)])
  func exitCodes(reason: Reason, code: Int32) async throws {
    let desk = try Desk()
    try desk.signIn()
    try desk.service.refuse(.agentsGetAgent, reason, "It cannot be.")
    let ran = try await desk.run(["agent", "show", "bo"])
    #expect(ran.code == code)
    #expect(ran.output.isEmpty)
    #expect(ran.errors.contains(reason.rawValue))
    #expect(ran.errors.contains("  next  "), "\(ran.errors)")
  }

  @Test("Failures read as they were approved: what, why, what to do next")
  func forPeople() async throws {
    let desk = try Desk()
    try desk.signIn()
    var pages: [String] = []
    func page(
      _ reason: Reason, _ message: String, _ details: FailureDetails? = nil,
      retryAfterMilliseconds: UInt32? = nil
    ) async throws {
      try desk.service.refuse(
        .agentsSetPassword, reason, message, details,
        retryAfterMilliseconds: retryAfterMilliseconds)
      let ran = try await desk.run(["agent", "set-password", "bo", "--stdin"], input: "pw\n")
      pages.append("\(ran.errors)[\(ran.code)]\n")
    }
    try await page(
      .missingPermission, "Your roles do not permit this.",
      FailureDetails(missingPermissions: [
        PermissionName(.manageAgents), PermissionName(.manageAgentPassword),
      ]))
    try await page(
      .passwordPolicy, "The password breaks rules.",
      FailureDetails(violations: [.tooShort, .noDigit, .containsName]))
    try await page(.stepUpRequired, "A fresh proof of who sits there is needed.")
    try await page(.sessionExpired, "The session is over.")
    try await page(.useChangeOwnPassword, "This is your own account.")
    try await page(
      .accountAdministratorProtected, "Only the Account Administrator changes that account.")
    try await page(.overloaded, "Too much to do.", retryAfterMilliseconds: 1_500)
    try await page(
      .fieldInvalid, "The address is no address.",
      FailureDetails(field: "emails.0", detail: "a control character"))
    try await page(.internal, "The service failed.")
    try Golden.expect("cli-failures.txt", is: pages.joined(separator: "\n"))
  }

  @Test("A failure for programs holds all that the service said")
  func forPrograms() async throws {
    let desk = try Desk()
    try desk.signIn()
    try desk.service.refuse(
      .agentsGetAgent, .missingPermission, "Your roles do not permit this.",
      FailureDetails(missingPermissions: [PermissionName(.viewAgents)]))
    let ran = try await desk.run(["agent", "show", "bo", "--json"])
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(ran.errors.utf8)) as? [String: Any])
    let error = try #require(document["error"] as? [String: Any])
    #expect(error["exitCode"] as? Int == 3)
    #expect(error["status"] as? Int == 7)
    #expect(error["reason"] as? String == "MISSING_PERMISSION")
    #expect(error["outcome"] as? String == "notStarted")
    let details = try #require(error["details"] as? [String: Any])
    #expect(details["missingPermissions"] as? [String] == ["view_agents"])
  }

  @Test("A weak password and a broken audit are good answers with bad news: exit code 10")
  func badNews() async throws {
    let desk = try Desk()
    try desk.signIn()
    try desk.service.answer(
      Passwords.CheckPassword.self, with: .init(violations: [.tooShort, .commonPassword]))
    try desk.service.answer(
      Audit.VerifyChain.self, with: .init(entries: 9, isIntact: false, firstBadSequence: 4))
    let weak = try await desk.run(["password", "check", "--stdin"], input: "pw\n")
    #expect(weak.code == 10)
    #expect(weak.output.contains("  · It is too short.\n"))
    let broken = try await desk.run(["audit", "verify"])
    #expect(broken.code == 10)
    #expect(broken.output.contains("entry 4"))
  }
}
