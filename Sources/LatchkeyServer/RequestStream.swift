import LatchkeyBase
import LatchkeyDomain
import LatchkeyRuntime
import LatchkeySchema
import LatchkeyWire

/// Reads the messages of a streamed request.
struct RequestStream<Element: Message>: Sendable {
  let stream: ServerStream
  let isSensitive: Bool

  /// The next message; nil after the last one.
  ///
  /// - Throws: `CallFailure` when one is malformed or too long, or the call was given up.
  func next() async throws -> Element? {
    guard var bytes = try await self.stream.next() else { return nil }
    defer { if self.isSensitive { wipe(&bytes) } }
    guard bytes.count <= RequestLimits.bytesMax else {
      throw CallFailure(
        code: .resourceExhausted, reason: .messageTooLarge,
        message: "A message to this service has at most \(RequestLimits.bytesMax) bytes.",
        outcome: .rolledBack)
    }
    do {
      return try CBORDecoder().decode(Element.self, from: bytes)
    } catch {
      var failure = CallFailure(malformed: error)
      failure.outcome = .rolledBack
      throw failure
    }
  }
}
