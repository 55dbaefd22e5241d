import Foundation
import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeyMail
import LatchkeyTestBasics
import Testing

/// Every text, in every language and for both populations, as it arrives.
@Suite("The texts of mails", .ownThread)
struct MailTextTests {
  private static let link = "https://portal.example/password#lkcr_AbC-dEf_0123456789AbC-dEf_01"
  private static let locales = ["en", "de", "fr"]

  /// What can be asked of a text.
  struct Row {
    let locale: String
    let population: Population
    let kind: MailKind
    let name: String
  }

  /// Each text once, for somebody of that name.
  private static func rows(name: String = "Jane Miller") -> [Row] {
    Self.locales.flatMap { locale in
      Population.allCases.flatMap { population in
        MailKind.allCases.map { Row(locale: locale, population: population, kind: $0, name: name) }
      }
    }
  }

  private static func message(
    _ row: Row, desk: String = "Help Desk", lifetime: Lifetime = .hours(48)
  ) -> [UInt8] {
    let account = Account.sample(name: row.name, locale: row.locale, population: row.population)
    return PlainComposer(deskName: desk).compose(
      NewMail(row.kind, account: account, address: account.emails[0], queuedAt: start),
      for: account, template: nil,
      link: row.kind.hasLink ? (url: Secret(copying: Self.link.utf8), lifetime: lifetime) : nil,
      from: EmailAddress(stored: "desk@help.example"),
      messageID: "7.1767225600000@console.example", date: start
    ).content.copied
  }

  private static func read(
    _ rows: [Row], desk: String = "Help Desk"
  ) throws -> [(row: Row, mail: ReadMessage)] {
    let mails = try ReadMessage.read(rows.map { Self.message($0, desk: desk) })
    return Array(zip(rows, mails))
  }

  @Test(
    "F8, F27: no placeholder stays open in any text, whatever the name",
    .enabled(if: ReadMessage.isPossible),
    arguments: [
      "Jane Miller", "محمد عبد الله", "דנה לוי", "🔑 Key 👩‍💻 Person", "4144", "agent.007",
      "J.R. O’Neil 3rd", String(repeating: "ñ", count: 200),
    ])
  func lint(name: String) throws {
    for (row, mail) in try Self.read(Self.rows(name: name)) {
      let body = mail.body
      let what: Comment = "\(row.locale) \(row.population) \(row.kind)"
      #expect(mail.defects == [], what)
      for mark in ["{", "}", "%", "\\", "$", "Optional", "nil", "  "] {
        #expect(!body.contains(mark) && !mail.subject.contains(mark), "\(what) \(mark)")
      }
      let links = row.kind.hasLink ? [Self.link] : []
      #expect(mail.links == links && mail.seenLinks == links && mail.anchors == links, what)
      #expect(mail.fetched.isEmpty, what)
      // The page says what the text says.
      let said = { (text: String) in text.split(whereSeparator: \.isWhitespace) }
      #expect(said(mail.seen) == said(body), what)
      #expect(mail.header("Content-Language") == row.locale)
      #expect(mail.header("Auto-Submitted") == "auto-generated")
      // Greeting, at least one paragraph, the desk's name.
      let paragraphs = body.split(separator: "\n\n", omittingEmptySubsequences: false)
      #expect(paragraphs.count >= 3 && paragraphs.allSatisfy { !$0.isEmpty }, what)
      #expect(body.hasSuffix("\n\n-- \nHelp Desk\n"), what)
      // A mail to an address that nobody has confirmed yet names nobody.
      #expect(paragraphs[0].contains(name) == (row.kind != .emailConfirmation), what)
    }
  }

  @Test("F8: every text that comes with the program keeps the rules for texts that are edited")
  func rules() {
    let templates = BuiltInTemplates()
    for language in templates.languages {
      for population in Population.allCases {
        for kind in MailKind.allCases {
          let template = templates.template(
            MailTemplate.Key(kind: kind, population: population, language: language))
          #expect(template.problems(for: kind) == [], "\(language) \(population) \(kind)")
        }
      }
    }
  }

