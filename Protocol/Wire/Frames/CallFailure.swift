public import LatchkeyBase

/// One call failed; the connection may well be fine.
///
/// The code tells programs what kind of failure it is, the reason which one, the outcome what became
/// of the change. The message is for people. None of them may carry a secret or a part of a body.
public struct CallFailure: Error, Hashable, Sendable {
  /// Longest message on the wire, in bytes of UTF-8. LKP/1.
  public static let messageBytesMax = 1_024

  /// Longest reason on the wire, in bytes of UTF-8. LKP/1.
  public static let reasonBytesMax = 64

  /// What kind of failure this is.
  public var code: StatusCode

  /// A stable upper-case word that programs switch on, for example `OVERLOADED`.
  public var reason: String

  /// A sentence for people, at most ``messageBytesMax`` bytes.
  public private(set) var message: String

  /// One encoded CBOR map with the facts of this reason, made by the schema layer.
  public var details: [UInt8]?

  /// How long to wait before another try, in milliseconds.
  public var retryAfterMilliseconds: UInt32?

  /// What became of the change.
  public var outcome: Outcome

  /// Number under which the service logged the cause.
  public var incident: UInt64?

  /// A failure. A message that is too long is cut at the last whole scalar that fits.
  public init(
    code: StatusCode, reason: String, message: String, details: [UInt8]? = nil,
    retryAfterMilliseconds: UInt32? = nil, outcome: Outcome, incident: UInt64? = nil
  ) {
    self.code = code
    self.reason = Self.cut(reason, toBytes: Self.reasonBytesMax)
    self.message = Self.cut(message, toBytes: Self.messageBytesMax)
    self.details = details
    self.retryAfterMilliseconds = retryAfterMilliseconds
    self.outcome = outcome
    self.incident = incident
  }

  /// A failure for a reason of the runtime's own.
  public init(
    code: StatusCode, reason: RuntimeReason, message: String, details: [UInt8]? = nil,
    retryAfterMilliseconds: UInt32? = nil, outcome: Outcome, incident: UInt64? = nil
  ) {
    self.init(
      code: code, reason: reason.rawValue, message: message, details: details,
      retryAfterMilliseconds: retryAfterMilliseconds, outcome: outcome, incident: incident)
  }

  mutating func setMessage(_ message: String) {
    self.message = Self.cut(message, toBytes: Self.messageBytesMax)
  }

  /// The longest prefix of whole scalars that fits into `limit` bytes of UTF-8.
  static func cut(_ text: String, toBytes limit: Int) -> String {
    guard text.utf8.count > limit else { return text }
    var kept = String.UnicodeScalarView()
    var bytes = 0
    for scalar in text.unicodeScalars {
      bytes += UTF8.width(scalar)
      guard bytes <= limit else { break }
      kept.append(scalar)
    }
    return String(kept)
  }
}
