import Foundation
import LatchkeyBase
import LatchkeySchema
import LatchkeyTestBasics
import Testing

@Suite("Prompts of the command-line client", .ownThread)
struct PromptTests {
  func terminal(_ desk: Desk, _ arguments: [String]) throws -> PseudoTerminal {
    try PseudoTerminal(Tool.path, arguments, environment: desk.environment)
  }

  @Test("A password is asked for without echo, and the terminal is as before afterwards")
  func withoutEcho() throws {
    let desk = try Desk()
    let terminal = try self.terminal(desk, ["sign-in", "ana@example.org"])
    try terminal.expect("Password: ")
    #expect(!terminal.isEchoing)
    terminal.type("hunter2\r")
    try terminal.expect("Signed in")
    #expect(terminal.isEchoing)
    #expect(try terminal.finish() == 0)
    #expect(!terminal.screen.contains("hunter2"))
    #expect(try desk.service.last(SignIn.SignIn.self)?.password == Secret("hunter2"))
  }

  @Test("A new password is asked for twice")
  func twice() throws {
    let desk = try Desk()
    try desk.signIn()
    let terminal = try self.terminal(desk, ["agent", "set-password", "bo"])
    try terminal.expect("New password of the agent: ")
    terminal.type("Good-Pass1!\n")
    try terminal.expect("again: ")
    terminal.type("Good-Pass1!\n")
    #expect(try terminal.finish() == 0)
    #expect(try desk.service.last(Agents.SetPassword.self)?.newPassword == Secret("Good-Pass1!"))
  }

  @Test("Two different entries send nothing")
  func different() throws {
    let desk = try Desk()
    try desk.signIn()
    let terminal = try self.terminal(desk, ["agent", "set-password", "bo"])
    try terminal.expect("New password of the agent: ")
    terminal.type("Good-Pass1!\n")
    try terminal.expect("again: ")
    terminal.type("Good-Pass2!\n")
    #expect(try terminal.finish() == 2)
    #expect(terminal.screen.contains("not the same"))
    #expect(desk.service.arrivals.isEmpty)
  }

  @Test(
    "Keys that edit a line edit this one",
    arguments: [
      ("ab\u{7f}c\n", "ac"), ("aé\u{7f}c\n", "ac"), ("wrong\u{15}right\n", "right"),
      ("\u{7f}\u{8}x\n", "x"), ("täst 🔑\n", "täst 🔑"),
    ])
  func editing(typed: String, password: String) throws {
    let desk = try Desk()
    let terminal = try self.terminal(desk, ["sign-in", "ana"])
    try terminal.expect("Password: ")
    terminal.type(typed)
    #expect(try terminal.finish() == 0)
    #expect(try desk.service.last(SignIn.SignIn.self)?.password == Secret(password))
  }

  @Test("An interrupt at a prompt sends nothing and leaves the terminal as it was")
  func interrupt() throws {
    let desk = try Desk()
    let terminal = try self.terminal(desk, ["sign-in", "ana"])
    try terminal.expect("Password: ")
    terminal.type("half\u{3}")
    try terminal.expect("Interrupted.")
    #expect(terminal.isEchoing)
    #expect(try terminal.finish() == 130)
    #expect(desk.service.arrivals.isEmpty)
  }

  @Test("A sign-in that meets a new password asks for it at once, with the rules")
  func newPassword() throws {
    let desk = try Desk()
    var answer = try SchemaShape.sample(SignIn.SignIn.Response.self)
    answer.result = .passwordChangeRequired
    answer.policy?.rules = ["At least 8 characters."]
    try desk.service.answer(SignIn.SignIn.self, with: answer)
    let terminal = try self.terminal(desk, ["sign-in", "bo"])
    try terminal.expect("Password: ")
    terminal.type("once\n")
    try terminal.expect("· At least 8 characters.")
    try terminal.expect("New password: ")
    terminal.type("Own-Pass1!\n")
    try terminal.expect("again: ")
    terminal.type("Own-Pass1!\n")
    try terminal.expect("Signed in")
    #expect(try terminal.finish() == 0)
  }

