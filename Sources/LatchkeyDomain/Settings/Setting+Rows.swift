import LatchkeyBase

// Each kind of row.
extension Setting {
  static func flag(
    _ name: String, _ place: Place<Bool>, _ summary: String,
    source: String, authority: Authority = .security, isAnnounceable: Bool = false,
    nist: Bool? = nil, deviations: @escaping Deviations<Bool> = { _ in [] }
  ) -> Self {
    Self(
      name, .flag, summary, source: source, authority: authority, isAnnounceable: isAnnounceable,
      nist: nist.map { "\($0)" }, reading: { "\(place.read($0))" },
      writing: { settings, text in
        guard let value = Bool(text) else { return false }
        place.write(&settings, value)
        return true
      }, comparing: { deviations(place.read($0)) })
  }

  static func number(
    _ name: String, _ place: Place<Int>,
    _ range: ClosedRange<Int>, _ summary: String, source: String,
    authority: Authority = .security, isAnnounceable: Bool = false, nist: Int? = nil,
    deviations: @escaping Deviations<Int> = { _ in [] }
  ) -> Self {
    Self(
      name, .number(range), summary, source: source, authority: authority,
      isAnnounceable: isAnnounceable, nist: nist.map { "\($0)" },
      reading: { "\(place.read($0))" },
      writing: { settings, text in
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int(text),
          range.contains(value)
        else { return false }
        place.write(&settings, value)
        return true
      }, comparing: { deviations(place.read($0)) })
  }

  static func duration(
    _ name: String, _ place: Place<Lifetime>,
    _ range: ClosedRange<Lifetime>, _ summary: String, source: String,
    authority: Authority = .security, nist: Lifetime? = nil,
    deviations: @escaping Deviations<Lifetime> = { _ in [] }
  ) -> Self {
    Self(
      name, .duration(range), summary, source: source, authority: authority,
      isAnnounceable: false, nist: nist?.text, reading: { place.read($0).text },
      writing: { settings, text in
        guard let value = Lifetime(text: text), range.contains(value) else { return false }
        place.write(&settings, value)
        return true
      }, comparing: { deviations(place.read($0)) })
  }

  /// A duration, or never.
  static func durationOrNever(
    _ name: String, _ place: Place<Lifetime?>, _ range: ClosedRange<Lifetime>,
    _ summary: String, source: String, deviations: @escaping Deviations<Lifetime?> = { _ in [] }
  ) -> Self {
    Self(
      name, .durationOrNever(range), summary, source: source, authority: .security,
      isAnnounceable: false, nist: nil, reading: { place.read($0)?.text ?? "never" },
      writing: { settings, text in
        let value = Lifetime(text: text)
        guard value.map(range.contains) ?? (text == "never") else { return false }
        place.write(&settings, value)
        return true
      }, comparing: { deviations(place.read($0)) })
  }

  /// Words for comparisons: small letters and digits, each word once, in their order.
  static func words(
    _ name: String, _ place: Place<[String]>, countMax: Int,
    _ summary: String, source: String, isAnnounceable: Bool = false
  ) -> Self {
    Self(
      name, .words(countMax: countMax), summary, source: source, authority: .security,
      isAnnounceable: isAnnounceable, nist: nil,
      reading: { place.read($0).joined(separator: ",") },
      writing: { settings, text in
        guard let words = Self.words(in: text, countMax: countMax) else { return false }
        place.write(&settings, words)
        return true
      }, comparing: { _ in [] })
  }

  private static func words(in text: String, countMax: Int) -> [String]? {
    if text.isEmpty { return [] }
    var words: [String] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let word = TextRules.asciiLowercased(String(part.drop { $0 == " " }))
      guard (4...40).contains(word.unicodeScalars.count),
        word.unicodeScalars.allSatisfy({
          $0.properties.isAlphabetic || CandidateText.isDigit($0)
        }), words.count < countMax
      else { return nil }
      if !words.contains(word) { words.append(word) }
    }
    return words
  }

  /// A choice among the cases of a type with words.
  static func choice<Choice: RawRepresentable<String> & CaseIterable & Sendable>(
    _ name: String, _ place: Place<Choice>, _ summary: String,
    source: String, authority: Authority = .security, nist: Choice? = nil,
    deviations: @escaping Deviations<Choice> = { _ in [] }
  ) -> Self {
    Self(
      name, .word(Choice.allCases.map(\.rawValue)), summary, source: source, authority: authority,
      isAnnounceable: false, nist: nist?.rawValue, reading: { place.read($0).rawValue },
      writing: { settings, text in
        guard let value = Choice(rawValue: text) else { return false }
        place.write(&settings, value)
        return true
      }, comparing: { deviations(place.read($0)) })
  }

  /// A time, or never.
  static func time(
    _ name: String, _ place: Place<Timestamp?>,
    _ summary: String, source: String, deviations: @escaping Deviations<Timestamp?> = { _ in [] }
  ) -> Self {
    Self(
      name, .time, summary, source: source, authority: .security, isAnnounceable: false, nist: nil,
      reading: { place.read($0)?.text ?? "never" },
      writing: { settings, text in
        let value = Timestamp(text: text)
        guard value != nil || text == "never" else { return false }
        place.write(&settings, value)
        return true
      }, comparing: { deviations(place.read($0)) })
  }

  /// Roles by their numbers, each once, ascending.
  static func roles(
    _ name: String, _ place: Place<[RoleID]>, countMax: Int,
    _ summary: String, source: String
  ) -> Self {
    Self(
      name, .roles(countMax: countMax), summary, source: source, authority: .security,
      isAnnounceable: false, nist: nil,
      reading: { place.read($0).map { "\($0.rawValue)" }.joined(separator: ",") },
      writing: { settings, text in
        guard let roles = Self.roles(in: text, countMax: countMax) else { return false }
        place.write(&settings, roles)
        return true
      }, comparing: { _ in [] })
  }

  private static func roles(in text: String, countMax: Int) -> [RoleID]? {
    if text.isEmpty { return [] }
    var roles: Set<RoleID> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let number = Int64(part.drop { $0 == " " }), number > 0, roles.count < countMax
      else { return nil }
      roles.insert(RoleID(rawValue: number))
    }
    return roles.sorted()
  }

  /// A fact of the installation, shown with the settings.
  static func host(
    _ name: String, _ place: Place<String>, _ summary: String,
    source: String
  ) -> Self {
    Self(
      name, .text, summary, source: source, authority: .host, isAnnounceable: false, nist: nil,
      reading: { place.read($0) }, writing: { _, _ in false }, comparing: { _ in [] })
  }

  /// A decision that no value changes.
  static func fixed(
    _ name: String, _ value: String, _ summary: String, source: String, because reason: String
  ) -> Self {
    Self(
      name, .word([value]), summary, source: source, authority: .fixed(because: reason),
      isAnnounceable: false, nist: nil, reading: { _ in value }, writing: { _, _ in false },
      comparing: { _ in [] })
  }
}
