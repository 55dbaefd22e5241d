import LatchkeyBase
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Synchronization
import Testing

@Suite("Streams of messages, all kinds")
struct StreamTests {
  @Test("An answer in messages comes in order, then its good end: 31415, 9, 2653, 58979 bytes")
  func serverStream() async throws {
    try await TestBed.run { bed in
      let body: [UInt8] = [0x7a, 0xb7, 0, 9, 0x0a, 0x5d, 0xe6, 0x63]
      let messages = try await bed.client().open(.send, body: body).all()
      #expect(messages.map(\.count) == [31_415, 9, 2_653, 58_979])
    }
  }

  @Test("A request in messages is answered once: 27182, 8, 1828, 45904 bytes make 74922")
  func clientStream() async throws {
    try await TestBed.run { bed in
      let stream = bed.client().open(.collect)
      for count in [27_182, 8, 1_828, 45_904] {
        try await stream.send([UInt8](repeating: 0, count: count))
      }
      stream.finishSending()
      do {
        let got = try await stream.reply().body.number
        #expect(got == 74_922)
      }
    }
  }

  @Test(
    "Each message is answered before the next is sent",
    arguments: [EchoService.StreamMethod.pingPong, .pingPongElsewhere])
  func pingPong(method: EchoService.StreamMethod) async throws {
    try await TestBed.run { bed in
      let stream = bed.client().open(method)
      for count in [27_182, 8, 1_828, 45_904, 0] {
        try await stream.send([UInt8](repeating: 3, count: count))
        do {
          let got = try await stream.next()?.count
          #expect(got == count)
        }
      }
      stream.finishSending()
      do {
        let got = try await stream.next()
        #expect(got == nil)
      }
      do {
        let got = try await stream.reply().body
        #expect(got == [])
      }
    }
  }

  @Test("All requests are read before the first answer")
  func halfDuplex() async throws {
    try await TestBed.run { bed in
      let stream = bed.client().open(.halfDuplex)
      for byte in 0..<50 { try await stream.send([UInt8(byte)]) }
      stream.finishSending()
      do {
        let got = try await stream.all()
        #expect(got == (0..<50).map { [UInt8($0)] })
      }
    }
  }

  @Test("A stream without a message ends well, in every direction")
  func emptyStreams() async throws {
    try await TestBed.run { bed in
      let client = bed.client()
      do {
        let got = try await client.open(.send).all()
        #expect(got.isEmpty)
      }
      for method in [EchoService.StreamMethod.pingPong, .halfDuplex] {
        let stream = client.open(method)
        stream.finishSending()
        do {
          let got = try await stream.all()
          #expect(got.isEmpty)
        }
      }
      let collected = client.open(.collect)
      collected.finishSending()
      do {
        let got = try await collected.reply().body.number
        #expect(got == 0)
      }
    }
  }

  @Test("W4.7 empty messages are messages, in every place of a stream")
  func emptyMessages() async throws {
    try await TestBed.run { bed in
      let stream = bed.client().open(.pingPong)
      for _ in 0..<3 { try await stream.send([]) }
      stream.finishSending()
      do {
        let got = try await stream.all()
        #expect(got == [[], [], []])
      }
      do {
        let got = try await bed.client().open(.send, body: [0, 0, 0, 1, 0, 0]).all()
        #expect(got == [[], [0], []])
      }
    }
  }

  @Test("A message of a million bytes passes in frames, whatever the credit, both ways")
  func longMessages() async throws {
    try await TestBed.run(service: EchoService(deadlineMillisecondsMax: 120_000)) { bed in
      let client = bed.client()
      // Much time, for runs under a sanitizer.
      let options = CallOptions(deadlineMilliseconds: 120_000)
      let messages = try await client.open(
        .sendLong, body: [UInt8](number: 1_048_576), options: options
      ).all()
      #expect(messages.map(\.count) == [1_048_576])
      let stream = client.open(.pingPong, options: options)
      let bytes = (0..<1_048_576).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      for _ in 0..<3 {
        try await stream.send(bytes)
        do {
          let got = try await stream.next()
          #expect(got == bytes)
        }
      }
    }
  }

  @Test("A message over the limit is refused where it is sent, and the stream goes on")
  func tooLong() async throws {
    try await TestBed.run { bed in
      let stream = bed.client().open(.pingPong)
      let failure = await failureOf { () async throws(CallFailure) in
        try await stream.send([UInt8](repeating: 0, count: 1_048_577))
      }
      #expect(failure?.reason == "MESSAGE_TOO_LARGE")
      #expect(failure?.outcome == .notStarted)
      try await stream.send([5])
      do {
        let got = try await stream.next()
        #expect(got == [5])
      }
      let answer = await failureOf { () async throws(CallFailure) in
        try await bed.client().open(.sendLong, body: [UInt8](number: 1_048_577)).all()
      }
      #expect(answer?.reason == "MESSAGE_TOO_LARGE")
    }
  }

