import LatchkeyBase

/// An ERROR:
///
///     {1: code 1..16, 2: reason tstr, 3: message tstr, ? 4: details map, ? 5: retryAfterMs uint,
///      6: outcome 0..4, ? 7: incident bstr8}
extension CallFailure {
  /// Longest details, in bytes, so that an ERROR always fits into one frame.
  public static let detailsBytesMax = 16_384

  /// Writes the failure as the body of an ERROR.
  ///
  /// Details that are not one map of the strict profile, or too long, are left out: they are our own
  /// mistake, and code and outcome must reach the caller all the same.
  public func write(to writer: inout CBORWriter) {
    let details = self.details.flatMap { Self.isDetails($0) ? $0 : nil }
    var entries = 4
    if details != nil { entries += 1 }
    if self.retryAfterMilliseconds != nil { entries += 1 }
    if self.incident != nil { entries += 1 }
    writer.mapHeader(entries)
    writer.unsigned(1)
    writer.unsigned(UInt64(self.code.rawValue))
    writer.unsigned(2)
    writer.text(self.reason)
    writer.unsigned(3)
    writer.text(self.message)
    if let details {
      writer.unsigned(4)
      writer.raw(details)
    }
    if let retryAfter = self.retryAfterMilliseconds {
      writer.unsigned(5)
      writer.unsigned(UInt64(retryAfter))
    }
    writer.unsigned(6)
    writer.unsigned(UInt64(self.outcome.rawValue))
    if let incident = self.incident {
      writer.unsigned(7)
      writer.bytesHeader(8)
      for shift in stride(from: UInt64(56), through: 0, by: -8) {
        writer.output.append(UInt8(truncatingIfNeeded: incident >> shift))
      }
    }
  }

  /// Reads the body of an ERROR.
  ///
  /// A code or an outcome that is not known becomes `unknown`; a failure stays a failure.
  ///
  /// - Parameter bytes: Exactly one envelope.
  /// - Throws: ``CBORError`` when it is malformed.
  public init(reading bytes: Span<UInt8>) throws(CBORError) {
    self.init(code: .unknown, reason: "", message: "", outcome: .unknown)
    var reader = CBORReader(bytes)
    var hasCode = false
    var map = try reader.readMap()
    while let key = try map.nextKey(from: &reader) {
      switch key {
      case .unsigned(1):
        let number = try reader.readUnsigned()
        self.code = UInt8(exactly: number).flatMap(StatusCode.init) ?? .unknown
        hasCode = true
      case .unsigned(2):
        self.reason = try reader.readText(bytesMax: Self.reasonBytesMax)
      case .unsigned(3):
        self.setMessage(try reader.readText(bytesMax: Self.messageBytesMax))
      case .unsigned(4):
        self.details = try Self.readDetails(&reader)
      case .unsigned(5):
        self.retryAfterMilliseconds = try reader.readUnsigned32()
      case .unsigned(6):
        let number = try reader.readUnsigned()
        self.outcome = UInt8(exactly: number).flatMap(Outcome.init) ?? .unknown
      case .unsigned(7):
        let bytes = try reader.readBytes(count: 8...8)
        self.incident = bytes.reduce(0) { $0 << 8 | UInt64($1) }
      case .unsigned, .negative, .text:
        try reader.passUnknown(key, of: map)
      }
    }
    try reader.expectEnd()
    guard hasCode else { throw CBORError(.missingKey, at: 0) }
  }

  private static func readDetails(_ reader: inout CBORReader) throws(CBORError) -> [UInt8] {
    let start = reader.offset
    guard try reader.peekKind() == .map else { throw CBORError(.typeMismatch, at: start) }
    try reader.skip(levels: CBORLimits.depthCeiling - 1)
    return reader.copy(start..<reader.offset)
  }

  private static func isDetails(_ bytes: [UInt8]) -> Bool {
    guard bytes.count <= Self.detailsBytesMax else { return false }
    do throws(CBORError) {
      return try CBORReader.reading(bytes.span) { (reader) throws(CBORError) -> Bool in
        _ = try Self.readDetails(&reader)
        try reader.expectEnd()
        return true
      }
    } catch {
      return false
    }
  }
}
