public import LatchkeyBase

/// No stream above a number will be served: `{1: lastStream, 2: code, 3: reason, ? 4: graceMs}`.
public struct GoAway: Hashable, Sendable {
  /// Highest stream that may still be answered; all above have outcome `notStarted`.
  public var lastStream: UInt32
  /// Why, as a status code.
  public var code: StatusCode
  /// Why, as a stable word: `DRAINING`, `IDLE`, `CALM`.
  public var reason: String
  /// Time after which what is still open is cancelled, in milliseconds.
  public var graceMilliseconds: UInt32?

  /// A farewell.
  public init(
    lastStream: UInt32, code: StatusCode, reason: String, graceMilliseconds: UInt32? = nil
  ) {
    self.lastStream = lastStream
    self.code = code
    self.reason = reason
    self.graceMilliseconds = graceMilliseconds
  }

  /// Writes the body of a GOAWAY.
  public func write(to writer: inout CBORWriter) {
    writer.mapHeader(self.graceMilliseconds == nil ? 3 : 4)
    writer.unsigned(1)
    writer.unsigned(UInt64(self.lastStream))
    writer.unsigned(2)
    writer.unsigned(UInt64(self.code.rawValue))
    writer.unsigned(3)
    writer.text(self.reason)
    if let grace = self.graceMilliseconds {
      writer.unsigned(4)
      writer.unsigned(UInt64(grace))
    }
  }

  /// Reads the body of a GOAWAY.
  ///
  /// - Parameter bytes: Exactly one GOAWAY.
  /// - Throws: ``CBORError`` when it is malformed.
  public init(reading bytes: Span<UInt8>) throws(CBORError) {
    self.init(lastStream: 0, code: .unknown, reason: "")
    var reader = CBORReader(bytes)
    var hasLast = false
    var map = try reader.readMap()
    while let key = try map.nextKey(from: &reader) {
      switch key {
      case .unsigned(1):
        self.lastStream = try reader.readUnsigned32()
        hasLast = true
      case .unsigned(2):
        let number = try reader.readUnsigned()
        self.code = UInt8(exactly: number).flatMap(StatusCode.init) ?? .unknown
      case .unsigned(3):
        self.reason = try reader.readText(bytesMax: CallFailure.reasonBytesMax)
      case .unsigned(4):
        self.graceMilliseconds = try reader.readUnsigned32()
      case .unsigned, .negative, .text:
        try reader.passUnknown(key, of: map)
      }
    }
    try reader.expectEnd()
    guard hasLast else { throw CBORError(.missingKey, at: 0) }
  }
}
