import LatchkeyBase

/// What a REQUEST says: the method, what accompanies the body, the body.
///
///     {1: method uint/tstr, ? 2: remainingMs uint, ? 3: metadata, ? 4: idempotencyKey bstr16..32,
///      ? 5: traceparent bstr25, ? 6: actor bstr, 7: body bstr}
public struct RequestEnvelope: Hashable, Sendable {
  /// Lengths of an idempotency key, in bytes.
  public static let idempotencyKeyBytes = 16...32
  /// Length of a binary W3C trace context, in bytes.
  public static let traceparentBytes = 25

  /// What is the same at every try of a call.
  public var head: RequestHead
  /// Time that the caller still has, in milliseconds; nil leaves it to the method.
  public var remainingMilliseconds: UInt64?
  /// The encoded request.
  public var body: [UInt8]

  /// The method.
  public var method: MethodSelector { self.head.method }
  /// The token that names the person behind the call.
  public var actor: [UInt8]? {
    _read { yield self.head.actor }
    _modify { yield &self.head.actor }
  }
  /// Values that accompany the body.
  public var metadata: Metadata { self.head.metadata }
  /// Under which a repeated request is recognised.
  public var idempotencyKey: [UInt8]? { self.head.idempotencyKey }
  /// W3C trace context.
  public var traceparent: [UInt8]? { self.head.traceparent }

  /// An envelope to be sent.
  public init(
    method: MethodSelector, remainingMilliseconds: UInt64? = nil, metadata: Metadata = Metadata(),
    idempotencyKey: [UInt8]? = nil, traceparent: [UInt8]? = nil, actor: [UInt8]? = nil,
    body: [UInt8]
  ) {
    self.head = RequestHead(
      method: method,
      beside: RequestBeside(
        metadata: metadata, idempotencyKey: idempotencyKey, traceparent: traceparent, actor: actor))
    self.remainingMilliseconds = remainingMilliseconds
    self.body = body
  }

  /// No encoding of this envelope is longer, in bytes.
  public var encodedBytesBound: Int { self.head.encodedBytesBound(bodyBytes: self.body.count) }

  /// Why this envelope may not be sent, or nil.
  ///
  /// - Parameters:
  ///   - limits: What this side allows.
  ///   - messageBytesMax: What the peer allows for a body, in bytes.
  /// - Returns: A failure with outcome `notStarted`, or nil.
  public func refusal(limits: WireLimits, messageBytesMax: Int) -> CallFailure? {
    self.head.refusal(
      bodyBytes: self.body.count, limits: limits, messageBytesMax: messageBytesMax)
  }

  /// Writes the envelope.
  public func write(to writer: inout CBORWriter) {
    self.head.write(
      remaining: self.remainingMilliseconds, bodyBytes: self.body.count, to: &writer)
    writer.raw(self.body)
  }

  /// Reads a whole envelope.
  ///
  /// - Parameters:
  ///   - bytes: Exactly one envelope.
  ///   - limits: What this side allows.
  /// - Throws: ``CallFailure`` for the stream, outcome `notStarted`.
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
    self.init(method: .number(0), body: [])
    var tooLarge: CallFailure?
    do throws(CBORError) {
      var reader = CBORReader(bytes)
      tooLarge = try self.read(&reader, limits, body: body)
    } catch {
      throw .malformed(error, "The request envelope")
    }
    if let tooLarge { throw tooLarge }
  }

  /// Reads the fields; the first limit that is passed is returned, well-formedness is thrown.
  private mutating func read(
    _ reader: inout CBORReader, _ limits: WireLimits, body: [UInt8]?
  ) throws(CBORError) -> CallFailure? {
    var hasMethod = false
    var hasBody = false
    var map = try reader.readMap()
    while let key = try map.nextKey(from: &reader) {
      switch key {
      case .unsigned(1):
        self.head.method = try Self.readMethod(&reader)
        hasMethod = true
      case .unsigned(2):
        self.remainingMilliseconds = try reader.readUnsigned()
      case .unsigned(3):
        guard let metadata = try reader.readMetadata() else {
          return .tooLarge(
            .metadataTooLarge,
            "Metadata has at most \(Metadata.entriesMax) entries of at most \(Metadata.bytesMax) bytes."
          )
        }
        self.head.metadata = metadata
      case .unsigned(4):
        self.head.idempotencyKey = try reader.readBytes(count: Self.idempotencyKeyBytes)
      case .unsigned(5):
        let range = try reader.readBytes()
        // W3C: what is no trace context is read over. No call fails for its trace.
        self.head.traceparent =
          range.count == Self.traceparentBytes ? reader.copy(range) : nil
      case .unsigned(6):
        let range = try reader.readBytes()
        guard range.count <= limits.actorBytesMax else {
          return .tooLarge(
            .actorTooLarge, "An actor token has at most \(limits.actorBytesMax) bytes.")
        }
        self.head.actor = reader.copy(range)
      case .unsigned(7) where body != nil:
        // It is there already, and is as long as its head says.
        _ = try reader.readBytesLength()
        guard let body, body.count <= limits.messageBytesMax else {
          return .tooLarge(
            .messageTooLarge, "The request has more than \(limits.messageBytesMax) bytes.")
        }
        self.body = body
        hasBody = true
      case .unsigned(7):
        let range = try reader.readBytes()
        guard range.count <= limits.messageBytesMax else {
          return .tooLarge(
            .messageTooLarge,
            "The request has \(range.count) bytes; \(limits.messageBytesMax) are allowed.")
        }
        self.body = reader.copy(range)
        hasBody = true
      case .unsigned, .negative, .text:
        try reader.passUnknown(key, of: map)
      }
    }
    try reader.expectEnd()
    guard hasMethod, hasBody else { throw CBORError(.missingKey, at: 0) }
    return nil
  }

  private static func readMethod(_ reader: inout CBORReader) throws(CBORError) -> MethodSelector {
    switch try reader.peekKind() {
    case .text:
      let start = reader.offset
      let name = try reader.readText(bytesMax: MethodSelector.nameBytesMax)
      guard !name.isEmpty else { throw CBORError(.invalidValue, at: start) }
      return .name(name)
    case .unsigned, .negative, .bytes, .array, .map, .bool, .null, nil:
      return .number(try reader.readUnsigned())
    }
  }
}
