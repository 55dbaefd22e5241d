import LatchkeyBase
import LatchkeyDomain
import Testing

@Suite("Templates of mails")
struct MailTemplateTests {
  typealias Rule = MailTemplateProblem.Rule

  private static let linked = "Hello {name},\n\nOpen this:\n\n{link}\n\nValid for {lifetime}."

  @Test("A template that says all it must has no problem")
  func sound() {
    let link = MailTemplate(subject: "{desk}: a new password", body: Self.linked)
    #expect(link.problems(for: .selfResetLink) == [])
    let notice = MailTemplate(subject: "Changed", body: "Hello {name},\n\n{account} at {desk}.")
    #expect(notice.problems(for: .notice(.passwordReset)) == [])
  }

  @Test(
    "F8 what is wrong with the text of a mail with a link is found",
    arguments: [
      ("", [.empty, .linkMissing, .lifetimeMissing]),
      ("{link}", [.empty, .lifetimeMissing]),
      ("Open it for {lifetime}.", [.linkMissing]),
      ("Open\n\n{link}\n\nor\n\n{link}\n\nfor {lifetime}", [.linkTwice]),
      ("Open {link} for {lifetime}.", [.misplacedPlaceholder]),
      ("Open\n{link}\nfor {lifetime}.", [.misplacedPlaceholder]),
      ("Open\n\n{link}", [.lifetimeMissing]),
      ("Open\n\n{link}\n\nfor {lifetime}, {nmae}", [.unknownPlaceholder]),
      ("Open\n\n{link}\n\nfor {lifetime} {", [.unknownPlaceholder]),
      ("Open\n\n{link}\n\nfor {lifetime} }", [.unknownPlaceholder]),
      ("Open\n\n{link}\n\nfor {lifetime} {Desk}", [.unknownPlaceholder]),
      ("Open\n\n{link}\n\nfor {lifetime} {{desk}}", [.unknownPlaceholder]),
      ("Open\n\n{link}\n\nfor {lifetime}: {password}", [.secretPlaceholder]),
      ("Open\n\n{link}\n\nfor {lifetime}: {one-time code}", [.secretPlaceholder]),
      ("Open\n\n{link}\n\nfor {lifetime}: {TOKEN}", [.secretPlaceholder]),
      ("Open\n\n{link}\n\nfor {lifetime} or https://x.example", [.foreignLink]),
      ("Open\n\n{link}\n\nfor {lifetime} or WWW.x.example", [.foreignLink]),
      ("Open\n\n{link}\n\nfor {lifetime} or MailTo:x@x.example", [.foreignLink]),
      ("Open\n\n{link}\n\nfor {lifetime} or https://\u{301}@localhost", [.foreignLink]),
      ("Open\n\n{link}\n\nfor {lifetime} or Login.Example", [.foreignLink]),
      ("Open\n\n{link}\n\nfor {lifetime}, e.g. until 24.12. at 9.30 a.m.", []),
      ("Open\t\n\n{link}\n\nfor {lifetime}", [.invisibleCharacter]),
      ("Open\u{202E}\n\n{link}\n\nfor {lifetime}", [.invisibleCharacter]),
      ("Open\0\n\n{link}\n\nfor {lifetime}", [.invisibleCharacter]),
      ("{name}, open\n\n{link}\n\nfor {lifetime}", [.misplacedPlaceholder]),
      ("Dear\n{name}, open\n\n{link}\n\nfor {lifetime}", [.misplacedPlaceholder]),
      ("{desk}{name}, open\n\n{link}\n\nfor {lifetime}", [.misplacedPlaceholder]),
    ] as [(String, [Rule])])
  func linkBody(body: String, rules: [Rule]) {
    let problems = MailTemplate(subject: "A subject", body: body).problems(for: .selfResetLink)
    #expect(problems.map(\.rule) == rules)
    #expect(problems.allSatisfy { $0.part == .body && $0.text.hasSuffix(".") })
  }

  @Test(
    "A mail without a link has no place of one, and an unconfirmed address is told no name",
    arguments: [
      (.notice(.passwordReset), "Hello.\n\n{link}", [.misplacedPlaceholder]),
      (.notice(.passwordReset), "Hello for {lifetime}.", [.misplacedPlaceholder]),
      (
        .notice(.passwordReset), "Hello {lifetime}.\n\n{link}",
        [.misplacedPlaceholder, .misplacedPlaceholder]
      ),
      (.emailConfirmation, MailTemplateTests.linked, [.misplacedPlaceholder]),
      (.invitation, MailTemplateTests.linked, []),
    ] as [(MailKind, String, [Rule])])
  func otherBodies(kind: MailKind, body: String, rules: [Rule]) {
    let problems = MailTemplate(subject: "A subject", body: body).problems(for: kind)
    #expect(problems.map(\.rule) == rules)
  }

  @Test(
    "A subject is one short line about the matter",
    arguments: [
      ("", [.empty]), ("{desk}", [.empty]), ("a", []),
      (String(repeating: "a", count: 78), []), (String(repeating: "a", count: 79), [.tooLong]),
      ("{desk}" + String(repeating: "é", count: 46), []),
      ("{desk}" + String(repeating: "é", count: 47), [.tooLong]),
      ("Hello {name}", [.misplacedPlaceholder]),
      ("{link} {account}", [.misplacedPlaceholder, .misplacedPlaceholder]),
      ("Hello\nBcc: x@x.example", [.invisibleCharacter, .foreignLink]),
      ("Hello\r\nBcc: x@localhost", [.invisibleCharacter]),
      ("Your {password}", [.secretPlaceholder]), ("See www.x.example", [.foreignLink]),
    ] as [(String, [Rule])])
  func subjects(subject: String, rules: [Rule]) {
    let problems = MailTemplate(subject: subject, body: "Hello.")
      .problems(for: .notice(.passwordReset))
    // Placeholders that do not belong there count against the length as well.
    #expect(problems.map(\.rule).filter { $0 != .tooLong || rules.contains($0) } == rules)
    #expect(problems.allSatisfy { $0.part == .subject })
  }

