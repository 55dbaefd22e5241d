import LatchkeyApplication
import LatchkeyRuntime
import LatchkeySchema
import LatchkeyWire

extension Service {
  /// Carries a call out, or repeats the reply of the same call from before.
  func route(_ method: Method, _ context: RequestContext) async throws -> Reply {
    switch try await self.desk.replays.replay(context.call, method) {
    case .reply(let body):
      return Reply(body: body, metadata: Self.replayMark)
    case .firstTime:
      let reply = try await self.handlers.carryOut(context)
      await self.desk.replays.keep(reply.body, of: context.call, method)
      return reply
    }
  }

  /// Metadata of a reply that was given before.
  private static let replayMark = Metadata([
    Metadata.Entry(name: AnswerMetadata.idempotentReplay, value: .text("true"))
  ])
}
