import LatchkeyBase
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Synchronization
import Testing

@Suite("Streams end on both sides, with the right reason, and leave nothing behind")
struct StreamLifeTests {
  /// The failure that reading a stream to its end comes to.
  private func end(of stream: ClientStream) async -> CallFailure? {
    await failureOf { () async throws(CallFailure) in
      while try await stream.next() != nil {}
    }
  }

  @Test("W4.22 a server stream without an end stops when its client cancels")
  func cancelled() async throws {
    try await TestBed.run { bed in
      let stream = bed.client().open(.endlessFlood, options: CallOptions(deadlineMilliseconds: nil))
      _ = try await stream.next()
      stream.cancel()
      #expect(await self.end(of: stream)?.code == .cancelled)
      #expect(await eventually { bed.server.counters.running == 0 })
      #expect(bed.service.streams.failures == ["cancelled CANCELLED"])
      #expect(bed.server.counters.cancelled == 1)
    }
  }

  @Test("W4.20 a cancelled reader, sender or waiter hears cancelled, wherever it was")
  func cancelledTask() async throws {
    try await TestBed.run { bed in
      let client = bed.client()
      for point in 0..<12 {
        let sends = point % 3 == 1
        let waits = point % 3 == 2
        let reached = Mutex(false)
        let task = Task {
          let stream = client.open(sends ? .sluggish : .watch)
          return await failureOf { () async throws(CallFailure) in
            reached.withLock { $0 = true }
            while true {
              if sends {
                try await stream.send([UInt8](repeating: 0, count: 60_000))
              } else if waits {
                _ = try await stream.reply()
              } else {
                _ = try await stream.next()
              }
            }
          }
        }
        if point > 5 { #expect(await eventually { reached.withLock { $0 } }) }
        for _ in 0..<(point * 50) { await Task.yield() }
        task.cancel()
        #expect(await task.value?.code == .cancelled)
      }
      #expect(await eventually { bed.server.counters.running == 0 })
    }
  }

  @Test("Letting a stream go cancels its call")
  func letGo() async throws {
    try await TestBed.run { bed in
      let client = bed.client()
      do {
        let stream = client.open(.watch)
        let first = try await stream.next()
        #expect(first == [1])
      }
      #expect(await eventually { bed.server.counters.running == 0 })
      #expect(bed.server.counters.cancelled == 1)
    }
  }

  @Test(
    "At the deadline every kind of stream ends on both sides",
    arguments: [EchoService.StreamMethod.watch, .flood, .sluggish, .collect, .pingPong])
  func deadline(method: EchoService.StreamMethod) async throws {
    try await TestBed.run { bed in
      let stream = bed.client().open(method, options: CallOptions(deadlineMilliseconds: 50))
      let failure = await failureOf { () async throws(CallFailure) in
        if method == .flood { _ = try await stream.reply() }
        while try await stream.next() != nil {}
        _ = try await stream.reply()
      }
      #expect(failure?.code == .deadlineExceeded)
      #expect(await eventually { bed.server.counters.running == 0 })
    }
  }

  @Test("A stream without a longest time outlives that of other methods")
  func noDeadline() async throws {
    try await TestBed.run(service: EchoService(deadlineMillisecondsMax: 30)) { bed in
      let client = bed.client()
      let stream = client.open(.watch, options: CallOptions(deadlineMilliseconds: nil))
      do {
        let got = try await stream.next()
        #expect(got == [1])
      }
      let short = await failureOf { () async throws(CallFailure) in
        try await client.call(.number(4), body: [], options: CallOptions(deadlineMilliseconds: nil))
      }
      #expect(short?.code == .deadlineExceeded)
      bed.service.gate.open()
      do {
        let got = try await stream.next()
        #expect(got == [2])
      }
      do {
        let got = try await stream.next()
        #expect(got == nil)
      }
    }
  }

  @Test("W4.23 a lost connection ends streams on both sides: unavailable here, cancelled there")
  func connectionLost() async throws {
    try await TestBed.run { bed in
      let client = bed.client()
      let streams = (0..<8).map { _ in client.open(.watch) }
      for stream in streams {
        do {
          let got = try await stream.next()
          #expect(got == [1])
        }
      }
      bed.server.stopNow()
      for stream in streams {
        let failure = await self.end(of: stream)
        #expect(failure?.code == .unavailable)
        #expect(failure?.outcome == .unknown)
      }
      #expect(await eventually { bed.server.counters.running == 0 })
      #expect(bed.service.streams.failures == [String](repeating: "cancelled CANCELLED", count: 8))
    }
  }

  @Test("A client that is closed ends its streams, and the server's handlers")
  func clientClosed() async throws {
    try await TestBed.run { bed in
      let client = bed.client()
      let stream = client.open(.endlessFlood)
      _ = try await stream.next()
      await client.close()
      #expect(await self.end(of: stream)?.reason == "CLOSED")
      #expect(await eventually { bed.server.counters.running == 0 })
      let late = client.open(.watch)
      #expect(await self.end(of: late)?.reason == "CLOSED")
    }
  }

  @Test("No server: a stream fails at once, with the outcome that nothing was started")
  func noServer() async throws {
    let loop = try EventLoop()
    let client = RPCClient(path: TestBed.freshPath(), loop: loop)
    let stream = client.open(.pingPong)
    let failure = await self.end(of: stream)
    #expect(failure?.reason == "CONNECT")
    #expect(failure?.outcome == .notStarted)
    await client.close()
    loop.shutdown()
  }

  @Test("A call past its commit point hears that its messages end, and its true answer is sent")
  func committed() async throws {
    try await TestBed.run { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      var request = RawPeer.request(1, method: 29, body: [])
      request[9] = 0
      try peer.send(request + RawPeer.frame(3, stream: 1, [1, 2, 3]))
      #expect(await eventually { bed.server.counters.running == 1 })
      try peer.send(RawPeer.frame(6, stream: 1, [1]))
      let answer = await peer.frame()
      #expect(answer?.failure?.code == .cancelled)
      #expect(bed.server.counters.running == 0)
    }
  }

  // MARK: - Draining

  @Test(
    "W23 at GOAWAY streams without an end are told to reconnect, and hold up nothing")
  func drainEndless() async throws {
    try await TestBed.run { bed in
      let client = bed.client()
      let streams = (0..<16).map { _ in
        client.open(.watch, options: CallOptions(deadlineMilliseconds: nil))
      }
      for stream in streams {
        do {
          let got = try await stream.next()
          #expect(got == [1])
        }
      }
      async let drained: Void = bed.server.drain(graceMilliseconds: 600_000)
      for stream in streams {
        let failure = await self.end(of: stream)
        #expect(failure?.code == .unavailable)
        #expect(failure?.reason == "RECONNECT")
      }
      await drained
      #expect(bed.server.counters.open == 0)
    }
  }

  @Test("Streams with an end finish while the server drains")
  func drainEnding() async throws {
    try await TestBed.run { bed in
      let stream = bed.client().open(.pingPong)
      try await stream.send([1])
      do {
        let got = try await stream.next()
        #expect(got == [1])
      }
      async let drained: Void = bed.server.drain(graceMilliseconds: 600_000)
      #expect(await eventually { (try? RawPeer(path: bed.path)) == nil })
      try await stream.send([2])
      do {
        let got = try await stream.next()
        #expect(got == [2])
      }
      stream.finishSending()
      do {
        let got = try await stream.next()
        #expect(got == nil)
      }
      await drained
    }
  }

  @Test("W4.24 256 open streams with the least credit drain, no terminal frame is lost")
  func drainMany() async throws {
    try await TestBed.run(loops: 2) { bed in
      let clients = (0..<4).map { _ in bed.client { $0.limits.streamCredit = 1_024 } }
      let streams = clients.flatMap { client in
        (0..<64).map { index in
          client.open(
            index % 2 == 0 ? .endlessFlood : .watch, options: CallOptions(deadlineMilliseconds: nil)
          )
        }
      }
      for stream in streams { _ = try await stream.next() }
      await bed.server.drain(graceMilliseconds: 600_000)
      var reasons: [String: Int] = [:]
      for stream in streams {
        reasons[await self.end(of: stream)?.reason ?? "none", default: 0] += 1
      }
      #expect(reasons == ["RECONNECT": 256])
      #expect(bed.server.counters.running == 0)
    }
  }

  @Test("Whoever watches leaves room for those who call")
  func endlessLimit() async throws {
    try await TestBed.run(configure: { $0.endlessCallsMax = 3 }) { bed in
      let client = bed.client()
      let streams = (0..<4).map { _ in
        client.open(.watch, options: CallOptions(deadlineMilliseconds: nil))
      }
      for stream in streams.prefix(3) {
        do {
          let got = try await stream.next()
          #expect(got == [1])
        }
      }
      let refused = await self.end(of: streams[3])
      #expect(refused?.reason == "OVERLOADED")
      #expect(refused?.outcome == .notStarted)
      do {
        let got = try await client.call(.number(1), body: [1]).body
        #expect(got == [1])
      }
      streams[0].cancel()
      #expect(await eventually { bed.server.counters.running == 2 })
      do {
        let got = try await client.open(.watch).next()
        #expect(got == [1])
      }
      // Letting go of a stream ends it, and optimized code lets go behind the last use.
      for stream in streams { stream.cancel() }
    }
  }

  @Test("W4.36 a thousand streams one after the other leave nothing behind")
  func oneAfterTheOther() async throws {
    try await TestBed.run { bed in
      let client = bed.client()
      for round in 0..<1_000 {
        let stream = client.open(.pingPong)
        try await stream.send([UInt8(truncatingIfNeeded: round)])
        _ = try await stream.next()
        if round % 10 == 0 {
          stream.cancel()
        } else {
          stream.finishSending()
          _ = try await stream.all()
        }
      }
      #expect(await eventually { bed.server.counters.running == 0 })
    }
  }
}
