/// The answer to a call, and how it came about.
public struct Answer<Response: Sendable>: Sendable {
  /// What the service answered.
  public let response: Response
  /// Whether the service had done the call before, under the same idempotency key: this is its first
  /// answer, and nothing was done this time.
  public let isReplay: Bool
}
