import LatchkeyBase

extension CallFailure {
  /// An envelope that is not what the protocol says. Only the kind of error and its place are told.
  static func malformed(_ error: CBORError, _ what: String) -> CallFailure {
    if error.kind == .unknownCriticalKey {
      return CallFailure(
        code: .unimplemented, reason: .criticalField,
        message: "\(what) has a field that must be understood and is not: byte \(error.offset).",
        outcome: .notStarted)
    }
    return CallFailure(
      code: .invalidArgument, reason: .malformed, message: "\(what) is malformed: \(error).",
      outcome: .notStarted)
  }

  /// Something is longer than the protocol or this side allows.
  static func tooLarge(_ reason: RuntimeReason, _ message: String) -> CallFailure {
    CallFailure(
      code: .resourceExhausted, reason: reason, message: message, outcome: .notStarted)
  }

  /// One call more than a connection may have.
  package static func tooManyStreams(_ limits: WireLimits) -> CallFailure {
    CallFailure(
      code: .resourceExhausted, reason: .tooManyStreams,
      message: "A connection has at most \(limits.streamsMax) calls in progress.",
      retryAfterMilliseconds: 1, outcome: .notStarted)
  }
}

extension CBORReader {
  /// What every envelope does with a key it does not know: numbers from 0 up may be ignored,
  /// negative ones must be understood, text is not a key of an envelope.
  mutating func passUnknown(_ key: CBORKey, of map: CBORMap) throws(CBORError) {
    switch key {
    case .unsigned: try self.skip(levels: CBORLimits.depthCeiling - 1)
    case .negative: throw CBORError(.unknownCriticalKey, at: map.keyOffset)
    case .text: throw CBORError(.unknownTextKey, at: map.keyOffset)
    }
  }

  /// A byte string of a certain length.
  mutating func readBytes(count: ClosedRange<Int>) throws(CBORError) -> [UInt8] {
    let start = self.offset
    let range = try self.readBytes()
    guard count.contains(range.count) else { throw CBORError(.invalidValue, at: start) }
    return self.copy(range)
  }

  /// Text of at most so many bytes.
  mutating func readText(bytesMax: Int) throws(CBORError) -> String {
    let start = self.offset
    let text = try self.readText()
    guard text.utf8.count <= bytesMax else { throw CBORError(.invalidValue, at: start) }
    return text
  }

  /// An unsigned number that fits into 32 bits.
  mutating func readUnsigned32() throws(CBORError) -> UInt32 {
    let start = self.offset
    guard let value = UInt32(exactly: try self.readUnsigned()) else {
      throw CBORError(.outOfRange, at: start)
    }
    return value
  }

  /// An unsigned number, the largest one when it does not fit.
  mutating func readClampedInt() throws(CBORError) -> Int {
    Int(clamping: try self.readUnsigned())
  }
}
