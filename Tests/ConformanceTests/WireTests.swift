import LatchkeyConformance
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Testing

@Suite("Between the ends, every frame of every case keeps the protocol")
struct WireTests {
  @Test("No flag that was not agreed is sent, no credit is exceeded, every call has one end")
  func cases() async throws {
    let cases = try CaseFile.read(CaseTests.file).cases
    try await Served.run(.echo) { path in
      let seen = try await Tap.run(before: path) { tapped in
        let loop = try EventLoop(name: "tapped")
        defer { loop.shutdown() }
        let client = RPCClient(path: tapped, loop: loop)
        for one in cases {
          let found = await CasePlayer(client).differences(one)
          #expect(found.isEmpty, "\(one): \(found.joined(separator: "; "))")
        }
        await client.close()
      }
      #expect(seen.breaches.isEmpty, "\(seen.breaches)")
      #expect(seen.openStreams.isEmpty)
      #expect(seen.unansweredPings == 0)
      // Every kind of frame that a good exchange has was there.
      for type in [.hello, .request, .data, .response, .error, .cancel, .credit] as [FrameType] {
        #expect(seen.frames[type.rawValue, default: 0] > 0, "\(type)")
      }
    }
  }

  @Test("Fast senders of both sides never send above their credit, and go on with every CREDIT")
  func pushback() async throws {
    try await Served.run(.echo) { path in
      let seen = try await Tap.run(before: path) { tapped in
        let loop = try EventLoop(name: "tapped")
        defer { loop.shutdown() }
        let client = RPCClient(path: tapped, loop: loop)
        let job = try CBOREncoder().encode(
          Job(sizes: [70_000], payload: [UInt8](repeating: 0, count: 70_000)))
        // Four mebibytes each way, on streams with a credit of a quarter.
        let stream = client.open(
          .number(5), body: [], options: CallOptions(deadlineMilliseconds: 60_000),
          sendsMessages: true, receivesMessages: true)
        async let sent: Void = {
          for _ in 0..<60 { try await stream.send(job) }
          stream.finishSending()
        }()
        var count = 0
        while try await stream.next() != nil { count += 1 }
        try await sent
        #expect(count == 60)
        await client.close()
      }
      #expect(seen.breaches.isEmpty, "\(seen.breaches)")
      #expect(seen.frames[FrameType.credit.rawValue, default: 0] >= 30)
    }
  }

  /// What an inspector must notice.
  struct Breach: CustomTestStringConvertible {
    var name: String
    var client: [UInt8] = []
    var server: [UInt8] = []
    var testDescription: String { self.name }
  }

  private static func frame(
    _ type: UInt8, _ stream: UInt8, _ flags: UInt8 = 0, _ body: [UInt8] = []
  ) -> [UInt8] {
    let count = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: body.count >> $0) }
    return count + [0, 0, 0, stream, type, flags, 0, 0] + body
  }

  private static let hello = frame(1, 0, 0, [0xa1, 0x01, 0x82, 0x01, 0x01])
  private static let request = frame(2, 1, 0, [0xa2, 1, 5, 7, 0x40])

  @Test(
    "The inspector itself sees each breach",
    arguments: [
      Breach(name: "CRITICAL", client: frame(2, 3, 0x81)),
      Breach(name: "a flag without a name", server: frame(4, 1, 0x11)),
      Breach(name: "a flag of another type", server: frame(5, 1, 4)),
      Breach(name: "END with MORE", client: frame(3, 1, 3, [1])),
      Breach(name: "a number that is used", client: frame(3, 1, 1) + frame(2, 1, 1)),
      Breach(name: "an even number", client: frame(2, 4, 1)),
      Breach(name: "DATA behind END", client: frame(3, 1, 1) + frame(3, 1, 0, [1])),
      Breach(name: "DATA behind CANCEL", client: frame(6, 1, 0, [1]) + frame(3, 1, 0, [1])),
      Breach(name: "an answer to nobody", server: frame(4, 9, 1, [0xa0])),
      Breach(name: "two ends", server: frame(4, 1, 1, [0xa0]) + frame(5, 1, 1, [0xa0])),
      Breach(name: "DATA behind the end", server: frame(4, 1, 1, [0xa0]) + frame(3, 1, 0, [1])),
      Breach(name: "a PONG of nothing", client: frame(9, 0, 0, [1, 2, 3, 4, 5, 6, 7, 8])),
      Breach(
        name: "too much from a server",
        server: (0..<5).flatMap { _ in frame(3, 1, 0, [UInt8](repeating: 0, count: 60_000)) }),
      Breach(
        name: "too much from a client",
        client: (0..<5).flatMap { _ in frame(3, 1, 0, [UInt8](repeating: 0, count: 60_000)) }),
    ])
  func inspector(breach: Breach) {
    var inspector = WireInspector()
    inspector.take(Preface.bytes + Self.hello + Self.request, from: .client)
    inspector.take(Self.hello, from: .server)
    #expect(inspector.breaches.isEmpty)
    #expect(inspector.openStreams == [1])
    inspector.take(breach.client, from: .client)
    inspector.take(breach.server, from: .server)
    #expect(inspector.breaches.count == 1, "\(inspector.breaches)")
  }
}
