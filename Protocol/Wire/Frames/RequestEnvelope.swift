/// What a REQUEST says: the method, what goes beside the body, the body.
///
///     {1: method uint/tstr, ? 2: remainingMs uint, ? 3: metadata, ? 4: idempotencyKey bstr16..32,
///      ? 5: traceparent bstr25, ? 6: actor bstr, 7: body bstr}
public struct RequestEnvelope: Hashable, Sendable {
  /// Lengths of an idempotency key, in bytes.
  public static let idempotencyKeyBytes = 16...32
  /// Length of a binary W3C trace context, in bytes.
  public static let traceparentBytes = 25

  /// The method.
  public var method: MethodSelector
  /// Time that the caller still has, in milliseconds; nil leaves it to the method.
  public var remainingMilliseconds: UInt64?
  /// The token that names the person behind the call.
  public var actor: [UInt8]?
  /// The encoded request.
  public var body: [UInt8]
  private var box: Box?

  /// What most calls do without.
  private struct Beside: Hashable {
    var metadata = Metadata()
    var idempotencyKey: [UInt8]?
    var traceparent: [UInt8]?

    var isEmpty: Bool {
      self.metadata.isEmpty && self.idempotencyKey == nil && self.traceparent == nil
    }
  }

  /// Beside the envelope, which is handed on a dozen times a call and copied with it.
  private indirect enum Box: Hashable {
    case holding(Beside)
  }

  private var beside: Beside {
    get {
      guard case .holding(let beside) = self.box else { return Beside() }
      return beside
    }
    set { self.box = newValue.isEmpty ? nil : .holding(newValue) }
  }

  /// Values beside the body.
  public var metadata: Metadata {
    get { self.beside.metadata }
    set { self.beside.metadata = newValue }
  }
  /// Under which a repeated request is recognised.
  public var idempotencyKey: [UInt8]? {
    get { self.beside.idempotencyKey }
    set { self.beside.idempotencyKey = newValue }
  }
  /// W3C trace context.
  public var traceparent: [UInt8]? {
    get { self.beside.traceparent }
    set { self.beside.traceparent = newValue }
  }

  /// An envelope to be sent.
  public init(
    method: MethodSelector, remainingMilliseconds: UInt64? = nil, metadata: Metadata = Metadata(),
    idempotencyKey: [UInt8]? = nil, traceparent: [UInt8]? = nil, actor: [UInt8]? = nil,
    body: [UInt8]
  ) {
    self.method = method
    self.remainingMilliseconds = remainingMilliseconds
    self.actor = actor
    self.body = body
    let beside = Beside(
      metadata: metadata, idempotencyKey: idempotencyKey, traceparent: traceparent)
    if !beside.isEmpty { self.box = .holding(beside) }
  }

  /// No encoding of this envelope is longer, in bytes.
  public var encodedBytesBound: Int {
    // 64: the map, seven keys, heads of numbers and strings, the two strings of fixed length.
    var bound = 64 + RequestEnvelope.traceparentBytes + self.body.count
    bound += self.actor?.count ?? 0
    if case .name(let name) = self.method { bound += name.utf8.count }
    guard case .holding(let beside) = self.box else { return bound }
    bound += beside.idempotencyKey?.count ?? 0
    if !beside.metadata.isEmpty {
      bound += beside.metadata.byteCount + 3 + beside.metadata.entries.count * 6
    }
    return bound
  }

  /// Why this envelope may not be sent, or nil.
  ///
  /// - Parameters:
  ///   - limits: What this side allows.
  ///   - messageBytesMax: What the peer allows for a body, in bytes.
  /// - Returns: A failure with outcome `notStarted`, or nil.
  public func refusal(limits: WireLimits, messageBytesMax: Int) -> CallFailure? {
    let bytesMax = min(limits.messageBytesMax, messageBytesMax)
    if self.body.count > bytesMax {
      return .tooLarge(
        "MESSAGE_TOO_LARGE",
        "The request has \(self.body.count) bytes; here \(limits.messageBytesMax) are allowed, "
          + "at the server \(messageBytesMax).")
    }
    if let actor = self.actor, actor.count > limits.actorBytesMax {
      return .tooLarge(
        "ACTOR_TOO_LARGE", "An actor token has at most \(limits.actorBytesMax) bytes.")
    }
    if case .name(let name) = self.method,
      name.isEmpty || name.utf8.count > MethodSelector.nameBytesMax
    {
      return CallFailure(
        code: .invalidArgument, reason: "MALFORMED", message: "A method name has 1 to 128 bytes.",
        outcome: .notStarted)
    }
    guard case .holding(let beside) = self.box else { return nil }
    return Self.refusal(of: beside)
  }

