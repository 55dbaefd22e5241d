import LatchkeyTestBasics
import LatchkeyWire
import Testing

@Suite("Frames come out of bytes, however these are cut")
struct FrameDecoderTests {
  private func header(_ length: Int, _ stream: UInt32, _ type: FrameType, _ flags: FrameFlags = [])
    -> FrameHeader
  {
    FrameHeader(length: length, stream: stream, type: type, flags: flags)
  }

  @Test("A mixture of frames survives every split", arguments: [1, 2, 3] as [UInt64])
  func splits(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    var bytes: [UInt8] = []
    var expected: [DecoderVerifier.Found] = []
    for index in 0..<12 {
      let count = index % 3 == 0 ? 0 : Int.random(in: 0...30, using: &numbers)
      let body = (0..<count).map { _ in UInt8.random(in: 0 ... .max, using: &numbers) }
      let stream = UInt32.random(in: 0...9, using: &numbers)
      bytes += rawFrame(4, stream: stream, flags: 5, body)
      expected.append(.frame(self.header(count, stream, .response, [.end, .sensitive]), body))
    }
    DecoderVerifier().verify(bytes, gives: expected, seed: seed)
  }

  @Test("Frames may come in any order of streams and types", arguments: [11, 12] as [UInt64])
  func shuffled(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    let frames = FrameType.allCases.map { type in
      (type, rawFrame(type.rawValue, stream: UInt32(type.rawValue) * 2, [type.rawValue]))
    }.shuffled(using: &numbers)
    DecoderVerifier().verify(
      frames.flatMap(\.1),
      gives: frames.map { type, _ in
        .frame(self.header(1, UInt32(type.rawValue) * 2, type), [type.rawValue])
      }, seed: seed)
  }

  @Test("A body at the limit is handed out, one byte more is read over", arguments: [99, 100, 101])
  func bodyLimit(count: Int) {
    let body = [UInt8](repeating: 7, count: count)
    let next = rawFrame(8, [1, 2, 3, 4, 5, 6, 7, 8])
    let first = self.header(count, 1, .request, .end)
    DecoderVerifier(bodyBytesMax: 100, skippedBytesMax: 1_600).verify(
      rawFrame(2, stream: 1, flags: 1, body) + next,
      gives: [
        count <= 100 ? .frame(first, body) : .oversized(first),
        .frame(self.header(8, 0, .ping), [1, 2, 3, 4, 5, 6, 7, 8]),
      ], seed: UInt64(count))
  }

  @Test(
    "A length that is read over has a limit too",
    arguments: [
      (1_599, false), (1_600, false), (1_601, true), (0x7FFF_FFFF, true), (0xFFFF_FFFF, true),
    ])
  func skipLimit(length: UInt32, isFault: Bool) {
    let verifier = DecoderVerifier(bodyBytesMax: 100, skippedBytesMax: 1_600)
    let found = verifier.decode([rawFrame(2, stream: 1, length: length)[...]])
    if isFault {
      #expect(found == [.fault(.length)])
    } else {
      #expect(found.count == 1)
      #expect(found != [.fault(.length)])
    }
  }

  @Test("Nothing is kept of a body whose length is refused")
  func refusedEarly() {
    let verifier = DecoderVerifier(bodyBytesMax: 100, skippedBytesMax: 1_600)
    let bytes = rawFrame(2, stream: 1, length: 5_000, [UInt8](repeating: 1, count: 5_000))
    verifier.verify(bytes, gives: [.fault(.length)], seed: 5)
  }

  @Test(
    "The two zero bytes must be zero", arguments: [0, 1, 0x80, 0x100, 0x8000, 0xFFFF] as [UInt16])
  func zeroBits(zero: UInt16) {
    let bytes = rawFrame(8, zero: zero, [0, 0, 0, 0, 0, 0, 0, 0])
    let expected: DecoderVerifier.Found =
      zero == 0
      ? .frame(self.header(8, 0, .ping), [0, 0, 0, 0, 0, 0, 0, 0]) : .fault(.zeroBits)
    DecoderVerifier().verify(bytes, gives: [expected], seed: UInt64(zero))
  }

  @Test("Flags without a name are refused", arguments: 0..<8)
  func flags(bit: Int) {
    let flag = UInt8(1) << UInt8(bit)
    let found = DecoderVerifier().decode([rawFrame(2, stream: 1, flags: flag)[...]])
    let isKnown = [0, 1, 2, 7].contains(bit)
    #expect((found == [.fault(.flags)]) == !isKnown)
  }

  @Test("W4.34 a million tiny frames in one read are a million frames")
  func millionFrames() {
    let count = 1_000_000
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count * 12)
    let frame = rawFrame(3, stream: 1)
    for _ in 0..<count { bytes += frame }
    var decoder = FrameDecoder(bodyBytesMax: 100, skippedBytesMax: 100)
    var offset = 0
    var frames = 0
    #expect(throws: Never.self) {
      while case .frame = try decoder.next(in: bytes.span, at: &offset) { frames += 1 }
    }
    #expect(frames == count)
  }

  @Test("A decoder knows whether it is in the middle of a frame", arguments: 0...20)
  func midFrame(count: Int) throws {
    let bytes = rawFrame(8, [1, 2, 3, 4, 5, 6, 7, 8]).prefix(count)
    var decoder = FrameDecoder(bodyBytesMax: 100, skippedBytesMax: 100)
    var offset = 0
    _ = try decoder.next(in: bytes.span, at: &offset)
    #expect(decoder.isMidFrame == (1..<20).contains(count))
  }

  @Test(
    "A sensitive frame is noticed from its header on",
    arguments: [(11, false), (12, true), (15, true)])
  func sensitive(count: Int, isNoticed: Bool) throws {
    let bytes = rawFrame(2, stream: 1, flags: 5, [1, 2, 3]).prefix(count)
    var decoder = FrameDecoder(bodyBytesMax: 100, skippedBytesMax: 100)
    var offset = 0
    _ = try decoder.next(in: bytes.span, at: &offset)
    #expect(decoder.sawSensitive == isNoticed)
  }

  @Test("Random bytes meet a fault or a frame, never a trap", arguments: 0..<50 as Range<UInt64>)
  func garbage(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    let bytes = (0..<2_000).map { _ in UInt8.random(in: 0 ... .max, using: &numbers) }
    let found = DecoderVerifier(bodyBytesMax: 100, skippedBytesMax: 1_600).decode([bytes[...]])
    #expect(found.count <= bytes.count / 12 + 1, "seed \(seed)")
  }
}