  @Test("A request longer than a frame goes before its messages")
  func longRequest() async throws {
    try await TestBed.run { bed in
      let stream = bed.client().open(.collect, body: [UInt8](repeating: 1, count: 900_000))
      for _ in 0..<10 { try await stream.send([UInt8](repeating: 1, count: 100)) }
      stream.finishSending()
      do {
        let got = try await stream.reply().body.number
        #expect(got == 1_000)
      }
    }
  }

  @Test("Messages that were sent come before the failure of the stream")
  func messagesThenFailure() async throws {
    try await TestBed.run { bed in
      let stream = bed.client().open(.breakOff)
      #expect(await eventually { bed.server.counters.failed == 1 })
      do {
        let got = try await stream.next()
        #expect(got == [1])
      }
      let failure = await failureOf { () async throws(CallFailure) in try await stream.next() }
      #expect(failure?.reason == "ASKED_FOR")
      let again = await failureOf { () async throws(CallFailure) in try await stream.reply() }
      #expect(again == failure)
    }
  }

  @Test("W4.13 an answer before the client's last message ends both directions and frees the slot")
  func hasty() async throws {
    try await TestBed.run { bed in
      let stream = bed.client().open(.hasty)
      do {
        let got = try await stream.reply().body
        #expect(got == [7])
      }
      let failure = await failureOf { () async throws(CallFailure) in
        while true { try await stream.send([UInt8](repeating: 0, count: 1_000)) }
      }
      #expect(failure?.reason == "STREAM_OVER")
      #expect(bed.server.counters.running == 0)
    }
  }

  @Test(
    "Methods and callers that disagree about messages hear CARDINALITY, and the connection lives")
  func cardinality() async throws {
    try await TestBed.run { bed in
      let client = bed.client()
      let sending = client.open(
        .number(1), body: [], sendsMessages: true, receivesMessages: false)
      let refused = await failureOf { () async throws(CallFailure) in try await sending.reply() }
      #expect(refused?.code == .unimplemented)
      #expect(refused?.reason == "CARDINALITY")
      #expect(refused?.outcome == .notStarted)
      let expecting = client.open(
        .number(1), body: [], sendsMessages: false, receivesMessages: true)
      #expect(
        await failureOf { () async throws(CallFailure) in try await expecting.next() }?.reason
          == "CARDINALITY")
      #expect(
        await failureOf { () async throws(CallFailure) in
          try await client.call(.number(EchoService.StreamMethod.send.rawValue), body: [0, 1])
        }?.reason == "STREAMING")
      do {
        let got = try await client.call(.number(1), body: [4]).body
        #expect(got == [4])
      }
    }
  }

  @Test("W4.43 sixty-four streams of different speeds interleave, nothing is lost or mixed up")
  func manyAtOnce() async throws {
    try await TestBed.run(configure: { $0.limits.streamCredit = 4_096 }) { bed in
      let client = bed.client { $0.limits.streamCredit = 4_096 }
      try await withThrowingTaskGroup(of: Bool.self) { group in
        for index in 0..<64 {
          group.addTask {
            let stream = client.open(.pingPong)
            var all = true
            for round in 0..<20 {
              let message = [UInt8](repeating: UInt8(index), count: index * 97 + round)
              try await stream.send(message)
              all = try await stream.next() == message && all
            }
            stream.finishSending()
            return try await stream.next() == nil && all
          }
        }
        for try await isWhole in group { #expect(isWhole) }
      }
      #expect(bed.server.counters.running == 0)
    }
  }

  @Test("A flood that stands still for want of credit delays no call and no stream beside it")
  func standstill() async throws {
    try await TestBed.run { bed in
      let client = bed.client()
      let slow = client.open(.flood)
      _ = try await slow.next()
      // The flood stands still for want of credit; calls and streams beside it do not.
      #expect(await eventually { bed.service.streams.sentCount > 200 })
      for _ in 0..<100 {
        do {
          let got = try await client.call(.number(1), body: [1]).body
          #expect(got == [1])
        }
      }
      do {
        let got = try await client.open(.send, body: [0, 5]).all().map(\.count)
        #expect(got == [5])
      }
      slow.cancel()
    }
  }

  @Test("Two tasks cannot read one stream at once, and the first one goes on")
  func twoReaders() async throws {
    try await TestBed.run { bed in
      let stream = bed.client().open(.pingPong)
      let readers = (0..<2).map { _ in
        Task { () async -> Result<[UInt8]?, CallFailure> in
          do throws(CallFailure) {
            return .success(try await stream.next())
          } catch {
            return .failure(error)
          }
        }
      }
      try await stream.send([1])
      try await stream.send([2])
      // Whichever came first waits; the other is told, or comes after the first has its message.
      var heard: [[UInt8]] = []
      for reader in readers {
        switch await reader.value {
        case .success(let message): heard.append(message ?? [])
        case .failure(let failure): #expect(failure.reason == "SECOND_READER")
        }
      }
      #expect(heard == [[1]] || Set(heard) == [[1], [2]], "\(heard)")
    }
  }
}
