import LatchkeyApplication
import LatchkeyDomain
import Synchronization

/// A transport that keeps what it takes, and answers what it is told to.
final class PostOffice: MailTransport {
  private struct State {
    var taken: [OutgoingMessage] = []
    var answers: [MailTransportError] = []
    var underWay = 0
    var mostUnderWay = 0
  }

  let label = "post office"
  /// Every message that arrives, before it is taken.
  let arrivals: AsyncStream<OutgoingMessage>
  private let arrive: AsyncStream<OutgoingMessage>.Continuation
  private let state = Mutex(State())
  private let meanwhile: @Sendable (OutgoingMessage) async -> Void

  /// - Parameter meanwhile: What happens while a message is taken.
  init(meanwhile: @escaping @Sendable (OutgoingMessage) async -> Void = { _ in }) {
    (self.arrivals, self.arrive) = AsyncStream.makeStream()
    self.meanwhile = meanwhile
  }

  func deliver(_ message: OutgoingMessage) async throws(MailTransportError) {
    self.state.withLock {
      $0.underWay += 1
      $0.mostUnderWay = max($0.mostUnderWay, $0.underWay)
    }
    self.arrive.yield(message)
    await self.meanwhile(message)
    let answer = self.state.withLock { state -> MailTransportError? in
      state.underWay -= 1
      if !state.answers.isEmpty { return state.answers.removeFirst() }
      state.taken.append(message)
      return nil
    }
    if let answer { throw answer }
  }

  /// Answers the next messages so, one after the other.
  func refuse(_ answers: MailTransportError...) {
    self.state.withLock { $0.answers += answers }
  }

  var taken: [OutgoingMessage] { self.state.withLock { $0.taken } }
  var mostUnderWay: Int { self.state.withLock { $0.mostUnderWay } }
}

/// Stops whoever comes until it is opened.
final class Gate: Sendable {
  private struct State {
    var isOpen = false
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())

  func pass() async {
    await withCheckedContinuation { (waiter: CheckedContinuation<Void, Never>) in
      let isOpen = self.state.withLock { state in
        if !state.isOpen { state.waiters.append(waiter) }
        return state.isOpen
      }
      if isOpen { waiter.resume() }
    }
  }

  func open() {
    let waiters = self.state.withLock { state in
      state.isOpen = true
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }
}

/// A store in front of whose n-th change something happens: others are faster, or the process dies
/// and the change is lost.
final class InterruptedStore: Store {
  private let base: any Store
  private let number: Int
  private let interruption: @Sendable () async throws -> Void
  private let writes = Atomic<Int>(0)

  init(
    _ base: any Store, atWrite number: Int,
    interruption: @escaping @Sendable () async throws -> Void = { throw StoreError.closed }
  ) {
    self.base = base
    self.number = number
    self.interruption = interruption
  }

  var standingsRevision: UInt64 { self.base.standingsRevision }

  func read<Value: Sendable>(
    _ body: @escaping @Sendable (any StoreReading) throws -> Value
  ) async throws -> Value {
    try await self.base.read(body)
  }

  func write<Value: Sendable>(
    _ body: @escaping @Sendable (any StoreWriting) throws -> Value
  ) async throws -> Value {
    if self.writes.add(1, ordering: .relaxed).newValue == self.number {
      try await self.interruption()
    }
    return try await self.base.write(body)
  }
}
