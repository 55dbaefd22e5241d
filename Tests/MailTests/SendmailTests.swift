import Foundation
import LatchkeyApplication
import LatchkeyDomain
import LatchkeyMail
import LatchkeyTesting
import Testing

@Suite("Mail by a program of the host")
struct SendmailTests {
  private let folder: TemporaryFolder

  init() throws {
    self.folder = try TemporaryFolder()
  }

  /// A program that keeps what it gets, says something and ends with a code.
  private func program(_ script: String) throws -> HostPath {
    // A program that was just written could not be started while another test starts a process.
    let path = "\(self.folder.path)/program"
    try Data("\(script)\n".utf8).write(to: URL(fileURLWithPath: "\(self.folder.path)/script"))
    if !FileManager.default.fileExists(atPath: path) {
      try FileManager.default.createSymbolicLink(
        atPath: path, withDestinationPath: ScriptedMailServer.pretendedSendmail)
    }
    return try HostPath(path)
  }

  private func text(_ name: String) -> String {
    let data = FileManager.default.contents(atPath: "\(self.folder.path)/\(name)") ?? Data()
    return String(decoding: data, as: UTF8.self)
  }

  private func failure(
    _ script: String, seconds: Int = 60, to recipient: String = "jane@desk.example",
    body: String = "Hello"
  ) async throws -> MailTransportError? {
    let transport = try SendmailTransport(path: self.program(script), seconds: seconds)
    do throws(MailTransportError) {
      try await transport.deliver(SMTPTests.message(to: recipient, body: body))
      return nil
    } catch {
      return error
    }
  }

  @Test("The program gets sender, recipient, the message in lines of this host, and nothing else")
  func given() async throws {
    let here = self.folder.path
    let body = "a\r\n.\r\nb" + String(repeating: "\r\n0123456789", count: 50_000)
    let script =
      "printf '%s|' \"$0\" \"$@\" >\(here)/arguments; env >\(here)/environment; "
      + "cat >\(here)/message"
    #expect(try await self.failure(script, body: body) == nil)
    #expect(
      self.text("arguments").hasSuffix("|-i|-f|noreply@desk.example|--|jane@desk.example|"))
    let names = Set(self.text("environment").split(separator: "\n").map { $0.prefix { $0 != "=" } })
    // What the shell itself adds, and the path.
    #expect(names.subtracting(["PWD", "_", "SHLVL", "OLDPWD"]) == ["PATH"])
    let sent = SMTPTests.message(body: body).content.copied.text
    #expect(self.text("message") == sent.replacingOccurrences(of: "\r\n", with: "\n"))
  }

  @Test(
    "An exit code says whether another try is worth it",
    arguments: [
      (0, nil, false), (1, .host, false), (64, .host, false), (65, .data, true),
      (67, .recipient, true), (68, .recipient, true), (69, .host, false), (73, .host, false),
      (75, .host, false), (77, .host, false), (78, .host, false), (127, .host, false),
    ] as [(Int, MailStep?, Bool)])
  func codes(code: Int, step: MailStep?, isPermanent: Bool) async throws {
    let error = try await self.failure("cat >/dev/null; echo \"words $$\" >&2; exit \(code)")
    #expect(error?.step == step)
    #expect(error?.isPermanent ?? false == isPermanent)
    if code != 0 {
      #expect(error?.detail.contains("\(code): words") == true, "\(error?.detail ?? "")")
    }
  }

  @Test("A program that hangs, reads nothing, floods us or dies loses no mail and costs no thread")
  func misbehaviour() async throws {
    let big = String(repeating: "0123456789\r\n", count: 100_000)
    for (script, isWell) in [
      ("exec sleep 600", false), ("cat >/dev/null; exec sleep 600", false),
      ("exec >&- 2>&- ; exec sleep 600", false), ("kill -9 $$", false), ("exit 75", false),
      ("exit 0", true), ("cat >/dev/null; head -c 10000000 /dev/zero; exit 75", false),
    ] {
      let error = try await self.failure(script, seconds: 1, body: big)
      #expect((error == nil) == isWell, "\(script): \(error?.detail ?? "")")
      #expect(error?.isPermanent != true)
      #expect((error?.detail.utf8.count ?? 0) < 1_000)
    }
  }

  @Test("What is no address reaches no program, and a missing program is said at once")
  func refused() async throws {
    for address in ["-oQ/tmp@x", "a@b.example\n", "a b@c.example", "", "@"] {
      let error = try await self.failure("touch \(self.folder.path)/ran", to: address)
      #expect(error?.isPermanent == true || address == "-oQ/tmp@x")
    }
    #expect(!FileManager.default.fileExists(atPath: "\(self.folder.path)/ran"))
    do throws(MailTransportError) {
      _ = try SendmailTransport(path: HostPathSample.missing)
      Issue.record("It is there.")
    } catch {
      #expect(error.step == .settings)
    }
  }
}

private enum HostPathSample {
  static var missing: HostPath {
    get throws(MailTransportError) {
      do {
        return try HostPath("/nowhere/sendmail")
      } catch {
        throw .permanent(detail: error.problem)
      }
    }
  }
}
