import LatchkeyBase
import LatchkeyDomain
import LatchkeyRuntime
import LatchkeySchema
import LatchkeyWire

/// Writes the messages of a streamed response.
struct ResponseWriter<Message: LatchkeySchema.Message>: Sendable {
  let stream: ServerStream
  let isSensitive: Bool

  /// Sends a message; waits while the caller does not read.
  func send(_ message: Message) async throws {
    var bytes = try CBOREncoder().encode(message)
    defer { if self.isSensitive { wipe(&bytes) } }
    try await self.stream.send(bytes, isSensitive: self.isSensitive)
  }
}
