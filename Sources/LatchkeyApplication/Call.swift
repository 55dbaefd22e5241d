public import LatchkeyAuthorization
public import LatchkeyBase
public import LatchkeyDomain
public import LatchkeySchema

/// One call as a use case sees it: who speaks, through which service, and how it may be repeated.
public struct Call: Sendable {
  /// The sibling service at the other end of the connection.
  public let principal: ServicePrincipal
  /// The session that the call presents, as text.
  public let session: Secret?
  /// What makes it the same call when it is sent again.
  public private(set) var idempotency: Idempotency?
  /// The trace that it belongs to, as the sibling service says. Decides about nothing.
  public let trace: TraceContext?
  /// Where the end user sits, as the sibling service says: opaque, 1 to 64 bytes. A call without it
  /// shares no count with others.
  public private(set) var origin: [UInt8]?
  /// Where it passes the point behind which its true result is told.
  public let commitPoint: any CommitPoint

  /// A call's key, and the digest of all that must be the same for it to be the same call.
  public struct Idempotency: Hashable, Sendable {
    /// The caller's key: 16 to 32 bytes.
    public var key: [UInt8]
    /// A keyed digest of method, session and request.
    public var digest: [UInt8]
    /// The same under the keys that were current before and are still accepted.
    public var olderDigests: [[UInt8]]

    /// A key and what it stands for.
    public init(key: [UInt8], digest: [UInt8], olderDigests: [[UInt8]] = []) {
      self.key = key
      self.digest = digest
      self.olderDigests = olderDigests
    }

    /// Whether a digest that was stored is the one of this call.
    func isOf(_ stored: [UInt8]) -> Bool {
      stored == self.digest || self.olderDigests.contains(stored)
    }
  }

  /// A call.
  public init(
    principal: ServicePrincipal, session: Secret? = nil, idempotency: Idempotency? = nil,
    trace: TraceContext? = nil, commitPoint: any CommitPoint = AlwaysCommits()
  ) {
    self.principal = principal
    self.session = session
    self.idempotency = idempotency
    self.trace = trace
    self.commitPoint = commitPoint
  }

  /// The same call, from the place that its request names, if it names one.
  ///
  /// - Throws: ``FieldError`` for a key that is empty or too long.
  public func coming(from origin: [UInt8]?) throws(FieldError) -> Call {
    guard let origin else { return self }
    guard (1...OriginKey.forwardedBytesMax).contains(origin.count) else {
      throw FieldError(
        field: "origin", problem: "An origin has 1 to \(OriginKey.forwardedBytesMax) bytes.")
    }
    var call = self
    call.origin = origin
    return call
  }
}
