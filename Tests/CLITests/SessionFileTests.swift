import Foundation
import LatchkeyBase
import LatchkeySchema
import Testing

@Suite("Sessions of the command-line client")
struct SessionFileTests {
  func mode(of path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return (attributes[.posixPermissions] as? Int) ?? -1
  }

  @Test("A sign-in keeps the session in a file of mode 0600, below a folder of mode 0700")
  func signIn() async throws {
    let desk = try Desk()
    let ran = try await desk.run(["sign-in", "ana@example.org", "--stdin"], input: "hunter2\n")
    #expect(ran.code == 0, "\(ran.errors)")
    #expect(ran.output.hasPrefix("Signed in as displayName."))
    #expect(try self.mode(of: desk.sessionFile) == 0o600)
    #expect(try self.mode(of: (desk.sessionFile as NSString).deletingLastPathComponent) == 0o700)
    let request = try #require(try desk.service.last(SignIn.SignIn.self))
    #expect(request.identifier == "ana@example.org")
    #expect(request.password == Secret("hunter2"))
    let folder = (desk.sessionFile as NSString).deletingLastPathComponent
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["session"])
  }

  @Test("A umask that takes nothing away does not open the file", arguments: ["000", "022", "077"])
  func umask(mask: String) async throws {
    let desk = try Desk()
    let ran = try await desk.shell("umask \(mask); echo x | \"$latchkey\" sign-in ana --stdin")
    #expect(ran.code == 0, "\(ran.errors)")
    #expect(try self.mode(of: desk.sessionFile) == 0o600)
  }

  @Test("The session goes with calls of the person, and not with anonymous ones")
  func actor() async throws {
    let desk = try Desk()
    try desk.signIn()
    #expect(try await desk.run(["agent", "list"]).code == 0)
    #expect(try await desk.run(["password", "policy"]).code == 0)
    let actors = desk.service.arrivals.map(\.actor)
    #expect(actors == [Array("tok-Marker".utf8), nil])
  }

  @Test(
    "A session that others can read is refused",
    arguments: [(0o600, 0), (0o400, 0), (0o640, 4), (0o604, 4), (0o666, 4)] as [(Int, Int32)])
  func readableByOthers(mode: Int, code: Int32) async throws {
    let desk = try Desk()
    try desk.signIn(mode: mode)
    let ran = try await desk.run(["whoami"])
    #expect(ran.code == code)
    #expect(ran.errors.contains("can be read by others") == (code != 0))
    #expect(!ran.errors.contains("tok-Marker"))
  }

  @Test("A link in the place of the session is not followed")
  func symbolicLink() async throws {
    let desk = try Desk()
    try desk.signIn()
    let link = desk.folder.appendingPathComponent("link").path
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: desk.sessionFile)
    let ran = try await desk.run(["whoami", "--session", link])
    #expect(ran.code == 1)
    #expect(desk.service.arrivals.isEmpty)
  }

  @Test(
    "Rubbish in the session file is no session", arguments: ["", "{", "{\"kind\":\"session\"}"])
  func rubbish(text: String) async throws {
    let desk = try Desk()
    try desk.signIn()
    try Data(text.utf8).write(to: URL(fileURLWithPath: desk.sessionFile))
    let ran = try await desk.run(["whoami"])
    #expect(ran.code == 4)
    #expect(ran.errors.contains("holds no session"))
  }

  @Test("Without a session nothing is sent, and the exit code is 4")
  func nobody() async throws {
    let desk = try Desk()
    for line in [["agent", "list"], ["whoami"], ["sign-out"], ["password", "change", "--stdin"]] {
      let ran = try await desk.run(line)
      #expect(ran.code == 4)
      #expect(ran.errors.contains("latchkey sign-in"))
    }
    #expect(desk.service.arrivals.isEmpty)
  }

  @Test("A sign-out forgets the session, also one that the service has forgotten")
  func signOut() async throws {
    let desk = try Desk()
    try desk.signIn()
    #expect(try await desk.run(["sign-out"]).output == "Signed out.\n")
    #expect(!FileManager.default.fileExists(atPath: desk.sessionFile))
    try desk.signIn()
    try desk.service.refuse(.signInSignOut, .sessionExpired, "The session is over.")
    #expect(try await desk.run(["sign-out"]).code == 0)
    #expect(!FileManager.default.fileExists(atPath: desk.sessionFile))
  }

  @Test("A sign-out that does not reach the service keeps the session")
  func signOutWithoutService() async throws {
    let desk = try Desk()
    try desk.signIn()
    #expect(try await desk.run(["sign-out", "--socket", "/nowhere"]).code == 7)
    #expect(FileManager.default.fileExists(atPath: desk.sessionFile))
  }

  @Test("Where a new password is due, the sign-in stops with 4 and the change goes on with it")
  func passwordChangeRequired() async throws {
    let desk = try Desk()
    var answer = try SchemaShape.sample(SignIn.SignIn.Response.self)
    answer.result = .passwordChangeRequired
    answer.session = nil
    answer.ticket = Secret("ticket-Marker")
    try desk.service.answer(SignIn.SignIn.self, with: answer)
    let stopped = try await desk.run(["sign-in", "bo", "--stdin"], input: "once\n")
    #expect(stopped.code == 4)
    #expect(stopped.output.contains("latchkey password change"))
    #expect(try await desk.run(["agent", "list"]).code == 4)
    let changed = try await desk.run(["password", "change", "--stdin"], input: "Own-Pass1!\n")
    #expect(changed.code == 0, "\(changed.errors)")
    let request = try #require(try desk.service.last(SignIn.CompletePasswordChange.self))
    #expect(request.ticket == Secret("ticket-Marker"))
    #expect(request.newPassword == Secret("Own-Pass1!"))
    #expect(try await desk.run(["agent", "list"]).code == 0)
    #expect(!(stopped.output + stopped.errors + changed.output).contains("Marker"))
  }

  @Test("With both passwords at hand the sign-in goes through in one command")
  func passwordChangeAtOnce() async throws {
    let desk = try Desk()
    var answer = try SchemaShape.sample(SignIn.SignIn.Response.self)
    answer.result = .passwordChangeRequired
    try desk.service.answer(SignIn.SignIn.self, with: answer)
    let ran = try await desk.run(["sign-in", "bo", "--stdin"], input: "once\nOwn-Pass1!\n")
    #expect(ran.code == 0, "\(ran.errors)")
    #expect(
      try desk.service.last(SignIn.CompletePasswordChange.self)?.newPassword
        == Secret("Own-Pass1!"))
  }

  @Test("Secrets come from descriptors, one line each")
  func descriptors() async throws {
    let desk = try Desk()
    try desk.signIn()
    let ran = try await desk.shell(
      """
      printf 'Old-Pass1!\\r\\nrest' > "$folder/old"; printf 'New-Pass1!' > "$folder/new"
      "$latchkey" password change --password-fd 3 --new-password-fd 4 3<"$folder/old" 4<"$folder/new"
      """)
    #expect(ran.code == 0, "\(ran.errors)")
    let request = try #require(try desk.service.last(Passwords.ChangePassword.self))
    #expect(request.current == Secret("Old-Pass1!"))
    #expect(request.newPassword == Secret("New-Pass1!"))
  }

  @Test(
    "A secret has at most 4 096 bytes",
    arguments: [(4_095, 0), (4_096, 0), (4_097, 2)] as [(Int, Int32)])
  func limit(count: Int, code: Int32) async throws {
    let desk = try Desk()
    let text = String(repeating: "x", count: count)
    let ran = try await desk.run(["sign-in", "bo", "--stdin"], input: text + "\n")
    #expect(ran.code == code)
    #expect(!ran.errors.contains("xxx"))
  }

  @Test(
    "People paste whole links: the token is what is at the end",
    arguments: [
      "lk_abc-DEF_1", "https://desk.example.org/reset#t=lk_abc-DEF_1",
      "https://desk.example.org/reset/lk_abc-DEF_1 ",
      "https://desk.example.org/r?token=lk_abc-DEF_1",
    ])
  func links(text: String) async throws {
    let desk = try Desk()
    let ran = try await desk.run(["reset", "inspect", "--stdin"], input: text + "\n")
    #expect(ran.code == 0, "\(ran.errors)")
    #expect(try desk.service.last(Recovery.InspectLink.self)?.token == Secret("lk_abc-DEF_1"))
  }
}
