import LatchkeyBase
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Synchronization
import Testing

@Suite("Credit bounds what either end keeps, and wakes whoever waits")
struct StreamFlowTests {
  @Test("W4.38 a sender suspends at zero credit, and goes on when its messages are read")
  func suspends() async throws {
    try await TestBed.run(configure: { $0.limits.streamCredit = 10_240 }) { bed in
      let stream = bed.client().open(.sluggish, options: .patient)
      let sent = Mutex(0)
      let sender = Task {
        await failureOf { () async throws(CallFailure) in
          while true {
            try await stream.send([UInt8](repeating: 0, count: 1_012))
            sent.withLock { $0 += 1 }
          }
        }
      }
      // Ten messages of 1 024 with their headers are all the credit; one was taken.
      #expect(await eventually { sent.withLock { $0 } >= 9 })
      for _ in 0..<1_000 { await Task.yield() }
      #expect(sent.withLock { $0 } <= 11)
      bed.service.gate.open()
      #expect(await sender.value?.reason == "STREAM_OVER")
    }
  }

  @Test(
    "10 000 messages through a slow consumer: all come, and the server is never ahead of credit")
  func slowConsumer() async throws {
    try await TestBed.run(service: EchoService(deadlineMillisecondsMax: 600_000)) { bed in
      let client = bed.client { $0.limits.streamCredit = 8_192 }
      let stream = client.open(
        .count, body: [UInt8](number: 10_000), options: CallOptions(deadlineMilliseconds: nil))
      var expected = 0
      while let message = try await stream.next() {
        #expect(message.number == expected)
        expected += 1
        // A message costs 20 bytes. One more may be on its way into the credit that came with this one.
        #expect(bed.service.streams.sentCount - expected <= 8_192 / 20 + 1)
        if expected % 100 == 0 { await Task.yield() }
      }
      #expect(expected == 10_000)
    }
  }

  @Test("What a flood sends to a reader that stops is its credit and no byte more")
  func boundedAhead() async throws {
    try await TestBed.run { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      try peer.send(RawPeer.request(1, method: 26, body: []))
      var bytes = 0
      while bytes < 262_144 - 1_012 {
        let frame = try #require(await peer.frame())
        #expect(frame.type == 3)
        bytes += frame.body.count + 12
      }
      // The rest of the credit, less than a message, carries the beginning of the next one.
      let part = try #require(await peer.frame())
      #expect(part.flags == 2)
      bytes += part.body.count + 12
      #expect(bytes == 262_144)
      #expect(bed.service.streams.sentCount == 259)
      try peer.send(RawPeer.request(3))
      #expect(await peer.frame()?.stream == 3)
      try peer.send(RawPeer.frame(7, stream: 1, [0, 0, 3, 0xf4]))
      #expect(await peer.frame()?.stream == 1)
    }
  }

  @Test("W4.2 a stream that nobody reads delays no call beside it")
  func abandonedBeside() async throws {
    try await TestBed.run { bed in
      let client = bed.client()
      let abandoned = (0..<8).map { _ in client.open(.flood) }
      for stream in abandoned { _ = try await stream.next() }
      for round in 0..<100 {
        let body = [UInt8(round)]
        do {
          let got = try await client.call(.number(1), body: body).body
          #expect(got == body)
        }
      }
      for stream in abandoned { stream.cancel() }
    }
  }

  @Test("A reader that gives no credit for too long is cut, its connection lives")
  func slowReaderCut() async throws {
    try await TestBed.run(configure: { $0.stalledMillisecondsMax = 30 }) { bed in
      let client = bed.client()
      let stream = client.open(.flood)
      #expect(await eventually { bed.server.counters.slowReaders == 1 })
      let failure = await failureOf { () async throws(CallFailure) in
        while try await stream.next() != nil {}
      }
      #expect(failure?.code == .resourceExhausted)
      #expect(failure?.reason == "SLOW_READER")
      do {
        let got = try await client.call(.number(1), body: [1]).body
        #expect(got == [1])
      }
      #expect(await eventually { bed.server.counters.running == 0 })
      #expect(bed.service.streams.failures == ["resourceExhausted SLOW_READER"])
    }
  }

  @Test("A reader that gives a little credit all the time, and less than the least, is cut as well")
  func slowCredit() async throws {
    try await TestBed.run(configure: { configuration in
      configuration.stalledMillisecondsMax = 100
      configuration.stalledBytesMin = 1 << 40
    }) { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      try peer.send(RawPeer.request(1, method: 30, body: [UInt8](number: 1_048_576)))
      var left = 262_144
      while left > 0 { left -= try #require(await peer.frame()).body.count + 12 }
      // One byte of the message for each credit.
      var frame: RawPeer.Frame?
      repeat {
        try peer.send(RawPeer.frame(7, stream: 1, [0, 0, 0, 13]))
        frame = await peer.frame()
      } while frame?.type == 3
      #expect(frame?.failure?.reason == "SLOW_READER")
      #expect(frame?.failure?.code == .resourceExhausted)
      #expect(bed.server.counters.slowReaders == 1)
      try peer.send(RawPeer.request(3))
      #expect(await peer.frame()?.type == 4)
    }
  }

  @Test("A peer that stops reading its socket is cut with everything it watches")
  func blockedSocket() async throws {
    try await TestBed.run(configure: { $0.blockedMillisecondsMax = 50 }) { bed in
      let peer = try await RawPeer.greeted(path: bed.path)
      for index in 0..<8 { try peer.send(RawPeer.request(UInt32(2 * index + 1), method: 26)) }
      #expect(await eventually { bed.events.closings == ["SLOW_READER"] })
      #expect(await eventually { bed.server.counters.running == 0 })
      do {
        let got = try await bed.client().call(.number(1), body: [1]).body
        #expect(got == [1])
      }
    }
  }

  @Test("Messages may be sent before the server's HELLO is there; they wait for it")
  func beforeHello() async throws {
    try await TestBed.run { bed in
      for _ in 0..<20 {
        let stream = bed.client().open(.pingPong)
        try await stream.send([1, 2, 3])
        stream.finishSending()
        do {
          let got = try await stream.all()
          #expect(got == [[1, 2, 3]])
        }
      }
    }
  }

  @Test(
    "A client announces its credit, and a server keeps to it", arguments: [1_024, 5_000, 70_000])
  func announcedCredit(credit: UInt32) async throws {
    try await TestBed.run { bed in
      let client = bed.client { $0.limits.streamCredit = credit }
      let messages = try await client.open(
        .sendLong, body: [UInt8](number: 300_000), options: .patient
      ).all()
      #expect(messages.map(\.count) == [300_000])
      do {
        let got = try await client.open(
          .count, body: [UInt8](number: 3_000), options: .patient
        ).all().count
        #expect(got == 3_000)
      }
    }
  }
}
