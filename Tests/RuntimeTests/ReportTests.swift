import LatchkeyBase
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Synchronization
import Testing

/// What users of comparable runtimes reported, where no other suite has it.
@Suite("What users of other runtimes met does not happen here")
struct ReportTests {
  @Test("W4.3 a peer that stops reading holds no caller beyond its deadline")
  func blockedSend() async throws {
    try await MuteServer.run(answering: []) { path, loop in
      var configuration = ClientConfiguration.patient
      configuration.helloMillisecondsMax = 600_000
      let client = RPCClient(path: path, configuration: configuration, loop: loop)
      let body = [UInt8](repeating: 0, count: 1_048_576)
      await withTaskGroup(of: CallFailure?.self) { group in
        for _ in 0..<32 {
          group.addTask {
            await failureOf { () async throws(CallFailure) in
              try await client.call(
                .number(1), body: body, options: CallOptions(deadlineMilliseconds: 100))
            }
          }
        }
        var outcomes: Set<Outcome> = []
        for await failure in group {
          #expect(failure?.code == .deadlineExceeded)
          if let failure { outcomes.insert(failure.outcome) }
        }
        // Some bytes have left; of those behind in the queue none have.
        #expect(outcomes == [.unknown, .notStarted])
      }
    }
  }

  @Test("W4.4 a call without a deadline gets the one of its method")
  func noDeadline() async throws {
    try await TestBed.run(service: EchoService(deadlineMillisecondsMax: 30)) { bed in
      let failure = await failureOf { () async throws(CallFailure) in
        try await bed.client().call(
          .number(4), body: [], options: CallOptions(deadlineMilliseconds: nil))
      }
      #expect(failure?.code == .deadlineExceeded)
      #expect(failure?.outcome == .rolledBack)
    }
  }

  /// How a server may vanish.
  enum Vanishing: CaseIterable {
    /// It closes what it accepted at once: the client may be writing.
    case beforeReading
    /// It closes with bytes unread: the kernel resets the connection.
    case withUnreadBytes
    /// It reads the request and closes: the end of the file.
    case afterReading
    /// It closes in the middle of its answer.
    case withinAnswer
  }

  @Test(
    "W4.9 however a server vanishes, its caller hears unavailable",
    arguments: Vanishing.allCases)
  func vanishing(how: Vanishing) async throws {
    try await ScriptedServer.run { _, peer, _ in
      switch how {
      case .beforeReading:
        break
      case .withUnreadBytes:
        _ = await peer.preface()
      case .afterReading:
        _ = await peer.introduction()
      case .withinAnswer:
        let stream = await peer.introduction() ?? 0
        try peer.send(RawPeer.hello + RawPeer.frame(4, stream: stream, flags: 1, length: 9, [0xa1]))
      }
    } _: { path, loop in
      var configuration = ClientConfiguration.patient
      configuration.attemptsMax = 1
      let client = RPCClient(path: path, configuration: configuration, loop: loop)
      let failure = await failureOf { () async throws(CallFailure) in
        try await client.call(.number(1), body: [1])
      }
      #expect(failure?.code == .unavailable)
      #expect(failure?.reason == "CONNECTION_LOST")
      #expect(failure?.message.contains(path) == true)
      if how == .afterReading || how == .withinAnswer { #expect(failure?.outcome == .unknown) }
    }
  }

  // Under `./dev test --sanitize` a race is seen as well, not only what comes of it.
  @Test("W4.15 one value of metadata serves a hundred calls at once, on two loops")
  func sharedMetadata() async throws {
    try await TestBed.run(loops: 2) { bed in
      let otherLoop = try EventLoop(name: "other")
      defer { otherLoop.shutdown() }
      let clients = [bed.client(), RPCClient(path: bed.path, loop: otherLoop)]
      var metadata = Metadata()
      metadata.append("x-shared", .text("one"))
      metadata.append("x-shared", .bytes([2]))
      let options = CallOptions(metadata: metadata)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for index in 0..<100 {
          let client = clients[index % 2]
          group.addTask {
            // A copy that is changed at the same time is another value.
            var own = options
            own.metadata.append("x-own", .text("\(index)"))
            let mine = own
            let reply = try await client.call(.number(1), body: [], options: options)
            #expect(reply.metadata == options.metadata)
            let other = try await client.call(.number(1), body: [], options: mine)
            #expect(other.metadata["x-own"] == [.text("\(index)")])
            #expect(other.metadata["x-shared"] == options.metadata["x-shared"])
            let stream = client.open(.send, body: [0, 1], options: options)
            let messages = try await stream.all()
            #expect(messages == [[0]])
          }
        }
        try await group.waitForAll()
      }
      #expect(options.metadata == metadata)
      for client in clients { await client.close() }
    }
  }

