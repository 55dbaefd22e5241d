import Foundation
import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeyMail
import LatchkeyTesting
import Testing

@Suite("The Maildir")
struct MaildirTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    self.folder = try TemporaryFolder()
    self.path = "\(self.folder.path)/mail"
  }

  private func message(_ text: String) -> OutgoingMessage {
    OutgoingMessage(
      sender: EmailAddress(stored: "noreply@desk.example"),
      recipient: EmailAddress(stored: "jane@desk.example"), messageID: "1.1@desk.example",
      content: Secret(copying: text.utf8))
  }

  @Test("A message is one file of mode 0600 in new, in folders of mode 0700")
  func delivered() async throws {
    let transport = try MaildirTransport(path: self.path)
    #expect(transport.label == "Maildir \(self.path)")
    try await transport.deliver(self.message("Subject: x\r\n\r\nbody\r\n"))
    let files = try self.folder.files(in: "mail/new")
    #expect(files.map(\.bytes.text) == ["Subject: x\r\n\r\nbody\r\n"])
    #expect(try self.folder.files(in: "mail/tmp").isEmpty)
    #expect(try self.folder.files(in: "mail/cur").isEmpty)
    #expect(try self.folder.mode(of: "mail/new/\(files[0].name)") == 0o600)
    for name in ["mail", "mail/tmp", "mail/new", "mail/cur"] {
      #expect(try self.folder.mode(of: name) == 0o700)
    }
  }

  @Test("100 messages at once are 100 files, also by two transports on one folder")
  func unique() async throws {
    let transports = [try MaildirTransport(path: self.path), try MaildirTransport(path: self.path)]
    let messages = (0..<100).map { self.message("\($0)") }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (number, message) in messages.enumerated() {
        let transport = transports[number % 2]
        group.addTask { try await transport.deliver(message) }
      }
      try await group.waitForAll()
    }
    let seen = try self.folder.files(in: "mail/new").map(\.bytes.text)
    #expect(Set(seen) == Set((0..<100).map(String.init)))
  }

  @Test("A folder that cannot be made is refused with its path")
  func unusable() throws {
    let missing = "\(self.folder.path)/missing/mail"
    let error = #expect(throws: MaildirTransport.Unusable.self) {
      try MaildirTransport(path: missing)
    }
    #expect(error?.description.contains(missing) == true)

    let file = "\(self.folder.path)/file"
    try Data().write(to: URL(fileURLWithPath: file))
    #expect(throws: MaildirTransport.Unusable.self) { try MaildirTransport(path: file) }
  }

  @Test("A folder that went away is a temporary failure, and leaves nothing behind")
  func goneAway() async throws {
    let transport = try MaildirTransport(path: self.path)
    try FileManager.default.removeItem(atPath: "\(self.path)/new")
    do throws(MailTransportError) {
      try await transport.deliver(self.message("canary"))
      Issue.record("It was delivered.")
    } catch {
      #expect(!error.isPermanent)
      #expect(!error.detail.contains("canary") && !error.detail.isEmpty)
    }
    #expect(try self.folder.files(in: "mail/tmp").isEmpty)
  }
}
