public import LatchkeyWire

/// The good answer to a call.
public struct Reply: Hashable, Sendable {
  /// The encoded response.
  public var body: [UInt8]
  /// Values that accompany the body.
  public var metadata: Metadata
  /// Whether the body holds a secret: wiped after use, never logged.
  public var isSensitive: Bool

  /// An answer.
  public init(body: [UInt8], metadata: Metadata = Metadata(), isSensitive: Bool = false) {
    self.body = body
    self.metadata = metadata
    self.isSensitive = isSensitive
  }
}
