import LatchkeyApplication
import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyDomain
import LatchkeyMail
import LatchkeyRuntime
import LatchkeySchema
import LatchkeyServer
import LatchkeySocket
import LatchkeyTesting
import LatchkeyWire
import Synchronization
import Testing

/// A service over a whole desk, called in the process: bytes in, bytes out.
final class ServedDesk: Sendable {
  /// The uid of each sibling.
  enum Peer: UInt32, Sendable {
    case host = 0
    case portal = 100
    case console = 101
    case sibling = 102
    case collector = 103
    case ticketing = 104
    case stranger = 999
  }

  let desk: TestDesk
  let service: Service
  let alarm = HandAlarm()
  let health: HealthBoard
  private let drains = Drains()
  /// How often the service was asked to stop.
  var drainCount: Int { self.drains.count.load(ordering: .relaxed) }

  /// Changes that are made twice; nil when they are not.
  let repetitions: Repetitions?

  private final class Drains: Sendable {
    let count = Atomic(0)
    func add() { self.count.add(1, ordering: .relaxed) }
  }

  init(repeatsChanges: Bool = false) throws {
    self.repetitions = repeatsChanges ? Repetitions() : nil
    self.desk = try TestDesk()
    let events = Events()
    self.health = HealthBoard(
      alarm: self.alarm, told: { events.add("store: \($0.map { "\($0)" } ?? "well")") })
    self.service = Service(
      desk: self.desk.desk, digests: self.desk.digests,
      principals: Principals(
        byUser: [
          Peer.host.rawValue: .host, Peer.portal.rawValue: .portal, Peer.console.rawValue: .console,
          Peer.sibling.rawValue: .sibling, Peer.ticketing.rawValue: .ticketing,
        ],
        byGroup: [500: .collector]),
      facts: ServiceFacts(
        version: "1.2.3", schemaHash: String(repeating: "ab", count: 32),
        startedAtMilliseconds: 1),
      health: self.health, names: InternationalNames(),
      host: HostActions(
        keys: self.desk.keys, backup: self.desk.backup,
        drain: { [drains = self.drains] in drains.add() },
        metrics: {
          var figures = CallFigures(slot: 1, status: 0)
          figures.note(nanoseconds: 3_000)
          return HostMetrics(
            takenAtMilliseconds: 2, calls: [figures],
            queues: ServerQueues(streams: 4, outputBytes: 5, jobs: 6), writesWaiting: 7,
            hashesWaiting: 8, hashes: 9)
        }),
      log: { event in
        switch event {
        case .failed(let method, _, let detail, let trace):
          events.add("\(method): \(detail)" + (trace.map { " \($0)" } ?? ""))
        case .traced(let method, let status, let trace):
          events.add("\(method) \(status) \(trace)")
        }
      })
    self.log = events
  }

  let log: Events

  /// Waits until the store is not known to fail any more.
  func settled() async {
    await eventually { !self.health.isFailing }
  }

  /// What the service told its log.
  final class Events: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { self.lines.withLock { $0 } }
    func add(_ line: String) { self.lines.withLock { $0.append(line) } }
  }

  /// Runs a test over a desk of its own. With `repeatsChanges`, each change that comes without a key is
  /// given one and made twice, and the second time must do nothing.
  static func run<Value>(
    repeatsChanges: Bool = false, _ body: (ServedDesk) async throws -> Value
  ) async throws -> Value {
    let served = try ServedDesk(repeatsChanges: repeatsChanges)
    do {
      let value = try await body(served)
      await served.desk.close()
      return value
    } catch {
      await served.desk.close()
      throw error
    }
  }

  /// Sends bytes. What is answered at once is asked for in both ways, which must say the same.
  func send(
    _ method: MethodSelector, body: [UInt8], from peer: Peer = .console,
    session: Secret? = nil, key: [UInt8]? = nil, trace: [UInt8]? = nil
  ) async -> Result<Reply, CallFailure> {
    if let repetitions, key == nil, case .number(let number) = method,
      let change = LatchkeySchema.Method(number: number), change.declaration.isMutation
    {
      return await self.sendAndRepeat(change, body: body, session: session, by: repetitions) {
        await self.send(method, body: $0, from: peer, session: session, key: $1)
      }
    }
    let call = IncomingCall(
      method: method, body: body, actor: session.map { Array($0.revealed.utf8) },
      idempotencyKey: key, traceparent: trace, deadline: MonotonicInstant(nanoseconds: .max),
      peer: PeerIdentity(
        uid: peer.rawValue, gid: peer.rawValue, groups: peer == .collector ? [7, 500] : [],
        pid: 1), connection: 1)
    let atOnce =
      self.service.resolve(method)?.mayAnswerSynchronously == true
      ? self.service.answerSynchronously(call) : nil
    let answer = await self.service.handle(call)
    if let atOnce { #expect(atOnce == answer) }
    return answer
  }

  /// Sends a request and reads the answer.
  ///
  /// - Throws: `CallFailure`.
  @discardableResult
  func send<Request: RequestMessage>(
    _ request: Request, from peer: Peer = .console, session: Secret? = nil,
    key: [UInt8]? = nil
  ) async throws -> Request.Response {
    let reply = await self.send(
      .number(UInt64(Request.method.rawValue)), body: try CBOREncoder().encode(request),
      from: peer, session: session, key: key)
    return try CBORDecoder().decode(Request.Response.self, from: try reply.get().body)
  }

  /// How a request fails; nil when it does not.
  func failure<Request: RequestMessage>(
    _ request: Request, from peer: Peer = .console, session: Secret? = nil,
    key: [UInt8]? = nil
  ) async throws -> CallFailure? {
    do {
      _ = try await self.send(request, from: peer, session: session, key: key)
      return nil
    } catch let failure as CallFailure {
      return failure
    }
  }
}

extension CallFailure {
  /// The details, decoded.
  var facts: FailureDetails? {
    self.details.flatMap { try? CBORDecoder().decode(FailureDetails.self, from: $0) }
  }
}
