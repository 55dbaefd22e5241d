import Foundation
import Testing

/// `latchkeyd --check`: every wrong value is refused before anything is opened, with its place.
@Suite(.serialized)
struct CheckTests {
  /// A key, a value that it does not take, and a word of the reason.
  struct Wrong: Sendable, CustomTestStringConvertible {
    let key: String
    let value: String
    let reason: String
    var testDescription: String { "\(self.key) = \(self.value)" }

    init(_ key: String, _ value: String, _ reason: String) {
      (self.key, self.value, self.reason) = (key, value, reason)
    }
  }

  static let wrong = [
    Wrong("socket", "latchkey.sock", "absolute"),
    Wrong("socket", "/tmp/" + String(repeating: "s", count: 103), "107"),
    Wrong("socket", "/nonexistent/s", "/nonexistent"),
    Wrong("database", "latchkey.sqlite", "absolute"),
    Wrong("database", "/nonexistent/db", "/nonexistent"),
    Wrong("keys", "", "absolute"),
    Wrong("keys", "/nonexistent/keys", "/nonexistent"),
    Wrong("mail", "maildir:mail", "absolute"),
    Wrong("mail", "smtp:not a host", "maildir:"),
    Wrong("mail-security", "ssl", "starttls"),
    Wrong("mail-plaintext", "yes", "accept"),
    Wrong("mail-ca", "../authority.pem", "letters"),
    Wrong("mail-user", "desk", "smtp:HOST"),
    Wrong("mail-password-name", "/etc/password", "letters"),
    Wrong("mail-credentials", "credentials", "absolute"),
    Wrong("mail-sender", "nobody", "name@example.com"),
    Wrong("agent-link", "http://example.org/reset", "https"),
    Wrong("agent-link", "http://localhost.example.org/reset", "https"),
    Wrong("agent-link", "https://", "https"),
    Wrong("agent-link", "https://example.org/a b", "https"),
    Wrong("contact-link", "ftp://example.org", "https"),
    Wrong("contact-link", "https://example.org/" + String(repeating: "r", count: 481), "https"),
    Wrong("desk-name", "", "1 to 200"),
    Wrong("mail-domain", "not a domain", "domain"),
    Wrong("agent-policy", "nist", "latchkey settings"),
    Wrong("contact-policy", "portal", "latchkey settings"),
    Wrong("hash-memory-kib", "7167", "7168"),
    Wrong("hash-memory-kib", "262145", "262144"),
    Wrong("hash-memory-kib", "19 456", "number"),
    // Within its range, but too cheap together with two passes.
    Wrong("hash-memory-kib", "7168", "hash-passes"),
    Wrong("hash-passes", "0", "1 to 16"),
    Wrong("hash-passes", "17", "1 to 16"),
    Wrong("hash-threads", "0", "1 to 64"),
    Wrong("hash-threads", "65", "1 to 64"),
    Wrong("hash-queue", "0", "1 to 65536"),
    Wrong("hash-queue", "65537", "1 to 65536"),
    Wrong("loops", "0", "1 to 64"),
    Wrong("loops", "0x1", "1 to 64"),
    Wrong("loop-spin", "-1", "0 to 1000"),
    Wrong("loop-spin", "1001", "0 to 1000"),
    Wrong("drain-seconds", "-1", "0 to 3600"),
    Wrong("drain-seconds", "3601", "0 to 3600"),
    Wrong("log-level", "verbose", "debug"),
    Wrong("log-format", "xml", "journald"),
  ]

  /// A file in which everything else is right; the wrong line is the sixth.
  private static func file(_ folder: Folder, lines: [String]) throws -> String {
    let own = Set(lines.compactMap { $0.split(separator: " ").first.map(String.init) })
    let right = ["socket", "database", "keys"].map { key in
      own.contains(key) ? "# \(key)" : "\(key) = \(folder.path(key))"
    }
    return try folder.write(
      (["# Trial", ""] + right + lines).joined(separator: "\n") + "\n", to: "latchkeyd.conf")
  }

