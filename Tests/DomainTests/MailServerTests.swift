import LatchkeyBase
import LatchkeyDomain
import Testing

@Suite("Mail servers")
struct MailServerTests {
  private func field(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch let error as FieldError {
      return error.field
    } catch {
      return "not a field: \(error)"
    }
  }

  @Test(
    "A host is a name of ASCII labels or an IP address",
    arguments: [
      ("mail.example.com", .name), ("MAIL.Example.COM", .name), ("localhost", .name),
      ("xn--bcher-kva.example", .name), ("a-b.c0", .name), ("127.0.0.1", .ipv4),
      ("255.255.255.255", .ipv4), ("::1", .ipv6), ("[::1]", .ipv6), ("2001:DB8::1", .ipv6),
      ("1:2:3:4:5:6:7:8", .ipv6), ("::", .ipv6), ("1::", .ipv6),
      ("", nil), (".", nil), ("a.", nil), (".a", nil), ("-a.b", nil), ("a-.b", nil), ("a_b.c", nil),
      ("bücher.example", nil), ("a b", nil), ("a\r\nb", nil), ("a\0b", nil), ("a/b", nil),
      ("a@b", nil), ("a:25", nil), ("a%2F", nil), ("127.1", nil), ("1234", nil), ("0x7f.1", nil),
      ("256.0.0.1", nil), ("01.2.3.4", nil), ("1.2.3", nil), ("1.2.3.4.5", nil), (":::", nil),
      ("1::2::3", nil), ("1:2:3:4:5:6:7", nil), ("1:2:3:4:5:6:7:8:9", nil), ("12345::", nil),
      ("::g", nil), (":1", nil), ("1:", nil), ("fe80::1%eth0", nil), ("[]", nil), ("[a]", .name),
      (String(repeating: "a", count: 63), .name), (String(repeating: "a", count: 64), nil),
    ] as [(String, HostName.Kind?)])
  func host(text: String, kind: HostName.Kind?) {
    #expect((try? HostName(text))?.kind == kind, "\(text)")
  }

  @Test(
    "A loopback host is known by its name and its addresses",
    arguments: [
      ("localhost", true), ("LOCALHOST", true), ("127.0.0.1", true), ("127.8.8.8", true),
      ("::1", true), ("[::1]", true), ("128.0.0.1", false), ("127.example.com", false),
      ("localhost.example", false), ("::2", false), ("::", false), ("0.0.0.0", false),
    ])
  func loopback(text: String, isLoopback: Bool) throws {
    #expect(try HostName(text).isLoopback == isLoopback)
  }

  @Test(
    "A credential is named, and its name leads out of no folder",
    arguments: [
      ("smtp-password", true), ("a", true), ("A.b_c-9", true), ("a..b", true),
      (String(repeating: "x", count: 64), true), (String(repeating: "x", count: 65), false),
      ("", false), (".", false), ("..", false), (".hidden", false), ("a/b", false),
      ("../shadow", false), ("/etc/shadow", false), ("a\0b", false), ("a b", false),
      ("a\n", false), ("pässwort", false),
    ])
  func credential(name: String, isTaken: Bool) {
    #expect(((try? CredentialName(name)) != nil) == isTaken, "\(name)")
  }

  @Test("Without TLS nothing leaves this host unless that is said, and a password never does")
  func plaintext() throws {
    let near = try HostName("127.0.0.1")
    let far = try HostName("mail.example.com")
    let login = try SMTPServer.Login(user: "desk", passwordName: CredentialName("smtp"))
    #expect(self.field { _ = try SMTPServer(host: near, security: .plain) } == nil)
    #expect(self.field { _ = try SMTPServer(host: near, security: .plain, login: login) } == nil)
    #expect(self.field { _ = try SMTPServer(host: far, security: .plain) } == "security")
    #expect(
      self.field {
        _ = try SMTPServer(host: far, security: .plain, allowsPlaintext: true)
      } == nil)
    #expect(
      self.field {
        _ = try SMTPServer(host: far, security: .plain, allowsPlaintext: true, login: login)
      } == "login")
    for security in [SMTPServer.Security.startTLS, .implicitTLS] {
      #expect(self.field { _ = try SMTPServer(host: far, security: security, login: login) } == nil)
    }
    #expect(
      self.field {
        _ = try SMTPServer(host: near, security: .plain, authority: CredentialName("ca.pem"))
      } == "authority")
  }

  @Test(
    "A port, a user name and a time limit keep within their bounds",
    arguments: [0, 1, 65_535, 65_536, -1])
  func bounds(port: Int) throws {
    let host = try HostName("mail.example.com")
    #expect(
      self.field { _ = try SMTPServer(host: host, port: port) }
        == ((1...65_535).contains(port) ? nil : "port"))
    for (user, isTaken) in [
      ("desk@example.com", true), ("", false), ("a\r\nb", false), ("a\0", false),
      (String(repeating: "x", count: 255), true), (String(repeating: "x", count: 256), false),
    ] {
      #expect(
        self.field {
          _ = try SMTPServer.Login(user: user, passwordName: CredentialName("smtp"))
        } == (isTaken ? nil : "user"))
    }
    for (seconds, isTaken) in [(0, false), (1, true), (60, true), (61, false)] as [(Int64, Bool)] {
      #expect(
        self.field { _ = try SMTPServer.Patience(connect: .seconds(seconds)) }
          == (isTaken ? nil : "connectTimeout"))
      #expect(
        self.field { _ = try SMTPServer.Patience(command: .seconds(seconds)) }
          == (isTaken ? nil : "commandTimeout"))
    }
    #expect(self.field { _ = try SMTPServer.Patience(dataEnd: .seconds(150)) } == nil)
    #expect(self.field { _ = try SMTPServer.Patience(dataEnd: .seconds(151)) } == "dataEndTimeout")
  }

  @Test("The port that goes with a way of keeping private is the usual one")
  func usualPort() throws {
    let host = try HostName("localhost")
    #expect(try SMTPServer(host: host).port == 587)
    #expect(try SMTPServer(host: host).security == .startTLS)
    #expect(try SMTPServer(host: host, security: .implicitTLS).port == 465)
    #expect(try SMTPServer(host: host, security: .plain).port == 25)
  }

  @Test("A greeting is a name, and a path is absolute")
  func greetingAndPath() throws {
    let host = try HostName("localhost")
    #expect(
      self.field { _ = try SMTPServer(host: host, greeting: HostName("127.0.0.1")) } == "greeting")
    #expect(self.field { _ = try HostPath("/usr/sbin/sendmail") } == nil)
    for path in ["", "sendmail", "/a\nb", "/a\0b", "/" + String(repeating: "a", count: 1_000)] {
      #expect(self.field { _ = try HostPath(path) } == "path")
    }
    #expect(MailServer(.sendmail(try HostPath("/usr/sbin/sendmail"))).isOfHost)
    #expect(!MailServer(.smtp(try SMTPServer(host: host))).isOfHost)
  }
}
