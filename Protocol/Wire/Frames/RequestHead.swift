import LatchkeyBase

/// What a REQUEST says but for its body and the time that is left: the same at every try of a call.
public struct RequestHead: Hashable, Sendable {
  /// The method.
  public var method: MethodSelector
  /// What accompanies the body.
  public var beside: RequestBeside

  /// The token that names the person behind the call.
  public var actor: [UInt8]? {
    _read { yield self.beside.actor }
    _modify { yield &self.beside.actor }
  }
  /// Values that accompany the body.
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

  /// The head of a request to be sent.
  public init(method: MethodSelector, beside: RequestBeside = RequestBeside()) {
    self.method = method
    self.beside = beside
  }

  /// No encoding of the whole envelope is longer, in bytes.
  ///
  /// - Parameter bodyBytes: Length of the body.
  /// - Returns: The bound.
  public func encodedBytesBound(bodyBytes: Int) -> Int {
    // 64: the map, seven keys, heads of numbers and strings, the two strings of fixed length.
    var bound = 64 + RequestEnvelope.traceparentBytes + bodyBytes
    bound += self.actor?.count ?? 0
    if case .name(let name) = self.method { bound += name.utf8.count }
    guard let beside = self.beside.rare else { return bound }
    bound += beside.idempotencyKey?.count ?? 0
    if !beside.metadata.isEmpty {
      bound += beside.metadata.byteCount + 3 + beside.metadata.entries.count * 6
    }
    return bound
  }

  /// Why a request may not be sent, or nil.
  ///
  /// - Parameters:
  ///   - bodyBytes: Length of its body.
  ///   - limits: What this side allows.
  ///   - messageBytesMax: What the peer allows for a body, in bytes.
  /// - Returns: A failure with outcome `notStarted`, or nil.
  public func refusal(
    bodyBytes: Int, limits: WireLimits, messageBytesMax: Int
  ) -> CallFailure? {
    if bodyBytes > min(limits.messageBytesMax, messageBytesMax) {
      return .tooLarge(
        .messageTooLarge,
        "The request has \(bodyBytes) bytes; here \(limits.messageBytesMax) are allowed, "
          + "at the server \(messageBytesMax).")
    }
    if let actor = self.actor, actor.count > limits.actorBytesMax {
      return .tooLarge(
        .actorTooLarge, "An actor token has at most \(limits.actorBytesMax) bytes.")
    }
    if case .name(let name) = self.method,
      name.isEmpty || name.utf8.count > MethodSelector.nameBytesMax
    {
      return CallFailure(
        code: .invalidArgument, reason: .malformed, message: "A method name has 1 to 128 bytes.",
        outcome: .notStarted)
    }
    guard let beside = self.beside.rare else { return nil }
    return Self.refusal(of: beside)
  }

  private static func refusal(of beside: RequestBeside.Rare) -> CallFailure? {
    if !beside.metadata.isEmpty, !beside.metadata.isWithinLimits {
      return .tooLarge(
        .metadataTooLarge,
        "Metadata has at most \(Metadata.entriesMax) entries of at most \(Metadata.bytesMax) bytes, "
          + "with names of a-z 0-9 - _ .")
    }
    if let key = beside.idempotencyKey, !RequestEnvelope.idempotencyKeyBytes.contains(key.count) {
      return CallFailure(
        code: .invalidArgument, reason: .malformed,
        message: "An idempotency key has 16 to 32 bytes.",
        outcome: .notStarted)
    }
    if let trace = beside.traceparent, trace.count != RequestEnvelope.traceparentBytes {
      return CallFailure(
        code: .invalidArgument, reason: .malformed, message: "A trace context has 25 bytes.",
        outcome: .notStarted)
    }
    return nil
  }

  /// Writes an envelope up to where the bytes of the body begin.
  ///
  /// - Parameters:
  ///   - remaining: Time that is left, in milliseconds.
  ///   - bodyBytes: Length of the body.
  ///   - writer: Where to.
  public func write(remaining: UInt64?, bodyBytes: Int, to writer: inout CBORWriter) {
    var heads = CBORHeads()
    if self.writeCommonForm(remaining: remaining, bodyBytes: bodyBytes, to: &heads) {
      return writer.append(heads)
    }
    var entries = 2
    if remaining != nil { entries += 1 }
    if self.actor != nil { entries += 1 }
    let beside = self.beside.rare
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
    if let remaining {
      writer.unsigned(2)
      writer.unsigned(remaining)
    }
    if let beside { Self.write(beside, to: &writer) }
    if let actor = self.actor {
      writer.unsigned(6)
      writer.bytes(actor)
    }
    writer.unsigned(7)
    writer.bytesHeader(bodyBytes)
  }

  private static func write(_ beside: RequestBeside.Rare, to writer: inout CBORWriter) {
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

  /// Writes the same, where it is what most calls have: a number, and nothing more than an actor.
  ///
  /// - Parameters:
  ///   - remaining: Time that is left, in milliseconds.
  ///   - bodyBytes: Length of the body.
  ///   - heads: Where to.
  /// - Returns: Whether it was; otherwise nothing was written.
  @inline(__always)
  func writeCommonForm(remaining: UInt64?, bodyBytes: Int, to heads: inout CBORHeads) -> Bool {
    guard case .number(let number) = self.method, !self.beside.hasRare,
      // 48: the map, four keys, and the heads of method, time, actor and body.
      (self.actor?.count ?? 0) + 48 <= heads.room
    else { return false }
    heads.mapHeader(2 + (remaining == nil ? 0 : 1) + (self.actor == nil ? 0 : 1))
    heads.unsigned(1)
    heads.unsigned(number)
    if let remaining {
      heads.unsigned(2)
      heads.unsigned(remaining)
    }
    if let actor = self.actor {
      heads.unsigned(6)
      heads.bytes(actor.span)
    }
    heads.unsigned(7)
    heads.bytesHeader(bodyBytes)
    return true
  }
}