  private static func check(
    _ arguments: [String], environment: [String: String] = [:]
  ) async throws -> Ran {
    try await Ran.of(
      Program.built("latchkeyd"), ["--check"] + arguments, environment: environment)
  }

  @Test("A wrong value is refused with file, line, key and reason", arguments: wrong)
  func wrongValue(row: Wrong) async throws {
    let folder = try Folder()
    let file = try Self.file(folder, lines: ["\(row.key) = \(row.value)"])
    let ran = try await Self.check(["--config", file])
    #expect(ran.code == 2, "\(ran)")
    #expect(ran.errors.contains("\(file):6: \(row.key): "), "\(ran.errors)")
    #expect(ran.errors.contains(row.reason), "\(ran.errors)")
    #expect(ran.errors.split(separator: "\n").count == 1)
    #expect(try folder.names == ["latchkeyd.conf"], "Nothing was opened.")
  }

  @Test("Every key that the help lists has a row")
  func complete() async throws {
    let help = try await Ran.of(Program.built("latchkeyd"), ["--help"]).output
    let keys = help.split(separator: "\n").drop { $0 != "Keys" }
      .compactMap { $0.firstMatch(of: #/^  --([a-z\-]+) /#).map { String($0.1) } }
    #expect(keys.count >= 16)
    // What became a setting is no key any more; the refusal says where it is decided.
    let settings = Self.wrong.filter { $0.reason == "latchkey settings" }.map(\.key)
    #expect(Set(keys) == Set(Self.wrong.map(\.key)).subtracting(settings))
  }

  static let malformed: [(text: String, reason: String)] = [
    ("socket", "key = value"),
    ("sokcet = /tmp/s", "no such key"),
    ("[service]", "[service NAME]"),
    ("[service a b]", "[service NAME]"),
    ("[servic a]", "[service NAME]"),
    ("[service operator]", "already"),
    ("[service portal]\nuser = 1", "users, groups and scopes"),
    ("[service portal]\nusers = nobody-of-that-name", "nobody-of-that-name"),
    ("[service portal]\ngroups = nobody-of-that-name", "nobody-of-that-name"),
    ("[service portal]\nusers = 4294967296", "4294967296"),
    ("[service portal]\nusers = 1\nscopes = operate", "operate"),
    ("[service portal]\nusers = 1\nscopes = everything", "everything"),
    ("[service portal]\nscopes = verify", "users or groups"),
    ("[service portal]\nusers = 1", "scopes"),
    ("[service portal]\nusers = 1\nusers = 2", "before"),
    ("[service a]\nusers = 1\nscopes = verify\n[service a]\nusers = 2", "already"),
    ("[service a]\nusers = 1\nscopes = verify\n[service b]\nusers = 1\nscopes = verify", "user 1"),
    (
      "[service a]\ngroups = 1\nscopes = verify\n[service b]\ngroups = 1\nscopes = verify",
      "group 1"
    ),
    ("[service a]\nusers = 0\nscopes = verify", "operator"),
    ("loops = 1\nloops = 1", "line 6"),
    ("\u{0}", "key = value"),
  ]

  @Test("A malformed file is refused with the place", arguments: malformed)
  func malformedFile(text: String, reason: String) async throws {
    let folder = try Folder()
    let file = try Self.file(folder, lines: text.split(separator: "\n").map(String.init))
    let ran = try await Self.check(["--config", file])
    #expect(ran.code == 2, "\(ran)")
    #expect(ran.errors.contains("\(file):"), "\(ran.errors)")
    #expect(ran.errors.contains(reason), "\(ran.errors)")
  }

  /// A file as other systems and editors write it, and a line of what `--check` then says.
  static let foreign: [(name: String, text: String, said: String)] = [
    ("CRLF behind a comment", "# Trial\r\nlog-level = debug\r\n", "log-level: debug"),
    ("CRLF", "loops = 3\r\nlog-level = debug\r\n", "log-level: debug"),
    ("CR alone", "loops = 3\rlog-level = debug\r", "log-level: debug"),
    ("a byte-order mark", "\u{FEFF}loops = 3\n", "loops: 3"),
    ("a byte-order mark and CRLF", "\u{FEFF}loops = 3\r\n", "loops: 3"),
    ("no line end at the end", "loops = 3", "loops: 3"),
    ("no-break spaces", "\u{A0}loops\u{A0}=\u{A0}3\u{A0}\n", "loops: 3"),
    ("a # in a value", "desk-name = Help#Desk\n", "desk-name: Help#Desk"),
    ("a # behind a space", "desk-name = Help #Desk\n", "desk-name: Help"),
    ("a # behind a tab", "desk-name = Help\t#Desk\n", "desk-name: Help"),
    ("an = in a value", "desk-name = a=b\n", "desk-name: a=b"),
  ]

  @Test("A file is read as it is meant, whichever system wrote it", arguments: foreign)
  func foreignFile(name: String, text: String, said: String) async throws {
    let folder = try Folder()
    let file = try folder.write(text, to: "latchkeyd.conf")
    let flags = ["socket", "database", "keys"].flatMap { ["--\($0)", folder.path($0)] }
    let ran = try await Self.check(["--config", file] + flags)
    #expect(ran.code == 0, "\(name): \(ran)")
    #expect(ran.output.split(separator: "\n").contains(Substring(said)), "\(name): \(ran.output)")
  }

  @Test("A link with a fragment is refused from the file as it is from a flag")
  func fragment() async throws {
    let folder = try Folder()
    let link = "https://portal.example.com/#/password"
    for (lines, flags) in [(["contact-link = \(link)"], []), ([], ["--contact-link", link])] {
      let file = try Self.file(folder, lines: lines)
      let ran = try await Self.check(["--config", file] + flags)
      #expect(ran.code == 2 && ran.errors.contains("contact-link: "), "\(lines): \(ran)")
    }
  }

  @Test("All faults of file, environment and flags are told at once, each with its place")
  func allFaults() async throws {
    let folder = try Folder()
    let file = try Self.file(folder, lines: ["loops = 0", "sokcet = /tmp/s", "nonsense"])
    let ran = try await Self.check(
      ["--config", file, "--hash-queue", "0"],
      environment: ["LATCHKEYD_LOPS": "1", "LATCHKEYD_HASH_PASSES": "0"])
    #expect(ran.code == 2)
    let lines = ran.errors.split(separator: "\n").map(String.init)
    let places = [
      "\(file):6: loops: ", "\(file):7: sokcet: ", "\(file):8: ", "LATCHKEYD_HASH_PASSES: ",
      "LATCHKEYD_LOPS: ", "--hash-queue: ",
    ]
    #expect(lines.count == places.count, "\(lines)")
    for (line, place) in zip(lines, places) {
      #expect(line.hasPrefix("latchkeyd: \(place)"), "\(line)")
    }
    let unfit = try await Self.check([
      "--socket", "/nonexistent/s", "--database", "/nonexistent/d", "--keys", folder.path("keys"),
    ])
    #expect(unfit.errors.split(separator: "\n").count == 2, "\(unfit.errors)")
  }

  @Test(
    "A file or a folder that other users may change is not believed",
    arguments: [0o666, 0o664, 0o662])
  func writableByOthers(mode: Int) async throws {
    let folder = try Folder()
    let file = try folder.write("loops = 3\n", to: "latchkeyd.conf", mode: mode)
    let flags = ["socket", "database", "keys"].flatMap { ["--\($0)", folder.path($0)] }
    let ran = try await Self.check(["--config", file] + flags)
    #expect(ran.code == 2 && ran.errors.contains("chmod go-w"), "\(ran)")

    let open = try Folder()
    try FileManager.default.setAttributes(
      [.posixPermissions: mode | 0o111], ofItemAtPath: open.url.path)
    for key in ["socket", "database", "keys"] {
      let paths = ["socket", "database", "keys"].flatMap {
        ["--\($0)", ($0 == key ? open : folder).path($0)]
      }
      let ran = try await Self.check(paths)
      #expect(ran.code == 2 && ran.errors.contains("\(key): "), "\(ran)")
      #expect(ran.errors.contains("chmod go-w"), "\(ran)")
    }
  }

  @Test("The uid and gid that stand for everybody unknown never speak for a service")
  func overflowIdentity() async throws {
    let folder = try Folder()
    for (key, kind) in [("users", "user"), ("groups", "group")] {
      let number = try String(
        contentsOfFile: "/proc/sys/kernel/overflow\(kind == "user" ? "uid" : "gid")",
        encoding: .utf8
      ).trimmingCharacters(in: .whitespacesAndNewlines)
      let file = try Self.file(
        folder, lines: ["[service portal]", "\(key) = \(number)", "scopes = verify"])
      let ran = try await Self.check(["--config", file])
      #expect(ran.code == 2 && ran.errors.contains("\(kind) \(number)"), "\(ran)")
    }
  }

  @Test("A file that is missing, a folder, too long or no text is refused by name")
  func unreadable() async throws {
    let folder = try Folder()
    try Data([0x61, 0xFF, 0x0A]).write(to: URL(fileURLWithPath: folder.path("latin")))
    try Data(repeating: 0x23, count: (1 << 20) + 1).write(
      to: URL(fileURLWithPath: folder.path("long")))
    for name in ["none", "latin", "long", "."] {
      let ran = try await Self.check(["--config", folder.path(name)])
      #expect(ran.code == 2, "\(name): \(ran)")
      #expect(ran.errors.contains(folder.path(name)), "\(ran.errors)")
    }
  }

  @Test("Flags win over the environment, and that over the file; each names itself when wrong")
  func precedence() async throws {
    let folder = try Folder()
    let file = try Self.file(folder, lines: ["mail = maildir:/file"])
    func mail(_ arguments: [String], _ environment: [String: String]) async throws -> String {
      let ran = try await Self.check(["--config", file] + arguments, environment: environment)
      #expect(ran.code == 0, "\(ran)")
      let line = ran.output.split(separator: "\n").first { $0.hasPrefix("mail:") }
      return String(try #require(line))
    }
    let inEnvironment = ["LATCHKEYD_MAIL": "maildir:/environment"]
    #expect(try await mail([], [:]) == "mail: maildir:/file")
    #expect(try await mail([], inEnvironment) == "mail: maildir:/environment")
    #expect(try await mail(["--mail", "maildir:/flag"], inEnvironment) == "mail: maildir:/flag")
    #expect(try await mail(["--mail=maildir:/flag"], [:]) == "mail: maildir:/flag")

    for (arguments, environment, place) in [
      (["--loops", "0"], [:], "latchkeyd: --loops: must be a number"),
      ([], ["LATCHKEYD_HASH_QUEUE": "x"], "latchkeyd: LATCHKEYD_HASH_QUEUE: must be a number"),
      (["--loops"], [:], "--loops: "), (["loops"], [:], "loops: "),
      (["--nothing", "1"], [:], "latchkeyd: --nothing: There is no such key"),
      (["--hash-passes", "1"], [:], "hash-passes"),
    ] as [([String], [String: String], String)] {
      let ran = try await Self.check(["--config", file] + arguments, environment: environment)
      #expect(ran.code == 2, "\(ran)")
      #expect(ran.errors.contains(place), "\(ran.errors)")
    }
  }

  @Test("A valid configuration is said back, and nothing is opened")
  func valid() async throws {
    let folder = try Folder()
    let file = try Self.file(
      folder, lines: ["[service portal]", "users = 1, 2", "scopes = verify, end_user # both"])
    let ran = try await Self.check(["--config", file])
    #expect(ran.code == 0 && ran.errors.isEmpty, "\(ran)")
    #expect(ran.output.contains("portal: user 1, user 2; end_user, verify"), "\(ran.output)")
    #expect(try folder.names == ["latchkeyd.conf"])
  }
}
