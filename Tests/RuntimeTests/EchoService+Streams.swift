import LatchkeyBase
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Synchronization

extension EchoService {
  /// The methods with messages, by number.
  enum StreamMethod: UInt64, CaseIterable {
    /// Answers with messages as long as the request's pairs of bytes say.
    case send = 20
    /// Takes all messages and answers with the sum of their lengths, in eight bytes.
    case collect = 21
    /// Answers each message with itself.
    case pingPong = 22
    /// Takes all messages, then sends them all back.
    case halfDuplex = 23
    /// Sends one message, then waits for its end, which it does not have.
    case watch = 24
    /// Answers at once, whatever the client still sends.
    case hasty = 25
    /// Sends messages of 1 000 bytes for ever.
    case flood = 26
    /// Sends one message, then fails with `ABORTED`.
    case breakOff = 27
    /// Takes the first message, then nothing more, and waits at the gate.
    case sluggish = 28
    /// Passes the commit point, then takes messages to the end.
    case commitThenCollect = 29
    /// Sends one message of as many zero bytes as the request's eight bytes say.
    case sendLong = 30
    /// Sends eight bytes that count up, as many times as the request's eight bytes say.
    case count = 31
    /// Like `flood`, without a longest time.
    case endlessFlood = 32
    /// Takes and sends on another executor.
    case pingPongElsewhere = 33
    /// Commits as the request's bytes say, then takes messages to the end.
    case scriptThenCollect = 34
    /// Commits as the request's bytes say, then sends for ever. Without a longest time.
    case scriptThenFlood = 35
    /// Begins a message that is longer than the credit, waits at the gate, and ends in the middle of it.
    case truncate = 36
  }

  func traits(of method: StreamMethod) -> MethodTraits {
    let (client, server, isEndless) =
      switch method {
      case .send, .flood, .breakOff, .sendLong, .count, .truncate: (false, true, false)
      case .watch, .endlessFlood, .scriptThenFlood: (false, true, true)
      case .collect, .hasty, .sluggish, .commitThenCollect, .scriptThenCollect: (true, false, false)
      case .pingPong, .halfDuplex, .pingPongElsewhere: (true, true, false)
      }
    return MethodTraits(
      deadlineMillisecondsMax: isEndless ? nil : self.deadlineMillisecondsMax, isSensitive: false,
      clientStreams: client, serverStreams: server)
  }

  func handle(_ call: IncomingCall, _ method: StreamMethod) async -> Result<Reply, CallFailure> {
    guard let stream = call.stream else {
      return .failure(
        CallFailure(code: .internal, reason: "NO_STREAM", message: "", outcome: .unknown))
    }
    do throws(CallFailure) {
      return .success(Reply(body: try await self.answer(call, method, stream)))
    } catch {
      self.streams.note(error)
      return .failure(error)
    }
  }

  private func answer(
    _ call: IncomingCall, _ method: StreamMethod, _ stream: ServerStream
  ) async throws(CallFailure) -> [UInt8] {
    switch method {
    case .send:
      for index in stride(from: 0, to: call.body.count - 1, by: 2) {
        let size = Int(call.body[index]) << 8 | Int(call.body[index + 1])
        try await stream.send([UInt8](repeating: 0, count: size))
      }
    case .collect:
      return try await self.sum(stream)
    case .pingPong:
      while let message = try await stream.next() { try await stream.send(message) }
    case .halfDuplex:
      var messages: [[UInt8]] = []
      while let message = try await stream.next() { messages.append(message) }
      for message in messages { try await stream.send(message) }
    case .watch:
      try await stream.send([1])
      await self.gate.wait(listening: true)
      try await stream.send([2])
    case .hasty:
      return [7]
    case .scriptThenCollect:
      _ = try await self.play(call).get()
      return try await self.sum(stream)
    case .flood, .endlessFlood, .scriptThenFlood:
      if method == .scriptThenFlood { _ = try await self.play(call).get() }
      while true {
        try await stream.send([UInt8](repeating: 9, count: 1_000))
        self.streams.sent()
      }
    case .breakOff:
      try await stream.send([1])
      throw CallFailure(code: .aborted, reason: "ASKED_FOR", message: "", outcome: .rolledBack)
    case .sluggish:
      _ = try await stream.next()
      await self.gate.wait(listening: true)
    case .commitThenCollect:
      try call.context.enterCommit()
      return try await self.sum(stream)
    case .sendLong:
      try await stream.send([UInt8](repeating: 0, count: call.body.number))
    case .count:
      for number in 0..<call.body.number {
        try await stream.send([UInt8](number: number))
        self.streams.sent()
      }
    case .truncate:
      Task.immediate { try? await stream.send([UInt8](repeating: 0, count: 500_000)) }
      await self.gate.wait(listening: false)
    case .pingPongElsewhere:
      return try await Self.elsewhere(stream)
    }
    return []
  }

  private func sum(_ stream: ServerStream) async throws(CallFailure) -> [UInt8] {
    var sum = 0
    while let message = try await stream.next() { sum += message.count }
    return [UInt8](number: sum)
  }

  @concurrent
  private static func elsewhere(_ stream: ServerStream) async throws(CallFailure) -> [UInt8] {
    while let message = try await stream.next() { try await stream.send(message) }
    return []
  }
}

/// What the handlers of streams met.
final class StreamRecord: Sendable {
  private let failed = Mutex<[String]>([])
  private let sentMessages = Atomic<Int>(0)

  func note(_ failure: CallFailure) {
    self.failed.withLock { $0.append("\(failure.code) \(failure.reason)") }
  }

  func sent() { self.sentMessages.add(1, ordering: .relaxed) }

  /// Failures that came out of streams, in their order.
  var failures: [String] { self.failed.withLock { $0 } }
  /// Messages that `flood`, `endlessFlood` and `count` have sent.
  var sentCount: Int { self.sentMessages.load(ordering: .relaxed) }
}

extension [UInt8] {
  /// Eight bytes, big endian.
  init(number: Int) {
    self = (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
  }

  /// The number in the bytes, big endian.
  var number: Int { self.reduce(0) { $0 << 8 | Int($1) } }
}

extension RPCClient {
  /// Begins a call of a method with messages.
  func open(
    _ method: EchoService.StreamMethod, body: [UInt8] = [], options: CallOptions = CallOptions()
  ) -> ClientStream {
    let traits = EchoService().traits(of: method)
    return self.open(
      .number(method.rawValue), body: body, options: options, sendsMessages: traits.clientStreams,
      receivesMessages: traits.serverStreams)
  }
}

extension ClientStream {
  /// All messages to the good end.
  func all() async throws(CallFailure) -> [[UInt8]] {
    var messages: [[UInt8]] = []
    while let message = try await self.next() { messages.append(message) }
    return messages
  }
}