  @Test(
    "What cannot be undone is asked about; anything but yes leaves it",
    arguments: [("y\n", 0), ("yes\n", 0), ("\n", 2), ("n\n", 2), ("q\n", 2)] as [(String, Int32)])
  func confirmation(typed: String, code: Int32) throws {
    let desk = try Desk()
    try desk.signIn()
    let terminal = try self.terminal(desk, ["agent", "deactivate", "bo@example.org"])
    try terminal.expect("Deactivate bo@example.org?")
    try terminal.expect("[y/N] ")
    terminal.type(typed)
    #expect(try terminal.finish() == code)
    #expect(desk.service.arrivals.isEmpty == (code != 0))
  }

  @Test("A fresh proof is asked for where it is missing, and the call is made again by itself")
  func stepUp() throws {
    let desk = try Desk()
    try desk.signIn()
    desk.service.refuseOnce(.agentsSendPasswordResetLink, .stepUpRequired, "A fresh proof.")
    let terminal = try self.terminal(desk, ["agent", "reset-link", "bo"])
    try terminal.expect("fresh proof of your identity.")
    try terminal.expect("Your password, or a code of your device: ")
    #expect(!terminal.isEchoing)
    terminal.type("Own-Pass1!\n")
    try terminal.expect("on its way")
    #expect(try terminal.finish() == 0)
    let methods = desk.service.arrivals.map(\.method)
    #expect(
      methods == [
        .agentsSendPasswordResetLink, .signInReauthenticate, .agentsSendPasswordResetLink,
      ])
    let proof = try desk.service.last(SignIn.Reauthenticate.self)
    #expect(proof == SignIn.Reauthenticate(password: Secret("Own-Pass1!")))
    #expect(!terminal.screen.contains("Own-Pass1!"))
  }

  @Test("Six digits are a code of the device; a proof that is refused ends the command")
  func stepUpByCode() throws {
    let desk = try Desk()
    try desk.signIn()
    desk.service.refuseOnce(.agentsSendPasswordResetLink, .stepUpRequired, "A fresh proof.")
    desk.service.refuseOnce(.signInReauthenticate, .codeInvalid, "Wrong code.")
    let terminal = try self.terminal(desk, ["agent", "reset-link", "bo"])
    try terminal.expect("device: ")
    terminal.type("123456\n")
    try terminal.expect("Wrong code.")
    #expect(try terminal.finish() == 4)
    let proof = try desk.service.last(SignIn.Reauthenticate.self)
    #expect(proof == SignIn.Reauthenticate(code: Secret("123456")))
    #expect(desk.service.arrivals.count == 2)
  }

  @Test("A proof is asked for once: a service that is not content with it is not asked for ever")
  func stepUpOnce() throws {
    let desk = try Desk()
    try desk.signIn()
    try desk.service.refuse(.agentsSendPasswordResetLink, .stepUpRequired, "A fresh proof.")
    let terminal = try self.terminal(desk, ["agent", "reset-link", "bo"])
    try terminal.expect("device: ")
    terminal.type("Own-Pass1!\n")
    try terminal.expect("STEP_UP_REQUIRED")
    #expect(try terminal.finish() == 4)
    #expect(desk.service.arrivals.count == 3)
  }

  @Test(
    "S4.5 The question of the preview comes before a temporary password, and no issues none",
    arguments: [("y\n", 0), ("n\n", 2)] as [(String, Int32)])
  func temporaryPassword(typed: String, code: Int32) throws {
    let desk = try Desk()
    try desk.signIn()
    var preview = try SchemaShape.sample(Contacts.PreviewTemporaryPassword.Response.self)
    preview.question = "Are you sure you want to reset Jane?"
    preview.sessionsToEnd = 2
    try desk.service.answer(Contacts.PreviewTemporaryPassword.self, with: preview)
    let terminal = try self.terminal(desk, ["contact", "temporary-password", "jane"])
    try terminal.expect("2 sessions would end")
    try terminal.expect("Are you sure you want to reset Jane? [y/N] ")
    terminal.type(typed)
    #expect(try terminal.finish() == code)
    #expect((try desk.service.last(Contacts.IssueTemporaryPassword.self) != nil) == (code == 0))
    #expect(terminal.screen.contains("not shown again") == (code == 0))
  }
}
