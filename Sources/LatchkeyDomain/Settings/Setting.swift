/// One setting: its name, where its value lies, what values it takes, who changes it, and where its
/// default comes from. ``SettingTable`` lists them all.
public struct Setting: Sendable {
  /// What a value looks like, and its bounds.
  public enum Kind: Hashable, Sendable {
    /// "true" or "false".
    case flag
    /// A whole number.
    case number(ClosedRange<Int>)
    /// A number with a unit, such as "15m".
    case duration(ClosedRange<Lifetime>)
    /// One of these words.
    case word([String])
    /// Words with commas between them.
    case words(countMax: Int)
    /// Numbers with commas between them, of roles.
    case roles(countMax: Int)
    /// A moment such as "2026-11-22T10:30:00Z", or "never".
    case time
    /// Visible characters.
    case text
  }

  /// Who changes it.
  public enum Authority: Hashable, Sendable {
    /// Whoever has Manage Security.
    case security
    /// Whoever has Manage Security or Manage Email: it decides what is mailed (S0.6).
    case notifications
    /// The operator, in the daemon's configuration: a fact of the installation.
    case host
    /// Nobody, for this reason.
    case fixed(because: String)
  }

  /// Its name: a group, a dot, the rest. "links.contact_self_reset".
  public let name: String
  /// What its value looks like.
  public let kind: Kind
  /// What it decides, in a sentence.
  public let summary: String
  /// The behaviours, decisions and standards that the default comes from.
  public let source: String
  /// Who changes it.
  public let authority: Authority
  /// Whether a value can be announced that takes effect later: policies, which people must get to
  /// know first.
  public let isAnnounceable: Bool
  /// Its value under ``SettingsProfile/nist``; nil where both profiles agree.
  let nist: String?
  private let reading: @Sendable (DeskSettings) -> String
  private let writing: @Sendable (inout DeskSettings, String) -> Bool
  private let comparing: @Sendable (DeskSettings) -> [String]

  /// Deviations of a value from a standard: each with its clause.
  typealias Deviations<Value> = @Sendable (Value) -> [String]

  private init(
    _ name: String, _ kind: Kind, _ summary: String, source: String, authority: Authority,
    isAnnounceable: Bool, nist: String?,
    reading: @escaping @Sendable (DeskSettings) -> String,
    writing: @escaping @Sendable (inout DeskSettings, String) -> Bool,
    comparing: @escaping @Sendable (DeskSettings) -> [String]
  ) {
    self.name = name
    self.kind = kind
    self.summary = summary
    self.source = source
    self.authority = authority
    self.isAnnounceable = isAnnounceable
    self.nist = nist
    self.reading = reading
    self.writing = writing
    self.comparing = comparing
  }

  /// The value as text.
  public func value(in settings: DeskSettings) -> String { self.reading(settings) }

  /// Puts a value in.
  ///
  /// - Parameters:
  ///   - text: The value as text.
  ///   - settings: Where it goes.
  /// - Throws: ``FieldError`` with the name of the setting, when the text is no value of it.
  public func set(_ text: String, in settings: inout DeskSettings) throws(FieldError) {
    guard text.utf8.count <= Self.valueByteCountMax, self.writing(&settings, text) else {
      throw FieldError(field: self.name, problem: "It takes \(self.allowed).")
    }
  }

  /// Bytes that a value may have as text.
  public static let valueByteCountMax = 2_000

  /// Where the value is weaker than NIST SP 800-63B-4 or OWASP ASVS 5 ask, with the clause.
  public func deviations(in settings: DeskSettings) -> [String] { self.comparing(settings) }

  /// Whether a call can change it at all.
  public var isChangeable: Bool {
    switch self.authority {
    case .security, .notifications: true
    case .host, .fixed: false
    }
  }

  /// What values are accepted, in words.
  public var allowed: String {
    switch self.authority {
    case .host: return "what the daemon's configuration says"
    case .fixed(let reason): return "no other value: \(reason)"
    case .security, .notifications: break
    }
    switch self.kind {
    case .flag: return "true or false"
    case .number(let range): return "\(range.lowerBound) to \(range.upperBound)"
    case .duration(let range):
      return "\(range.lowerBound.text) to \(range.upperBound.text), in s, m, h or d"
    case .word(let words): return words.joined(separator: ", ")
    case .words(let countMax):
      return "at most \(countMax) words of 4 to 40 letters and digits, with commas; empty for none"
    case .roles(let countMax):
      return "at most \(countMax) numbers of roles, with commas; empty for none"
    case .time: return "a moment such as 2026-11-22T10:30:00Z, a date alone, or never"
    case .text: return "1 to 200 visible characters"
    }
  }
}

/// Where the value of a setting lies.
struct Place<Value>: Sendable {
  let read: @Sendable (DeskSettings) -> Value
  let write: @Sendable (inout DeskSettings, Value) -> Void

  /// A property of the settings.
  static func at(_ path: any WritableKeyPath<DeskSettings, Value> & Sendable) -> Self {
    Self(read: { $0[keyPath: path] }, write: { $0[keyPath: path] = $1 })
  }

  /// A property of what lies there.
  func part<Part>(_ path: any WritableKeyPath<Value, Part> & Sendable) -> Place<Part> {
    Place<Part>(
      read: { self.read($0)[keyPath: path] },
      write: { settings, part in
        var whole = self.read(settings)
        whole[keyPath: path] = part
        self.write(&settings, whole)
      })
  }
}

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

  /// A moment, or never.
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

  /// A fact of the installation, shown beside the settings.
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
