/// Where a call belongs in a trace that goes through several programs: W3C Trace Context.
///
/// One program writes it as the text `traceparent`, the wire carries its 25 bytes. Whoever passes it on
/// changes nothing in it.
public struct TraceContext: Hashable, Sendable {
  /// Length on the wire: the trace's id (16), the caller's id in it (8), flags (1).
  public static let byteCount = 25

  /// As on the wire, 25 bytes.
  public let bytes: [UInt8]

  /// Takes what came over the wire.
  ///
  /// - Parameter bytes: 25 bytes, neither id all zero. Nil for anything else: W3C wants a context that is
  ///   none to be read over, so that no call fails for it.
  public init?(bytes: [UInt8]) {
    guard bytes.count == Self.byteCount, bytes[..<16].contains(where: { $0 != 0 }),
      bytes[16..<24].contains(where: { $0 != 0 })
    else { return nil }
    self.bytes = bytes
  }

  /// Reads a `traceparent`, such as `00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01`.
  ///
  /// One of a later version counts by what this version knows of it, as W3C asks.
  ///
  /// - Parameter text: Version, trace id, parent id and flags, in lower-case hexadecimal.
  /// - Throws: ``TraceContextError``, which says what is wrong with it.
  public init(traceparent text: String) throws(TraceContextError) {
    let text = Array(text.utf8)
    guard text.count >= Self.textCount, [2, 35, 52].allSatisfy({ text[$0] == Self.dash }) else {
      throw .form
    }
    guard let version = Self.bytes(text[0..<2])?.first, let trace = Self.bytes(text[3..<35]),
      let parent = Self.bytes(text[36..<52]), let flags = Self.bytes(text[53..<55])?.first
    else { throw .digits }
    guard version != 0xFF else { throw .version }
    // More may follow in a later version, behind a dash.
    guard text.count == Self.textCount || version > 0 && text[Self.textCount] == Self.dash else {
      throw .form
    }
    // Of a later version's flags only the one that says "sampled" is known to mean the same.
    let context = Self(bytes: trace + parent + [version == 0 ? flags : flags & 1])
    guard let context else { throw .zero }
    self = context
  }

  /// The id of the whole trace: 32 hexadecimal digits. What logs and the audit hold.
  public var traceID: String { Self.hex(self.bytes[..<16]) }

  /// As W3C writes it, 55 characters.
  public var traceparent: String {
    "00-\(self.traceID)-\(Self.hex(self.bytes[16..<24]))-\(Self.hex(self.bytes[24...]))"
  }

  private static let textCount = 55
  private static let dash = UInt8(ascii: "-")
  private static let digits = Array("0123456789abcdef".utf8)

  private static func hex(_ bytes: ArraySlice<UInt8>) -> String {
    String(
      decoding: bytes.flatMap { [Self.digits[Int($0 >> 4)], Self.digits[Int($0 & 15)]] },
      as: UTF8.self)
  }

  /// The bytes behind an even number of digits; nil when one is no digit. Capitals are none.
  private static func bytes(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    let values = text.compactMap { Self.digits.firstIndex(of: $0) }
    guard values.count == text.count else { return nil }
    return stride(from: 0, to: values.count, by: 2).map {
      UInt8(values[$0] << 4 | values[$0 + 1])
    }
  }
}

/// What is wrong with a `traceparent`. Does not repeat it.
public enum TraceContextError: Error, Hashable, Sendable, CustomStringConvertible {
  /// It has another length, or its dashes are elsewhere.
  case form
  /// Something in it is no lower-case hexadecimal digit.
  case digits
  /// Version ff is forbidden.
  case version
  /// Trace or parent have an id of zeros only, which is none.
  case zero

  /// A sentence.
  public var description: String {
    switch self {
    case .form:
      "A traceparent is VERSION-TRACE-PARENT-FLAGS with 2, 32, 16 and 2 hexadecimal digits."
    case .digits: "A traceparent has lower-case hexadecimal digits only."
    case .version: "A traceparent cannot have version ff."
    case .zero: "The ids in a traceparent cannot be all zeros."
    }
  }
}
