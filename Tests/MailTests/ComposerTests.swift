import Foundation
import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeyMail
import LatchkeyTestBasics
import Testing

@Suite("The composer", .ownThread)
struct ComposerTests {
  private static let link =
    "https://console.example/password?from=mail&x=1#lkar_AbC-dEf_0123456789AbC-dEf_0123456789AbC-dEf_01"

  private func message(
    _ kind: MailKind, for account: Account = .sample(), desk: String = "Help Desk",
    link: String? = ComposerTests.link, lifetime: Lifetime = .hours(48), date: Timestamp = start
  ) -> OutgoingMessage {
    let composer = PlainComposer(deskName: desk)
    return composer.compose(
      NewMail(kind, account: account, address: account.emails[0], queuedAt: start),
      for: account, template: nil,
      link: kind.hasLink ? link.map { (url: Secret(copying: $0.utf8), lifetime: lifetime) } : nil,
      from: EmailAddress(stored: "desk@help.example"),
      messageID: "7.1767225600000@console.example", date: date)
  }

  @Test("The headers are those of an automatic message in two forms")
  func headers() {
    let text = self.message(.staffResetLink).content.copied.text
    let head = text.prefix(upTo: text.firstRange(of: "\r\n\r\n")?.lowerBound ?? text.startIndex)
    #expect(
      head.split(separator: "\r\n").map(String.init) == [
        "From: Help Desk <desk@help.example>",
        "To: Jane Miller <jane@desk.example>",
        "Subject: Help Desk: choose a new password",
        "Date: Thu, 01 Jan 2026 00:00:00 +0000",
        "Message-ID: <7.1767225600000@console.example>",
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
        "Content-Type: multipart/alternative;",
        " boundary=\"=_latchkey_alternative\"",
        "Content-Language: en",
      ])
  }

  private static let names = [
    "Jane Miller", "J.R. \"Bob\" O'Neil-Smith 3rd", "Müller, Jürgen", "محمد عبد الله", "李小龙",
    "🔑 Key 👩‍💻 Person", "4144", "agent.007", "a=?UTF-8?Q?b?=c", "Back\\slash <x>", "List: a; b",
    String(repeating: "ñ", count: 200), String(repeating: "x", count: 200),
    String(repeating: "word ", count: 39) + "last.", String(repeating: "👩‍👩‍👧‍👦", count: 28),
  ]

  @Test(
    "Another program reads back who, what and the one link", .enabled(if: ReadMessage.isPossible))
  func readBack() throws {
    let rows = Self.names.flatMap { name in MailKind.allCases.map { (name: name, kind: $0) } }
    let desk = "Hilfe für Küche & Co."
    let messages = try ReadMessage.read(
      rows.map { self.message($0.kind, for: .sample(name: $0.name), desk: desk).content.copied })
    #expect(messages.count == rows.count)
    for ((name, kind), read) in zip(rows, messages) {
      #expect(read.defects == [], "\(name)")
      #expect(read.recipientName == (kind == .emailConfirmation ? "" : name))
      #expect(read.recipientAddress == "jane@desk.example")
      #expect(read.senderName == desk)
      #expect(read.senderAddress == "desk@help.example")
      #expect(read.subject.hasPrefix("\(desk): "))
      #expect(read.dateSeconds == 1_767_225_600)
      #expect(read.contentType == "multipart/alternative")
      #expect(read.header("Message-ID") == "<7.1767225600000@console.example>")
      let links = kind.hasLink ? [Self.link] : []
      #expect(read.links == links && read.seenLinks == links && read.anchors == links, "\(kind)")
      #expect(read.fetched.isEmpty)
    }
  }

  @Test("Every line is short, ASCII and ends in CR LF", arguments: MailKind.allCases)
  func lines(kind: MailKind) {
    for name in [
      "Jane", "From here", "From " + String(repeating: ".From ", count: 33),
      String(repeating: "ü", count: 200), String(repeating: "x", count: 200),
    ] {
      let bytes = self.message(kind, for: .sample(name: name)).content.copied
      #expect(bytes.allSatisfy { $0 == 0x0D || $0 == 0x0A || 0x20...0x7E ~= $0 })
      for line in bytes.text.components(separatedBy: "\r\n") {
        #expect(line.utf8.count <= 76, "\(line)")
        #expect(!line.contains("\r") && !line.contains("\n"))
        #expect(!line.hasPrefix(".") && !line.hasPrefix("From ") && !line.hasSuffix(" "))
      }
    }
  }

  @Test(
    "Nothing in a name starts a header, ends the head or leaves the line",
    .enabled(if: ReadMessage.isPossible))
  func injection() throws {
    let names = [
      "Jane\r\nBcc: all@desk.example", "Jane\nBcc: all@desk.example",
      "Jane\rBcc: all@desk.example", "Jane\r\n\r\nHello", "Jane\0Bcc: x", "Jane\u{85}Bcc: x",
      "Jane\u{2028}Bcc: x", "Jane\u{0B}\u{0C}Bcc: x",
    ]
    let rows = names.flatMap { name in MailKind.allCases.map { (name: name, kind: $0) } }
    let messages = try ReadMessage.read(
      rows.map { row in
        self.message(row.kind, for: .sample(name: row.name), desk: row.name)
          .content.copied
      })
    for ((name, _), read) in zip(rows, messages) {
      #expect(read.headers.count == 9, "\(name.debugDescription)")
      #expect(read.header("Bcc") == nil)
      #expect(read.recipientAddress == "jane@desk.example")
      #expect(read.defects == [])
    }
  }

  @Test(
    "What looks like a page's address in a name is not sent",
    arguments: [
      "Win https://evil.example now", "www.evil.example", "evil.example/login", "me@evil.example",
      "Win at Evil.Example", "evil/\u{301}", "evil@\u{301}", "Ask evil.рф",
    ])
  func noForeignLinks(text: String) {
    for kind in MailKind.allCases {
      let content = self.message(kind, for: .sample(name: text)).content.copied.text
      #expect(!content.contains("evil"))
    }
  }

  @Test(
    "Dates are right over leap years and centuries",
    arguments: [
      (0, "Thu, 01 Jan 1970 00:00:00 +0000"), (-1, "Wed, 31 Dec 1969 23:59:59 +0000"),
      (951_782_400_000, "Tue, 29 Feb 2000 00:00:00 +0000"),
      (1_709_251_199_999, "Thu, 29 Feb 2024 23:59:59 +0000"),
      (4_107_542_400_000, "Mon, 01 Mar 2100 00:00:00 +0000"),
      (Int64.max, "Fri, 31 Dec 9999 23:59:59 +0000"),
    ] as [(Int64, String)])
  func date(milliseconds: Int64, text: String) {
    let date = Timestamp(milliseconds: milliseconds)
    let content = self.message(.notice(.passwordReset), date: date).content.copied.text
    #expect(content.contains("\r\nDate: \(text)\r\n"))
  }

  @Test("A link survives any length of what stands before it", .enabled(if: ReadMessage.isPossible))
  func wraps() throws {
    let links = stride(from: 1, through: 160, by: 7).map { length in
      "https://h.example/" + String(repeating: "=", count: length) + "#lkar_AZaz09-_"
    }
    let messages = try ReadMessage.read(
      links.map { self.message(.invitation, link: $0).content.copied })
    #expect(messages.map(\.links) == links.map { [$0] })
    #expect(messages.map(\.seenLinks) == links.map { [$0] })
    #expect(messages.map(\.anchors) == links.map { [$0] })
  }
}
