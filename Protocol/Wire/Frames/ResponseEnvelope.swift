import LatchkeyBase

/// What a RESPONSE says: `{? 1: trailing metadata, 7: body bstr}`. Ends its stream.
public struct ResponseEnvelope: Hashable, Sendable {
  /// Values that accompany the body.
  public var metadata: Metadata
  /// The encoded response; nil only at the end of a streaming method.
  public var body: [UInt8]?

  /// An envelope to be sent.
  public init(metadata: Metadata = Metadata(), body: [UInt8]?) {
    self.metadata = metadata
    self.body = body
  }

  /// No encoding of this envelope is longer, in bytes.
  public var encodedBytesBound: Int {
    var bound = 16 + (self.body?.count ?? 0)
    if !self.metadata.isEmpty {
      bound += self.metadata.byteCount + 3 + self.metadata.entries.count * 6
    }
    return bound
  }

  /// Lets the body go, zeroed when it has no other owner.
  public mutating func wipeBody() {
    if var body = self.body.take() { Wiping.wipe(&body) }
  }

  /// Writes the envelope.
  public func write(to writer: inout CBORWriter) {
    self.writeHead(to: &writer)
    if let body = self.body { writer.raw(body) }
  }

  /// Writes the envelope up to where the bytes of the body begin.
  public func writeHead(to writer: inout CBORWriter) {
    writer.mapHeader((self.metadata.isEmpty ? 0 : 1) + (self.body == nil ? 0 : 1))
    if !self.metadata.isEmpty {
      writer.unsigned(1)
      writer.metadata(self.metadata)
    }
    if let body = self.body {
      writer.unsigned(7)
      writer.bytesHeader(body.count)
    }
  }

  /// Reads a whole envelope.
  ///
  /// - Parameters:
  ///   - bytes: Exactly one envelope.
  ///   - limits: What this side allows.
  /// - Throws: ``CallFailure`` for the call, outcome `unknown`: the server has done its part.
  public init(reading bytes: Span<UInt8>, limits: WireLimits) throws(CallFailure) {
    try self.init(reading: bytes, body: nil, limits: limits)
  }

  /// Reads a whole envelope out of several frames.
  init(reading message: inout AssembledMessage, limits: WireLimits) throws(CallFailure) {
    self = try message.read { (bytes, body) throws(CallFailure) in
      try Self(reading: bytes, body: body, limits: limits)
    }
  }

  // The body is what the last field holds, where it is not among the bytes.
  private init(
    reading bytes: Span<UInt8>, body: [UInt8]?, limits: WireLimits
  ) throws(CallFailure) {
    self.init(body: nil)
    var tooLarge: CallFailure?
    do throws(CBORError) {
      var reader = CBORReader(bytes)
      tooLarge = try self.read(&reader, limits, body: body)
    } catch {
      throw CallFailure(
        code: .internal, reason: .malformed,
        message: "The response envelope is malformed: \(error).", outcome: .unknown)
    }
    if var tooLarge {
      tooLarge.outcome = .unknown
      throw tooLarge
    }
  }

  private mutating func read(
    _ reader: inout CBORReader, _ limits: WireLimits, body: [UInt8]?
  ) throws(CBORError) -> CallFailure? {
    var map = try reader.readMap()
    while let key = try map.nextKey(from: &reader) {
      switch key {
      case .unsigned(1):
        guard let metadata = try reader.readMetadata() else {
          return .tooLarge(
            .metadataTooLarge,
            "Metadata has at most \(Metadata.entriesMax) entries of at most \(Metadata.bytesMax) bytes."
          )
        }
        self.metadata = metadata
      case .unsigned(7) where body != nil:
        // It is there already, and is as long as its head says.
        _ = try reader.readBytesLength()
        guard let body, body.count <= limits.messageBytesMax else {
          return .tooLarge(
            .messageTooLarge, "The response has more than \(limits.messageBytesMax) bytes.")
        }
        self.body = body
      case .unsigned(7):
        let range = try reader.readBytes()
        guard range.count <= limits.messageBytesMax else {
          return .tooLarge(
            .messageTooLarge,
            "The response has \(range.count) bytes; \(limits.messageBytesMax) are allowed.")
        }
        self.body = reader.copy(range)
      case .unsigned, .negative, .text:
        try reader.passUnknown(key, of: map)
      }
    }
    try reader.expectEnd()
    return nil
  }
}
