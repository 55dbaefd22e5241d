import LatchkeyBase
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Testing

@Suite("A failed call says what became durable of it")
struct PartlyCommittedTests {
  typealias Step = EchoService.Step

  /// What a handler does, and what its caller is told at the end.
  struct Row: CustomTestStringConvertible, Sendable {
    var name: String
    var steps: [Step]
    /// Nil is a good answer.
    var outcome: Outcome?
    /// Parts that the details tell of.
    var parts: Int?
    /// Whether the caller hears at once when the call is given up, or once the part has ended.
    var isTold = true

    init(
      _ name: String, _ steps: [Step], _ outcome: Outcome?, parts: Int? = nil, isTold: Bool = true
    ) {
      self.name = name
      self.steps = steps
      self.outcome = outcome
      self.parts = parts
      self.isTold = isTold
    }

    var body: [UInt8] { self.steps.map(\.rawValue) }
    var details: [UInt8]? { self.parts.map(EchoService.progress) }
    var testDescription: String { self.name }
  }

  @Test(
    "However a handler fails, the outcome claims no less than what is durable",
    arguments: [
      Row("nothing", [.fail], .rolledBack),
      Row("nothing, and says so", [.failUnstarted], .notStarted),
      Row("an end without a beginning", [.durable, .fail], .rolledBack),
      Row("one part", [.enterPart, .durable, .fail], .partlyCommitted, parts: 1),
      Row("one part, denied", [.enterPart, .durable, .failUnstarted], .partlyCommitted, parts: 1),
      Row(
        "two parts", [.enterPart, .durable, .enterPart, .durable, .fail], .partlyCommitted,
        parts: 2),
      Row("a part that came to nothing", [.enterPart, .nothing, .fail], .rolledBack),
      Row(
        "a second part that came to nothing",
        [.enterPart, .durable, .enterPart, .nothing, .fail], .partlyCommitted, parts: 1),
      Row("a part of which nobody knows", [.enterPart, .unknown, .fail], .unknown),
      Row(
        "a second part of which nobody knows",
        [.enterPart, .durable, .enterPart, .unknown, .fail], .unknown, parts: 1),
      Row(
        "a part behind one of which nobody knows",
        [.enterPart, .unknown, .enterPart, .durable, .fail], .unknown, parts: 1),
      Row("all", [.enterCommit, .durable, .fail], .committed),
      Row("all, denied", [.enterCommit, .durable, .failUnstarted], .committed),
      Row("a commit that came to nothing", [.enterCommit, .nothing, .fail], .rolledBack),
      Row("a commit of which nobody knows", [.enterCommit, .unknown, .fail], .unknown),
      Row("a commit that only its handler knows", [.enterCommit, .fail], .rolledBack),
      Row(
        "a part, and a last one", [.enterPart, .durable, .enterCommit, .durable, .fail], .committed),
      Row(
        "a part, and a last one that came to nothing",
        [.enterPart, .durable, .enterCommit, .nothing, .fail], .partlyCommitted, parts: 1),
      Row(
        "a part, and a last one of which nobody knows",
        [.enterPart, .durable, .enterCommit, .unknown, .fail], .unknown, parts: 1),
      Row("an answer too long", [.answerTooMuch], .rolledBack),
      Row(
        "a part, and an answer too long", [.enterPart, .durable, .answerTooMuch],
        .partlyCommitted, parts: 1),
      Row("a commit, and an answer too long", [.enterCommit, .answerTooMuch], .committed),
      Row(
        "a commit that failed, and an answer too long", [.enterCommit, .nothing, .answerTooMuch],
        .rolledBack),
      Row("parts and a good answer", [.enterPart, .durable, .enterPart, .durable], nil),
    ])
  func failures(row: Row) async throws {
    try await TestBed.run { bed in
      let failure = await failureOf { () async throws(CallFailure) in
        try await bed.client().call(.number(10), body: row.body)
      }
      #expect(failure?.outcome == row.outcome)
      #expect(failure?.details == row.details)
    }
  }

  /// Why a call is given up.
  enum Cause: CaseIterable, Sendable {
    case cancel, deadline, shutdown

    var reason: String {
      switch self {
      case .cancel: "CANCELLED"
      case .deadline: "DEADLINE"
      case .shutdown: "SHUTDOWN"
      }
    }
  }