  @Test(
    "F8: nobody is called like a placeholder with an effect",
    .enabled(if: ReadMessage.isPossible),
    arguments: ["{link}", "{account}", "{lifetime} {desk}", "{name}", "{password}"])
  func braces(name: String) throws {
    for (row, mail) in try Self.read(Self.rows(name: name)) {
      #expect(mail.links == (row.kind.hasLink ? [Self.link] : []))
      let greeting = mail.body.split(separator: "\n").first ?? ""
      #expect(greeting.contains(name) == (row.kind != .emailConfirmation))
    }
  }

  @Test(
    "F7: a link survives its encoding in every language", .enabled(if: ReadMessage.isPossible))
  func encoding() throws {
    let rows = Self.rows().filter(\.kind.hasLink)
    for (row, mail) in try Self.read(rows) {
      let before = mail.body.split(separator: "\n").map(String.init)
      #expect(before.contains(Self.link), "\(row.locale) \(row.kind): on a line of its own")
    }
  }

  @Test(
    "A subject has 78 characters at most, with a desk's name of any length",
    .enabled(if: ReadMessage.isPossible),
    arguments: ["Desk", String(repeating: "Küche ", count: 40), String(repeating: "م", count: 99)])
  func subjects(desk: String) throws {
    for (row, mail) in try Self.read(Self.rows(), desk: desk) {
      #expect(mail.subject.count <= 78, "\(row.locale) \(row.kind): \(mail.subject)")
      #expect(mail.subject.contains(desk.prefix(20)))
      #expect(mail.defects == [])
    }
  }

  @Test("A subject of any language goes out in lines of at most 76 ASCII characters")
  func subjectLines() {
    for row in Self.rows() {
      let desk = String(repeating: "Küche ", count: 40)
      let head = Self.message(row, desk: desk).text.components(separatedBy: "\r\n\r\n")[0]
      for line in head.components(separatedBy: "\r\n") {
        #expect(line.utf8.count <= 76 && line.utf8.allSatisfy { 0x20...0x7E ~= $0 }, "\(line)")
      }
    }
  }

  @Test(
    "A name from right to left is set apart from the sentence, others are left as they are",
    .enabled(if: ReadMessage.isPossible),
    arguments: [
      ("محمد", "\u{2068}محمد\u{2069}"), ("דנה Levi", "\u{2068}דנה Levi\u{2069}"),
      ("Jane", "Jane"), ("李小龙", "李小龙"), ("Jane\u{202E}evil", "Janeevil"),
      ("\u{2068}Jane\u{2067}", "Jane"),
    ])
  func isolation(name: String, shown: String) throws {
    let rows = Self.rows(name: name).filter { $0.kind == .notice(.passwordReset) }
    for (_, mail) in try Self.read(rows) {
      let greeting = try #require(mail.body.split(separator: "\n").first)
      #expect(greeting.hasSuffix(" \(shown),"))
      let opened = mail.body.unicodeScalars.filter { $0.value == 0x2068 }.count
      let closed = mail.body.unicodeScalars.filter { $0.value == 0x2069 }.count
      #expect(opened == closed)
    }
  }

  @Test("Each kind says something of its own, in each language", arguments: Self.locales)
  func distinct(locale: String) {
    let rows = Self.rows().filter { $0.locale == locale }
    let texts = rows.map { row in
      Self.message(row).text.components(separatedBy: "\r\n\r\n").dropFirst(2).joined()
    }
    // The office is an agent's, so those texts need no second form; neither does an address.
    #expect(Set(texts).count > texts.count * 4 / 5)
    for population in Population.allCases {
      let own = zip(rows, texts).filter { $0.0.population == population }.map(\.1)
      #expect(Set(own).count == MailKind.allCases.count)
    }
  }

  @Test("No text is the same in two languages")
  func translated() {
    let texts = Self.rows().map { row in
      Self.message(row).text.components(separatedBy: "\r\n\r\n").dropFirst(2).joined()
    }
    let third = texts.count / 3
    for index in 0..<third {
      #expect(Set([texts[index], texts[index + third], texts[index + 2 * third]]).count == 3)
    }
  }

