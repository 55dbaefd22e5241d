import Foundation
import Testing

/// The keys of the daemon's file that say how mail goes.
struct MailKeyTests {
  private static func check(_ flags: [String]) async throws -> Ran {
    let folder = try Folder()
    return try await Ran.of(
      Program.built("latchkeyd"),
      [
        "--check", "--socket", folder.path("s"), "--database", folder.path("db"), "--keys",
        folder.path("keys"),
      ] + flags)
  }

  @Test(
    "A host may decide where mail goes, and says so when it is asked",
    arguments: [
      ([], "as the desk's settings say"), (["--mail", "desk"], "as the desk's settings say"),
      (["--mail", "none"], "none"), (["--mail", "maildir:/var/mail"], "maildir:/var/mail"),
      (["--mail", "sendmail"], "sendmail:/usr/sbin/sendmail"),
      (["--mail", "sendmail:/opt/msmtp"], "sendmail:/opt/msmtp"),
      (["--mail", "smtp:mail.example.com"], "smtp:mail.example.com:587"),
      (["--mail", "smtp:mail.example.com:2525"], "smtp:mail.example.com:2525"),
      (["--mail", "smtp:[::1]", "--mail-security", "plain"], "smtp:::1:25"),
      (["--mail", "smtp:[2001:db8::1]:465", "--mail-security", "tls"], "smtp:2001:db8::1:465"),
      (
        [
          "--mail", "smtp:10.0.0.1", "--mail-security", "plain", "--mail-plaintext", "accept",
        ], "smtp:10.0.0.1:25"
      ),
      (
        [
          "--mail", "smtp:mail.example.com", "--mail-user", "desk", "--mail-password-name", "smtp",
          "--mail-ca", "ca.pem", "--mail-credentials", "/etc/latchkey/mail", "--mail-sender",
          "desk@example.com",
        ], "smtp:mail.example.com:587"
      ),
    ] as [([String], String)])
  func accepted(flags: [String], mail: String) async throws {
    let ran = try await Self.check(flags)
    #expect(ran.code == 0, "\(ran.errors)")
    #expect(ran.output.contains("\nmail: \(mail)"), "\(ran.output)")
  }

  @Test(
    "What does not fit is refused with its key",
    arguments: [
      (["--mail", "smtp:"], "mail"), (["--mail", "smtp:a b"], "mail"),
      (["--mail", "smtp:mail.example.com:0"], "mail"),
      (["--mail", "smtp:mail.example.com:65536"], "mail"), (["--mail", "smtp:127.1"], "mail"),
      (["--mail", "maildir:mail"], "mail"), (["--mail", "sendmail:bin"], "mail"),
      (["--mail", "none:x"], "mail"), (["--mail", "post"], "mail"),
      (["--mail", "smtp:mail.example.com", "--mail-security", "plain"], "mail-security"),
      (["--mail", "smtp:mail.example.com", "--mail-security", "ssl"], "mail-security"),
      (["--mail", "smtp:mail.example.com", "--mail-user", "desk"], "mail-user"),
      (
        ["--mail", "smtp:mail.example.com", "--mail-password-name", "smtp"], "mail-password-name"
      ),
      (["--mail", "smtp:mail.example.com", "--mail-ca", "../ca"], "mail-ca"),
      (["--mail", "smtp:mail.example.com", "--mail-password-name", "/x"], "mail-password-name"),
      (["--mail-credentials", "folder"], "mail-credentials"),
      (["--mail-sender", "nobody"], "mail-sender"),
      (["--mail-plaintext", "yes"], "mail-plaintext"),
      (["--mail", "none", "--mail-security", "tls"], "mail-security"),
      (["--mail-user", "desk"], "mail-user"),
    ] as [([String], String)])
  func refused(flags: [String], key: String) async throws {
    let ran = try await Self.check(flags)
    #expect(ran.code != 0)
    #expect(ran.errors.contains("\(key): "), "\(ran.errors)")
  }
}