  @Test(
    "A text has a bounded size",
    arguments: [
      (String(repeating: "a", count: 4_000), true), (String(repeating: "a", count: 4_001), false),
      (String(repeating: "\u{10FFF0}", count: 10), false),
      (String(repeating: "😀", count: 3_000), true), (String(repeating: "😀", count: 3_001), false),
      (String(repeating: " {desk}", count: 20), true),
      (String(repeating: " {desk}", count: 21), false),
    ])
  func sizes(body: String, isSound: Bool) {
    let problems = MailTemplate(subject: "a", body: body).problems(for: .notice(.merged))
    #expect(problems.isEmpty == isSound)
  }

  @Test(
    "Pieces put together again are the text",
    arguments: [
      "", "a", "{", "}", "{}", "{desk}", "a{desk}b", "{{desk}}", "{desk", "desk}", "{a b}{link}",
      "{" + String(repeating: "a", count: 40) + "}", "{dé}", "{}{}{", "😀{name}😀",
    ])
  func pieces(text: String) {
    let joined = MailTemplate.pieces(of: text).map { piece in
      switch piece {
      case .literal(let text), .unknown(let text): String(text)
      case .placeholder(let placeholder): "{\(placeholder.rawValue)}"
      }
    }.joined()
    #expect(joined == text)
  }

  @Test(
    "Every placeholder is filled in once, and an empty one takes its space along",
    arguments: [
      ("Hello {name},", "Jane", "Hello Jane,"), ("Hello {name},", "", "Hello,"),
      ("Hello {name},", "{desk}", "Hello {desk},"), ("Hello {name},", "{name}", "Hello {name},"),
      ("{name}", "", ""), ("a{name}b", "", "ab"), ("Hello {nam},", "Jane", "Hello {nam},"),
    ])
  func filling(text: String, name: String, filled: String) {
    #expect(MailTemplate.filled(text) { $0 == .name ? name : "?" } == filled)
  }

  @Test(
    "Line ends become those of Unix, and empty lines around a text go",
    arguments: [
      ("a\r\n\r\nb\r\n", "a\n\nb", ["a", "b"]),
      ("\n\n a\nb \n \n\nc\n\n", " a\nb \n \n\nc", [" a\nb ", "c"]),
      ("", "", []), (" \n\n", "", []),
    ] as [(String, String, [String])])
  func lines(body: String, stored: String, paragraphs: [String]) {
    let template = MailTemplate(subject: "a", body: body)
    #expect(template.body == stored)
    #expect(template.paragraphs == paragraphs)
    #expect(MailTemplate(subject: "a", body: template.body) == template)
  }

  @Test("Every kind of mail has a name of its own, and is found by it")
  func names() {
    for kind in MailKind.allCases { #expect(MailKind(name: kind.name) == kind) }
    #expect(MailKind(name: "nothing") == nil)
    #expect(Set(MailKind.allCases.map(\.name)).count == MailKind.allCases.count)
  }
}

@Suite("A mail server as names and values")
struct MailServerFactsTests {
  private static func smtp(_ text: String, login: Bool = false) throws -> MailServer {
    MailServer(
      .smtp(
        try SMTPServer(
          host: try HostName(text), security: .implicitTLS,
          authority: try CredentialName("ca"),
          login: login
            ? try SMTPServer.Login(user: "desk", passwordName: try CredentialName("smtp")) : nil,
          greeting: try HostName("desk.example.com"),
          patience: try SMTPServer.Patience(connect: .seconds(5), command: .seconds(7)))),
      sender: try EmailAddress("desk@example.com"))
  }

  @Test("Every mail server comes back from its names and values")
  func roundTrip() throws {
    let servers = [
      MailServer(.none), MailServer(.none, sender: try EmailAddress("desk@example.com")),
      MailServer(.sendmail(try HostPath("/usr/sbin/sendmail"))),
      MailServer(.maildir(try HostPath("/var/mail/desk"))),
      try Self.smtp("mail.example.com"), try Self.smtp("::1", login: true),
      MailServer(
        .smtp(
          try SMTPServer(
            host: try HostName("10.0.0.1"), port: 2_525, security: .plain, allowsPlaintext: true))),
    ]
    for server in servers { #expect(try MailServer(facts: server.facts) == server) }
    #expect(Set(servers.map(\.facts)).count == servers.count)
  }

  @Test(
    "Names and values that make no mail server are refused by the name that is wrong",
    arguments: [
      ([:], "route"), (["route": "pigeon"], "route"),
      (["route": "smtp"], "security"), (["route": "smtp", "security": "tls"], "port"),
      (["route": "smtp", "security": "tls", "port": "465"], "host"),
      (
        ["route": "smtp", "security": "tls", "port": "465", "host": "a", "user": "u"],
        "password_name"
      ),
      (["route": "smtp", "security": "tls", "port": "0", "host": "a.example"], "port"),
      (
        [
          "route": "smtp", "security": "tls", "port": "465", "host": "a.example",
          "connect_timeout": "5",
        ], "connect_timeout"
      ),
      (["route": "maildir"], "path"), (["route": "none", "sender": "x"], "sender"),
    ] as [([String: String], String)])
  func refusals(facts: [String: String], field: String) {
    let error = #expect(throws: FieldError.self) { try MailServer(facts: facts) }
    #expect(error?.field == field)
  }
}
