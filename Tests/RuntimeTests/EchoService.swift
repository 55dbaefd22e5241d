import LatchkeyBase
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Synchronization

/// A service with one method for each thing a test wants to see.
final class EchoService: CallHandler {
  /// The methods, by number.
  enum Method: UInt64 {
    /// Answers with the request.
    case echo = 1
    /// Fails with what the request's bytes say.
    case fail = 2
    /// Waits until cancelled or let go, and says which.
    case wait = 3
    /// Waits like `wait`, but does not listen to cancellation.
    case deaf = 4
    /// Passes the commit point, then waits to be let go.
    case commitThenWait = 5
    /// Waits to be let go, then tries to pass the commit point.
    case waitThenCommit = 6
    /// Answers with as many zero bytes as the request's eight bytes say.
    case zeros = 7
    /// Answers with the remaining milliseconds, the metadata, the actor and the key.
    case reflect = 8
    /// Hops to another executor and back, then answers with the request.
    case hop = 9
    /// Commits, in parts or not, as the request's bytes say.
    case script = 10
  }

  let gate = Gate()
  /// Never opened.
  let wall = Gate()
  let streams = StreamRecord()
  private let handledCount = Atomic<Int>(0)
  private let presence = Mutex((now: 0, most: 0))
  private let cancellationCount = Atomic<Int>(0)
  private let commitRefusalCount = Atomic<Int>(0)

  /// Calls that reached the handler.
  var handled: Int { self.handledCount.load(ordering: .relaxed) }
  /// The most handlers that ran at one moment.
  var mostAtOnce: Int { self.presence.withLock { $0.most } }
  /// Handlers that found themselves cancelled.
  var cancellations: Int { self.cancellationCount.load(ordering: .relaxed) }
  /// Notes that a handler was not let past the commit point.
  func noteCommitRefusal() { self.commitRefusalCount.add(1, ordering: .relaxed) }

  /// Handlers that were not let past the commit point.
  var commitRefusals: Int { self.commitRefusalCount.load(ordering: .relaxed) }

  let deadlineMillisecondsMax: UInt32

  init(deadlineMillisecondsMax: UInt32 = 10_000) {
    self.deadlineMillisecondsMax = deadlineMillisecondsMax
  }

  func resolve(_ selector: MethodSelector) -> MethodTraits? {
    switch selector {
    case .number(let number):
      if let method = StreamMethod(rawValue: number) { return self.traits(of: method) }
      guard Method(rawValue: number) != nil else { return nil }
    case .name(let name):
      guard name == "echo" else { return nil }
    }
    var traits = MethodTraits(
      deadlineMillisecondsMax: self.deadlineMillisecondsMax, isSensitive: false)
    if case .number(let number) = selector { traits.figuresSlot = Int(number) }
    return traits
  }