  private static func refusal(of beside: Beside) -> CallFailure? {
    if !beside.metadata.isEmpty, !beside.metadata.isWithinLimits {
      return .tooLarge(
        "METADATA_TOO_LARGE",
        "Metadata has at most \(Metadata.entriesMax) entries of at most \(Metadata.bytesMax) bytes, "
          + "with names of a-z 0-9 - _ .")
    }
    if let key = beside.idempotencyKey, !Self.idempotencyKeyBytes.contains(key.count) {
      return CallFailure(
        code: .invalidArgument, reason: "MALFORMED",
        message: "An idempotency key has 16 to 32 bytes.",
        outcome: .notStarted)
    }
    if let trace = beside.traceparent, trace.count != Self.traceparentBytes {
      return CallFailure(
        code: .invalidArgument, reason: "MALFORMED", message: "A trace context has 25 bytes.",
        outcome: .notStarted)
    }
    return nil
  }

  /// Writes the envelope.
  public func write(to writer: inout CBORWriter) {
    self.writeHead(to: &writer)
    writer.raw(self.body)
  }

  /// Writes the envelope up to where the bytes of the body begin.
  public func writeHead(to writer: inout CBORWriter) {
    var entries = 2
    if self.remainingMilliseconds != nil { entries += 1 }
    if self.actor != nil { entries += 1 }
    let beside: Beside? = if case .holding(let beside) = self.box { beside } else { nil }
    if let beside {
      if !beside.metadata.isEmpty { entries += 1 }
      if beside.idempotencyKey != nil { entries += 1 }
      if beside.traceparent != nil { entries += 1 }
    }
    writer.mapHeader(entries)
    writer.unsigned(1)
    switch self.method {
    case .number(let number): writer.unsigned(number)
    case .name(let name): writer.text(name)
    }
    if let remaining = self.remainingMilliseconds {
      writer.unsigned(2)
      writer.unsigned(remaining)
    }
    if let beside { Self.write(beside, to: &writer) }
    if let actor = self.actor {
      writer.unsigned(6)
      writer.bytes(actor)
    }
    writer.unsigned(7)
    writer.bytesHeader(self.body.count)
  }

  private static func write(_ beside: Beside, to writer: inout CBORWriter) {
    if !beside.metadata.isEmpty {
      writer.unsigned(3)
      writer.metadata(beside.metadata)
    }
    if let key = beside.idempotencyKey {
      writer.unsigned(4)
      writer.bytes(key)
    }
    if let trace = beside.traceparent {
      writer.unsigned(5)
      writer.bytes(trace)
    }
  }

  /// Reads a whole envelope.
  ///
  /// - Parameters:
  ///   - bytes: Exactly one envelope.
  ///   - limits: What this side allows.
  /// - Throws: ``CallFailure`` for the stream, outcome `notStarted`.
  public init(reading bytes: UnsafeRawBufferPointer, limits: WireLimits) throws(CallFailure) {
    try unsafe self.init(reading: bytes, body: nil, limits: limits)
  }

  /// Reads a whole envelope out of several frames.
  init(reading message: inout AssembledMessage, limits: WireLimits) throws(CallFailure) {
    self = try unsafe message.read { (bytes, body) throws(CallFailure) in
      try unsafe Self(reading: bytes, body: body, limits: limits)
    }
  }

  // The body is what the last field holds, where it is not among the bytes.
  private init(
    reading bytes: UnsafeRawBufferPointer, body: [UInt8]?, limits: WireLimits
  ) throws(CallFailure) {
    self.init(method: .number(0), body: [])
    var tooLarge: CallFailure?
    do throws(CBORError) {
      var reader = unsafe CBORReader(bytes)
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
        self.method = try Self.readMethod(&reader)
        hasMethod = true
      case .unsigned(2):
        self.remainingMilliseconds = try reader.readUnsigned()
      case .unsigned(3):
        guard let metadata = try reader.readMetadata() else {
          return .tooLarge(
            "METADATA_TOO_LARGE",
            "Metadata has at most \(Metadata.entriesMax) entries of at most \(Metadata.bytesMax) bytes."
          )
        }
        self.metadata = metadata
      case .unsigned(4):
        self.idempotencyKey = try reader.readBytes(count: Self.idempotencyKeyBytes)
      case .unsigned(5):
        self.traceparent = try reader.readBytes(
          count: Self.traceparentBytes...Self.traceparentBytes)
      case .unsigned(6):
        let range = try reader.readBytes()
        guard range.count <= limits.actorBytesMax else {
          return .tooLarge(
            "ACTOR_TOO_LARGE", "An actor token has at most \(limits.actorBytesMax) bytes.")
        }
        self.actor = reader.copy(range)
      case .unsigned(7) where body != nil:
        // It is there already, and is as long as its head says.
        _ = try reader.readBytesLength()
        guard let body, body.count <= limits.messageBytesMax else {
          return .tooLarge(
            "MESSAGE_TOO_LARGE", "The request has more than \(limits.messageBytesMax) bytes.")
        }
        self.body = body
        hasBody = true
      case .unsigned(7):
        let range = try reader.readBytes()
        guard range.count <= limits.messageBytesMax else {
          return .tooLarge(
            "MESSAGE_TOO_LARGE",
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
