import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeyRuntime
import LatchkeySchema
import LatchkeyTesting
import LatchkeyWire
import Synchronization
import Testing

/// Changes that were made again under their keys, as they were carried out.
final class Repetitions: Sendable {
  private struct State {
    var count: UInt64 = 0
    var methods: Set<LatchkeySchema.Method> = []
  }

  private let state = Mutex(State())

  /// Those that were found to be done once.
  var methods: Set<LatchkeySchema.Method> { self.state.withLock { $0.methods } }

  func add(_ method: LatchkeySchema.Method) {
    self.state.withLock { _ = $0.methods.insert(method) }
  }

  /// A key that no call had yet.
  func freshKey() -> [UInt8] {
    let count = self.state.withLock { state in
      state.count += 1
      return state.count
    }
    return [UInt8](repeating: 0x5a, count: 8)
      + (0..<8).map { UInt8(truncatingIfNeeded: count >> (56 - 8 * $0)) }
  }
}

extension ServedDesk {
  /// Everything that a change may leave behind.
  private struct Traces: Equatable {
    var state: [String]
    var entries: Int
    var drains: Int
    var trials: Int
  }

  private func traces() async throws -> Traces {
    // The kept reply follows its call: a transaction waits for it.
    try await self.desk.store.write { _ in }
    return Traces(
      state: try self.desk.storedState(), entries: try await self.desk.audit().count,
      drains: self.drainCount, trials: self.desk.transports.tested.count)
  }

  /// Makes a change under a key, and when it was carried out, makes it again and another one under the
  /// same key: the first answer comes back, and nothing is done.
  func sendAndRepeat(
    _ method: LatchkeySchema.Method, body: [UInt8], session: Secret?,
    by repetitions: Repetitions,
    _ send: ([UInt8], _ key: [UInt8]) async -> Result<Reply, CallFailure>
  ) async -> Result<Reply, CallFailure> {
    let key = repetitions.freshKey()
    let first = await send(body, key)
    guard case .success(let reply) = first else { return first }
    do {
      // A session that the change has ended gets no answer of old; signing out is the exception.
      if let session, method != .signInSignOut, try await !self.desk.works(session) {
        #expect(Self.reason(of: await send(body, key)) == "SESSION_INVALID", "\(method)")
        return first
      }
      let before = try await self.traces()
      switch await send(body, key) {
      case .success(let second):
        #expect(!method.declaration.isSensitive, "The answer of \(method) was kept.")
        #expect(second.body == reply.body, "\(method)")
        #expect(second.metadata["idempotent_replay"] == [.text("true")], "\(method)")
        #expect(reply.metadata.isEmpty, "\(method)")
      case .failure(let failure):
        #expect(method.declaration.isSensitive, "\(method) was refused: \(failure.reason)")
        #expect(failure.reason == "SECRET_NOT_RETRIEVABLE", "\(method)")
        #expect(failure.outcome == .committed, "\(method)")
      }
      let other = await send(body + [0], key)
      #expect(Self.reason(of: other) == "IDEMPOTENCY_KEY_REUSED", "\(method)")
      if case .failure(let failure) = other { #expect(failure.outcome == .rolledBack) }
      let after = try await self.traces()
      #expect(after == before, "\(method) left something behind.")
      if after == before { repetitions.add(method) }
    } catch {
      Issue.record("\(method): \(error)")
    }
    return first
  }

  private static func reason(of result: Result<Reply, CallFailure>) -> String? {
    if case .failure(let failure) = result { failure.reason } else { nil }
  }
}