  func handle(_ call: IncomingCall) async -> Result<Reply, CallFailure> {
    self.handledCount.add(1, ordering: .relaxed)
    self.presence.withLock { presence in
      presence.now += 1
      presence.most = max(presence.most, presence.now)
    }
    defer { self.presence.withLock { $0.now -= 1 } }
    if case .number(let number) = call.method, let method = StreamMethod(rawValue: number) {
      return await self.handle(call, method)
    }
    var method = Method.echo
    if case .number(let number) = call.method, let known = Method(rawValue: number) {
      method = known
    }
    switch method {
    case .echo:
      return .success(Reply(body: call.body, metadata: call.metadata))
    case .fail:
      return .failure(
        CallFailure(
          code: StatusCode(rawValue: call.body.first ?? 2) ?? .unknown, reason: "ASKED_FOR",
          message: String(decoding: call.body.dropFirst(), as: UTF8.self), details: [0xa1, 1, 2],
          retryAfterMilliseconds: 7, outcome: .rolledBack, incident: 0xfeed))
    case .wait:
      await self.gate.wait(listening: true)
      if Task.isCancelled { self.cancellationCount.add(1, ordering: .relaxed) }
      return .success(Reply(body: Task.isCancelled ? [1] : [0]))
    case .deaf:
      await self.gate.wait(listening: false)
      return .success(Reply(body: call.body))
    case .commitThenWait:
      do throws(CallFailure) {
        try call.context.enterCommit()
      } catch {
        return .failure(error)
      }
      await self.gate.wait(listening: false)
      return .success(Reply(body: Task.isCancelled ? [1] : [0]))
    case .waitThenCommit:
      await self.gate.wait(listening: false)
      do throws(CallFailure) {
        try call.context.enterCommit()
      } catch {
        self.commitRefusalCount.add(1, ordering: .relaxed)
        self.streams.note(error)
        return .failure(error)
      }
      return .success(Reply(body: []))
    case .zeros:
      let count = call.body.reduce(0) { $0 << 8 | Int($1) }
      return .success(Reply(body: [UInt8](repeating: 0, count: count)))
    case .reflect:
      var metadata = call.metadata
      let left = call.deadline.nanoseconds(since: .now) / 1_000_000
      metadata.append("left", .text(String(left)))
      if let actor = call.actor { metadata.append("actor", .bytes(actor)) }
      if let key = call.idempotencyKey { metadata.append("key", .bytes(key)) }
      if let trace = call.traceparent { metadata.append("trace", .bytes(trace)) }
      metadata.append("uid", .text(String(call.peer.uid)))
      return .success(Reply(body: call.body, metadata: metadata))
    case .script:
      return await self.play(call)
    case .hop:
      await Self.elsewhere()
      return .success(Reply(body: call.body))
    }
  }

  @concurrent
  private static func elsewhere() async {
    await Task.yield()
  }
}

/// Holds tasks until it is opened, and tells how many it holds.
final class Gate: Sendable {
  private struct State {
    var isOpen = false
    var nextKey = 0
    var held: [Int: CheckedContinuation<Void, Never>] = [:]
    var watchers: [(count: Int, CheckedContinuation<Void, Never>)] = []
    /// Cancelled before they came to be held.
    var released: Set<Int> = []
    var arrived = 0
  }

  private let state = Mutex(State())

  /// Waits for the gate; when listening, also for the cancellation of the task.
  func wait(listening: Bool) async {
    let key = self.state.withLock { state in
      state.nextKey += 1
      return state.nextKey
    }
    if listening {
      await withTaskCancellationHandler {
        await self.hold(key)
      } onCancel: {
        self.release(key)
      }
    } else {
      await self.hold(key)
    }
  }

  private func hold(_ key: Int) async {
    await withCheckedContinuation { continuation in
      let (passes, watchers) = self.state.withLock { state in
        state.arrived += 1
        let arrived = state.arrived
        let ready = state.watchers.filter { $0.count <= arrived }.map(\.1)
        state.watchers.removeAll { $0.count <= arrived }
        if state.isOpen || state.released.remove(key) != nil {
          return (true, ready)
        }
        state.held[key] = continuation
        return (false, ready)
      }
      for watcher in watchers { watcher.resume() }
      if passes { continuation.resume() }
    }
  }

  private func release(_ key: Int) {
    let held = self.state.withLock { state in
      let held = state.held.removeValue(forKey: key)
      if held == nil { state.released.insert(key) }
      return held
    }
    held?.resume()
  }

  /// Lets everybody pass, now and later.
  func open() {
    let held = self.state.withLock { state in
      state.isOpen = true
      let held = Array(state.held.values)
      state.held = [:]
      return held
    }
    for continuation in held { continuation.resume() }
  }

  /// Returns when so many tasks have come to the gate since the beginning.
  func arrivals(_ count: Int) async {
    await withCheckedContinuation { continuation in
      let isReady = self.state.withLock { state in
        if state.arrived >= count { return true }
        state.watchers.append((count, continuation))
        return false
      }
      if isReady { continuation.resume() }
    }
  }
}