  @Test(
    "The language is the recipient's, or the nearest there is, or English",
    arguments: [
      ("en", "en"), ("EN", "en"), ("en-GB", "en"), ("de", "de"), ("de-AT", "de"),
      ("DE-Latn-CH", "de"), ("fr", "fr"), ("fr-CA", "fr"), ("xx", "en"), ("", "en"), ("-", "en"),
      ("d", "en"), ("deu", "en"), ("zh-Hant-TW", "en"), ("-de", "en"),
    ])
  func fallback(locale: String, language: String) {
    let row = Row(
      locale: locale, population: .contact, kind: .notice(.passwordReset), name: "Jane Miller")
    let text = Self.message(row).text
    #expect(text.contains("\r\nContent-Language: \(language)\r\n"))
    let greeting = ["en": "Hello", "de": "Guten Tag", "fr": "Bonjour"][language] ?? "?"
    #expect(text.contains("\r\n\r\n\(greeting) Jane Miller,\r\n"))
  }

  @Test(
    "The lifetime has the right number in each language",
    arguments: [
      (Lifetime.minutes(15), "15 minutes", "15 Minuten", "15 minutes"),
      (.minutes(60), "60 minutes", "60 Minuten", "60 minutes"),
      (.minutes(1), "1 minute", "1 Minute", "1 minute"),
      (.hours(48), "48 hours", "48 Stunden", "48 heures"),
      (.hours(2), "2 hours", "2 Stunden", "2 heures"),
      (.days(7), "7 days", "7 Tage", "7 jours"), (.hours(72), "3 days", "3 Tage", "3 jours"),
      (.hours(73), "73 hours", "73 Stunden", "73 heures"),
      (.seconds(119), "1 minute", "1 Minute", "1 minute"),
      (.seconds(59), "59 seconds", "59 Sekunden", "59 secondes"),
      (.seconds(1), "1 second", "1 Sekunde", "1 seconde"),
      (.seconds(0), "0 seconds", "0 Sekunden", "0 seconde"),
    ] as [(Lifetime, String, String, String)])
  func lifetimes(lifetime: Lifetime, english: String, german: String, french: String) {
    for kind in MailKind.allCases.filter(\.hasLink) {
      for (locale, words) in zip(
        Self.locales,
        ["valid for \(english) and", "gilt \(german) lang", "pendant \(french) et"])
      {
        let row = Row(locale: locale, population: .agent, kind: kind, name: "Jane")
        let text = Self.message(row, lifetime: lifetime).text
          .replacingOccurrences(of: "=\r\n", with: "")
        #expect(text.contains(words), "\(kind)")
      }
    }
  }

  @Test("A mail about a reset says how to report that it was not asked for")
  func reports() {
    let words = ["en": "This was not me", "de": "Das war ich nicht", "fr": "pas moi"]
    for row in Self.rows() where row.kind == .selfResetLink || row.kind == .staffResetLink {
      let text = Self.message(row).text.replacingOccurrences(of: "=\r\n", with: "")
        .replacingOccurrences(of: "=C2=A0", with: " ")
      #expect(text.contains(words[row.locale] ?? "?"), "\(row.locale)")
    }
  }

  @Test("A contact is invited to activate an account, an agent to work with others")
  func populations() {
    for (locale, contact, agent) in [
      ("en", "activate your account", "your invitation"),
      ("de", "Konto aktivieren", "Ihre Einladung"),
      ("fr", "activez votre compte", "votre invitation"),
    ] {
      for (population, words) in [(Population.contact, contact), (.agent, agent)] {
        let row = Row(locale: locale, population: population, kind: .invitation, name: "Jane")
        let subject = Self.message(row).text.components(separatedBy: "\r\n")
          .first { $0.hasPrefix("Subject: ") }
        #expect(subject?.hasSuffix(words) == true || locale == "fr", "\(subject ?? "")")
      }
    }
  }

  @Test("A notice to an address that was does not tell which one is")
  func formerAddress() {
    let account = Account.sample(email: "new@desk.example")
    for kind in MailKind.allCases {
      let composer = PlainComposer(deskName: "Help Desk")
      let message = composer.compose(
        NewMail(
          kind, account: account, address: EmailAddress(stored: "old@desk.example"),
          queuedAt: start),
        for: account, template: nil, link: nil,
        from: EmailAddress(stored: "desk@help.example"), messageID: "7@desk.example", date: start)
      #expect(!message.content.copied.text.contains("new@"), "\(kind)")
    }
  }
}