  @Test("W4.21 a deadline in a back-off or a later try is a deadline", arguments: [true, false])
  func deadlineInRetry(waits: Bool) async throws {
    let connections = Atomic<Int>(0)
    try await ScriptedServer.run { number, peer, curtain in
      connections.add(1, ordering: .relaxed)
      // The first try is lost; the second meets silence, or nobody that stays.
      _ = await peer.introduction()
      if number > 0, !waits { await curtain.hold() }
    } _: { path, loop in
      var configuration = ClientConfiguration.patient
      configuration.attemptsMax = .max
      configuration.backoffMillisecondsMin = waits ? 600_000 : 10
      configuration.backoffMillisecondsMax = 600_000
      let client = RPCClient(path: path, configuration: configuration, loop: loop)
      let failure = await failureOf { () async throws(CallFailure) in
        try await client.call(
          .number(1), body: [],
          options: CallOptions(
            deadlineMilliseconds: 200, idempotencyKey: [UInt8](repeating: 1, count: 16)))
      }
      #expect(failure?.code == .deadlineExceeded)
      #expect(failure?.outcome == .unknown)
    }
    // Not tried again before the pause was over, and then once.
    #expect(connections.load(ordering: .relaxed) <= (waits ? 1 : 2))
  }

  @Test("Closing interrupts the back-off of a call that is tried again")
  func closingInRetry() async throws {
    try await ScriptedServer.run { _, peer, _ in
      _ = await peer.introduction()
    } _: { path, loop in
      var configuration = ClientConfiguration.patient
      configuration.backoffMillisecondsMin = 600_000
      configuration.backoffMillisecondsMax = 600_000
      let client = RPCClient(path: path, configuration: configuration, loop: loop)
      let call = Task {
        await failureOf { () async throws(CallFailure) in
          try await client.call(
            .number(1), body: [],
            options: CallOptions(
              deadlineMilliseconds: 600_000, idempotencyKey: [UInt8](repeating: 1, count: 16)))
        }
      }
      for _ in 0..<1_000 { await Task.yield() }
      await client.close()
      let failure = await call.value
      #expect(failure?.code == .unavailable)
    }
  }

  @Test("W4.26 a client that found its server a thousand times closes like any other")
  func manyReconnects() async throws {
    try await ScriptedServer.run { _, peer, _ in
      guard let stream = await peer.introduction() else { return }
      try peer.send(
        RawPeer.hello + RawPeer.frame(4, stream: stream, flags: 1, [0xa1, 0x07, 0x41, 0x05]))
    } _: { path, loop in
      var configuration = ClientConfiguration.patient
      configuration.attemptsMax = 10
      configuration.backoffMillisecondsMin = 1
      let client = RPCClient(path: path, configuration: configuration, loop: loop)
      for _ in 0..<1_000 {
        let reply = try await client.call(
          .number(1), body: [],
          options: CallOptions(idempotencyKey: [UInt8](repeating: 1, count: 16)))
        #expect(reply.body == [5])
      }
      await client.close()
    }
  }

  @Test("W4.28 a call after a long pause gets a connection of its own")
  func afterIdling() async throws {
    try await TestBed.run(configure: { $0.idleMillisecondsMax = 10 }) { bed in
      let client = bed.client()
      _ = try await client.call(.number(1), body: [1])
      #expect(await eventually { bed.server.counters.idled == 1 })
      let reply = try await client.call(.number(1), body: [2])
      #expect(reply.body == [2])
      #expect(bed.server.counters.accepted == 2)
    }
  }

  @Test("W4.42 every way to fail gives the call's place back, here and there")
  func placesComeBack() async throws {
    try await TestBed.run(
      service: EchoService(deadlineMillisecondsMax: 20),
      configure: {
        $0.limits.streamsMax = 2
        $0.callsMax = 2
      }
    ) { bed in
      let client = bed.client()
      _ = try await client.call(.number(1), body: [])
      var crowded = CallOptions()
      for _ in 0..<65 { crowded.metadata.append("n", .text("v")) }
      let ways: [(MethodSelector, [UInt8], CallOptions)] = [
        (.number(99), [], CallOptions()), (.number(2), [13], CallOptions()),
        (.number(3), [], CallOptions()), (.number(3), [], CallOptions(deadlineMilliseconds: 1)),
        (.number(7), [0x20, 0, 0], CallOptions()),
        (.number(1), [UInt8](repeating: 0, count: 1_048_577), CallOptions()),
        (.number(1), [], crowded), (.number(20), [], CallOptions()),
      ]
      for (method, body, options) in ways {
        for _ in 0..<3 {
          _ = await failureOf { () async throws(CallFailure) in
            try await client.call(method, body: body, options: options)
          }
          let cancelled = Task {
            await failureOf { () async throws(CallFailure) in
              try await client.call(method, body: body, options: options)
            }
          }
          cancelled.cancel()
          _ = await cancelled.value
        }
      }
      #expect(await eventually { bed.server.counters.running == 0 })
      async let one = client.call(.number(1), body: [1])
      async let other = client.call(.number(1), body: [2])
      #expect(try await one.body == [1])
      #expect(try await other.body == [2])
    }
  }
}
