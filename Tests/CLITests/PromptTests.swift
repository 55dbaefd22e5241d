import Foundation
import LatchkeySchema
import Testing

@Suite("Prompts of the command-line client")
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
    try terminal.expect("Password for them: ")
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
    try terminal.expect("Password for them: ")
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
}
