public import LatchkeyBase

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
    /// The same, or "never".
    case durationOrNever(ClosedRange<Lifetime>)
    /// One of these words.
    case word([String])
    /// Words with commas between them.
    case words(countMax: Int)
    /// Numbers with commas between them, of roles.
    case roles(countMax: Int)
    /// A time such as "2026-11-22T10:30:00Z", or "never".
    case time
    /// Visible characters.
    case text
  }

  /// Who changes it.
  public enum Authority: Hashable, Sendable {
    /// Holders of Manage Security.
    case security
    /// Holders of Manage Security or Manage Email: it decides what is mailed.
    case notifications
    /// The operator, in the daemon's configuration: a fact of the installation.
    case host
    /// No one, for this reason.
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

  init(
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
    guard text.utf8.count <= Self.valueBytesMax, self.writing(&settings, text) else {
      throw FieldError(field: self.name, problem: "The setting takes \(self.allowed).")
    }
  }

  /// Bytes that a value may have as text.
  public static let valueBytesMax = 2_000

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
    case .durationOrNever(let range):
      return "\(range.lowerBound.text) to \(range.upperBound.text), in s, m, h or d, or never"
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