  @Test(
    "A call that is given up is answered at once, within a part once that has ended; never both",
    arguments: Cause.allCases,
    [
      Row("before any", [.waitListening], .rolledBack),
      Row("between parts", [.enterPart, .durable, .waitListening], .partlyCommitted, parts: 1),
      Row(
        "behind two parts", [.enterPart, .durable, .enterPart, .durable, .waitListening],
        .partlyCommitted, parts: 2),
      Row("behind one that came to nothing", [.enterPart, .nothing, .waitListening], .rolledBack),
      Row("behind one of which nobody knows", [.enterPart, .unknown, .waitListening], .unknown),
      Row(
        "within one", [.enterPart, .wait, .durable, .enterPart, .durable], .partlyCommitted,
        parts: 1, isTold: false),
      Row(
        "within one, by a handler that does not ask again",
        [.enterPart, .wait, .durable, .waitForCancellation], .partlyCommitted, parts: 1,
        isTold: false),
      Row(
        "within the second", [.enterPart, .durable, .enterPart, .wait, .durable, .enterCommit],
        .partlyCommitted, parts: 2, isTold: false),
      Row(
        "within one that comes to nothing", [.enterPart, .wait, .nothing, .enterPart], .rolledBack,
        isTold: false),
      Row(
        "within one that fails by itself", [.enterPart, .wait, .nothing, .fail], .rolledBack,
        isTold: false),
      Row(
        "within one of which nobody knows", [.enterPart, .wait, .unknown, .enterPart], .unknown,
        isTold: false),
      Row("within the last one", [.enterCommit, .wait, .durable], nil, isTold: false),
    ])
  func givenUp(cause: Cause, row: Row) async throws {
    let service = EchoService(deadlineMillisecondsMax: cause == .deadline ? 30 : 60_000)
    try await TestBed.run(
      service: service, configure: { $0.lingerMillisecondsMax = 60_000 }
    ) { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      // The second call shows that the first was given up as well.
      try peer.send(
        RawPeer.request(1, method: 10, body: row.body) + RawPeer.request(3, method: 4))
      var drained: Task<Void, Never>?
      if cause != .deadline { await bed.service.gate.arrivals(2) }
      switch cause {
      case .cancel:
        try peer.send(RawPeer.frame(6, stream: 1, [1]) + RawPeer.frame(6, stream: 3, [1]))
      case .deadline: break
      case .shutdown: drained = Task { await bed.server.drain(graceMilliseconds: 1) }
      }
      var first: RawPeer.Frame?
      while let frame = await peer.frame() {
        if frame.stream == 1 { first = frame }
        if frame.stream == 3 {
          #expect(frame.failure?.reason == cause.reason)
          break
        }
      }
      #expect((first != nil) == row.isTold)
      bed.service.gate.open()
      while first == nil, let frame = await peer.frame() {
        if frame.stream == 1 { first = frame }
      }
      let told = try #require(first)
      #expect(told.failure?.outcome == row.outcome)
      #expect(told.failure?.details == row.details)
      if row.outcome == nil {
        #expect(told.type == 4)
      } else if row.steps.last != .fail {
        #expect(told.failure?.reason == cause.reason)
      }
      #expect(await eventually { bed.server.counters.running == 0 })
      // Nothing comes behind the terminal frame.
      if cause != .shutdown {
        try peer.send(RawPeer.frame(8, [0, 0, 0, 0, 0, 0, 0, 1]))
        #expect(await peer.frame()?.type == 9)
      }
      peer.shutdownWrite()
      await drained?.value
    }
  }

  @Test(
    "A client that breaks the rules of a stream is told what of its call is durable",
    arguments: [
      Row("nothing", [], .rolledBack),
      Row("a part", [.enterPart, .durable], .partlyCommitted, parts: 1),
      Row("a part of which nobody knows", [.enterPart, .unknown], .unknown),
    ])
  func breach(row: Row) async throws {
    try await TestBed.run { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      var request = RawPeer.request(1, method: 34, body: row.body)
      request[9] = 0
      try peer.send(request + RawPeer.frame(3, stream: 1, flags: 2))
      let failure = await peer.frame()?.failure
      #expect(failure?.reason == "FLOW")
      #expect(failure?.outcome == row.outcome)
      #expect(failure?.details == row.details)
    }
  }

  @Test("A stream that is ended for its reader or for the end of the server tells it too")
  func ended() async throws {
    let body: [UInt8] = [Step.enterPart, .durable].map(\.rawValue)
    try await TestBed.run(configure: { $0.stalledMillisecondsMax = 30 }) { bed in
      let stream = bed.client().open(.scriptThenFlood, body: body)
      #expect(await eventually { bed.server.counters.slowReaders == 1 })
      let failure = await failureOf { () async throws(CallFailure) in
        while try await stream.next() != nil {}
      }
      #expect(failure?.reason == "SLOW_READER")
      #expect(failure?.outcome == .partlyCommitted)
      #expect(failure?.details == EchoService.progress(1))
    }
    try await TestBed.run { bed in
      let stream = bed.client().open(
        .scriptThenFlood, body: body, options: CallOptions(deadlineMilliseconds: nil))
      _ = try await stream.next()
      async let drained: Void = bed.server.drain(graceMilliseconds: 10_000)
      let failure = await failureOf { () async throws(CallFailure) in
        while try await stream.next() != nil {}
      }
      #expect(failure?.reason == "RECONNECT")
      #expect(failure?.outcome == .partlyCommitted)
      await drained
    }
  }

  @Test("A lost client stops a call in parts at the next one, and its handler hears what is left")
  func lostClient() async throws {
    try await TestBed.run { bed in
      do {
        let peer = try await RawPeer.greeted(path: bed.path)
        let steps: [Step] = [.enterPart, .wait, .durable, .enterPart, .durable]
        try peer.send(RawPeer.request(1, method: 10, body: steps.map(\.rawValue)))
        await bed.service.gate.arrivals(1)
      }
      #expect(await eventually { bed.server.counters.open == 0 })
      bed.service.gate.open()
      #expect(await eventually { bed.server.counters.running == 0 })
      #expect(bed.service.commitRefusals == 1)
    }
  }
}
