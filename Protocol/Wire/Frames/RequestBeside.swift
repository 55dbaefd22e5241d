/// What accompanies the body of a request.
public struct RequestBeside: Hashable, Sendable {
  /// The token that names the person behind the call.
  public var actor: [UInt8]?
  private var box: Box?

  /// What most calls do without.
  struct Rare: Hashable {
    var metadata = Metadata()
    var idempotencyKey: [UInt8]?
    var traceparent: [UInt8]?

    var isEmpty: Bool {
      self.metadata.isEmpty && self.idempotencyKey == nil && self.traceparent == nil
    }
  }

  /// In a place of its own: options, heads and envelopes are handed on a dozen times a call, and copied.
  private indirect enum Box: Hashable {
    case holding(Rare)
  }

  /// Whether there is anything that most calls do without.
  var hasRare: Bool { self.box != nil }

  /// What most calls do without, if there is any of it.
  var rare: Rare? {
    if case .holding(let rare) = self.box { rare } else { nil }
  }

  private mutating func change(_ body: (inout Rare) -> Void) {
    var rare = self.rare ?? Rare()
    body(&rare)
    self.box = rare.isEmpty ? nil : .holding(rare)
  }

  /// Values that accompany the body.
  public var metadata: Metadata {
    get { self.rare?.metadata ?? Metadata() }
    set { self.change { $0.metadata = newValue } }
  }
  /// Under which a repeated request is recognised.
  public var idempotencyKey: [UInt8]? {
    get { self.rare?.idempotencyKey }
    set { self.change { $0.idempotencyKey = newValue } }
  }
  /// W3C trace context.
  public var traceparent: [UInt8]? {
    get { self.rare?.traceparent }
    set { self.change { $0.traceparent = newValue } }
  }

  /// What accompanies a request to be sent.
  public init(
    metadata: Metadata = Metadata(), idempotencyKey: [UInt8]? = nil, traceparent: [UInt8]? = nil,
    actor: [UInt8]? = nil
  ) {
    self.actor = actor
    // Looked at one by one: most calls have none of them, and make no value of them.
    if !metadata.isEmpty || idempotencyKey != nil || traceparent != nil {
      self.box = .holding(
        Rare(metadata: metadata, idempotencyKey: idempotencyKey, traceparent: traceparent))
    }
  }
}
