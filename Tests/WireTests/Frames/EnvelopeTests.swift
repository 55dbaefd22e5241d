import LatchkeyBase
import LatchkeyTestBasics
import LatchkeyWire
import Testing

@Suite("Envelopes say what they hold, and refuse what they may not")
struct EnvelopeTests {
  private func read(_ bytes: [UInt8], limits: WireLimits = WireLimits()) -> Result<
    RequestEnvelope, CallFailure
  > {
    do throws(CallFailure) {
      return .success(try RequestEnvelope(reading: bytes.span, limits: limits))
    } catch {
      return .failure(error)
    }
  }

  private func refusal(_ envelope: RequestEnvelope, limits: WireLimits = WireLimits()) -> String? {
    let bytes = cbor { envelope.write(to: &$0) }
    #expect(bytes.count <= envelope.encodedBytesBound, "The bound is a bound.")
    switch self.read(bytes, limits: limits) {
    case .success(let read):
      #expect(read == envelope)
      return nil
    case .failure(let failure):
      #expect(failure.outcome == .notStarted)
      return failure.reason
    }
  }

  @Test("A request with everything in it comes back")
  func roundTrip() {
    var metadata = Metadata()
    metadata.append("a", .text("x"))
    metadata.append("a", .bytes([1, 2]))
    metadata.append("b.c-d_e", .text(""))
    let envelope = RequestEnvelope(
      method: .name("agents.SetPassword"), remainingMilliseconds: 2_000, metadata: metadata,
      idempotencyKey: [UInt8](repeating: 1, count: 16),
      traceparent: [UInt8](repeating: 2, count: 25), actor: [9], body: [1, 2, 3])
    #expect(self.refusal(envelope) == nil)
  }

  @Test(
    "Names of methods have 1 to 128 bytes",
    arguments: [(0, true), (1, false), (127, false), (128, false), (129, true)])
  func methodName(count: Int, isRefused: Bool) {
    let envelope = RequestEnvelope(
      method: .name(String(repeating: "m", count: count)), body: [])
    #expect((self.refusal(envelope) == "MALFORMED") == isRefused)
    #expect((envelope.refusal(limits: WireLimits(), messageBytesMax: .max) != nil) == isRefused)
  }

  @Test(
    "Idempotency keys have 16 to 32 bytes",
    arguments: [(15, true), (16, false), (32, false), (33, true)])
  func idempotencyKey(count: Int, isRefused: Bool) {
    let envelope = RequestEnvelope(
      method: .number(1), idempotencyKey: [UInt8](repeating: 0, count: count), body: [])
    #expect((self.refusal(envelope) == "MALFORMED") == isRefused)
    #expect((envelope.refusal(limits: WireLimits(), messageBytesMax: .max) != nil) == isRefused)
  }

  @Test(
    "Trace contexts have 25 bytes: others are not sent, and read over when they come",
    arguments: [(0, false), (24, false), (25, true), (26, false), (1_000, false)])
  func traceparent(count: Int, isOne: Bool) throws {
    let context = [UInt8](repeating: 0, count: count)
    let envelope = RequestEnvelope(method: .number(1), traceparent: context, body: [7])
    #expect((envelope.refusal(limits: WireLimits(), messageBytesMax: .max) == nil) == isOne)
    let read = try self.read(cbor { envelope.write(to: &$0) }).get()
    #expect(read.traceparent == (isOne ? context : nil))
    #expect(read.method == .number(1) && read.body == [7])
  }

  @Test("A trace context that is no string of bytes is a malformed request")
  func traceparentOfAnotherType() {
    let text = cbor { writer in
      writer.mapHeader(3)
      writer.unsigned(1)
      writer.unsigned(1)
      writer.unsigned(5)
      writer.text("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
      writer.unsigned(7)
      writer.bytes([])
    }
    guard case .failure(let failure) = self.read(text) else {
      Issue.record("A text was taken for bytes.")
      return
    }
    #expect(failure.reason == "MALFORMED")
  }

  @Test(
    "Actor tokens have at most 4 096 bytes",
    arguments: [(4_095, false), (4_096, false), (4_097, true)])
  func actor(count: Int, isRefused: Bool) {
    let envelope = RequestEnvelope(
      method: .number(1), actor: [UInt8](repeating: 0, count: count), body: [])
    #expect((self.refusal(envelope) == "ACTOR_TOO_LARGE") == isRefused)
    #expect((envelope.refusal(limits: WireLimits(), messageBytesMax: .max) != nil) == isRefused)
  }

  @Test(
    "Bodies have a limit, and both sides know it",
    arguments: [(999, false), (1_000, false), (1_001, true)])
  func body(count: Int, isRefused: Bool) {
    var limits = WireLimits()
    limits.messageBytesMax = 1_000
    let envelope = RequestEnvelope(method: .number(1), body: [UInt8](repeating: 0, count: count))
    #expect((self.refusal(envelope, limits: limits) == "MESSAGE_TOO_LARGE") == isRefused)
    #expect((envelope.refusal(limits: limits, messageBytesMax: .max) != nil) == isRefused)
    #expect(
      (envelope.refusal(limits: WireLimits(), messageBytesMax: 1_000) != nil) == isRefused)
  }

  @Test("Metadata has at most 64 entries", arguments: [(63, false), (64, false), (65, true)])
  func metadataEntries(count: Int, isRefused: Bool) {
    let metadata = Metadata(
      (0..<count).map { _ in Metadata.Entry(name: "n", value: .text("v")) })
    let envelope = RequestEnvelope(method: .number(1), metadata: metadata, body: [])
    #expect((self.refusal(envelope) == "METADATA_TOO_LARGE") == isRefused)
    #expect(metadata.isWithinLimits == !isRefused)
  }

  @Test(
    "Metadata has at most 8 192 bytes", arguments: [(8_191, false), (8_192, false), (8_193, true)])
  func metadataBytes(count: Int, isRefused: Bool) {
    let metadata = Metadata([
      Metadata.Entry(name: "name", value: .bytes([UInt8](repeating: 0, count: 4_000))),
      Metadata.Entry(name: "name", value: .text(String(repeating: "x", count: count - 4_008))),
    ])
    #expect(metadata.byteCount == count)
    let envelope = RequestEnvelope(method: .number(1), metadata: metadata, body: [])
    #expect((self.refusal(envelope) == "METADATA_TOO_LARGE") == isRefused)
    #expect(metadata.isWithinLimits == !isRefused)
  }

  @Test(
    "Names of metadata are short and plain",
    arguments: [
      ("", false), ("a", true), ("x-test_1.b", true), ("A", false), ("a b", false), ("é", false),
      ("a\u{0}", false), (String(repeating: "n", count: 128), true),
      (String(repeating: "n", count: 129), false),
    ])
  func metadataNames(name: String, isAllowed: Bool) {
    let metadata = Metadata([Metadata.Entry(name: name, value: .text("v"))])
    let envelope = RequestEnvelope(method: .number(1), metadata: metadata, body: [])
    #expect((self.refusal(envelope) == nil) == isAllowed)
    #expect(metadata.isWithinLimits == isAllowed)
  }

  @Test(
    "Malformed envelopes are refused by kind",
    arguments: [
      ("a2010107", "MALFORMED"),  // truncated
      ("a1074100", "MALFORMED"),  // no method
      ("a10101", "MALFORMED"),  // no body
      ("a201010740", nil),  // the least
      ("a20101074000", "MALFORMED"),  // trailing byte
      ("a207400101", "MALFORMED"),  // keys not ascending
      ("a3010101020740", "MALFORMED"),  // a key twice
      ("bf01010740ff", "MALFORMED"),  // indefinite length
      ("a2180101 0740", "MALFORMED"),  // key not in shortest form
      ("a2012007400000", "MALFORMED"),  // a negative method
      ("a301010740182af6", nil),  // unknown key 42: ignored
      ("a3010107402000", "CRITICAL_FIELD"),  // unknown key -1
      ("a301010740616101", "MALFORMED"),  // a text key
      ("a3010107401863fb4000000000000000", "MALFORMED"),  // a float where nobody looks
      ("a30101074018638181818181818181818181818181818100", "MALFORMED"),  // 17 levels
      ("a3010107401863818181818181818181818181818100", nil),  // 14 levels
      ("a301010381617807 40", "MALFORMED"),  // an odd number of metadata items
      ("80", "MALFORMED"), ("00", "MALFORMED"), ("", "MALFORMED"), ("f6", "MALFORMED"),
      ("a201f50740", "MALFORMED"),  // a method that is true
      ("a20101076161", "MALFORMED"),  // a body that is text
    ] as [(String, String?)])
  func malformed(hex: String, reason: String?) {
    let bytes = [UInt8](hex: hex.filter { $0 != " " })
    switch self.read(bytes) {
    case .success: #expect(reason == nil, "\(hex)")
    case .failure(let failure):
      #expect(failure.reason == reason, "\(hex)")
      #expect(failure.code == (reason == "CRITICAL_FIELD" ? .unimplemented : .invalidArgument))
      #expect(failure.outcome == .notStarted)
    }
  }

  @Test(
    "A request in one frame comes back, however long its numbers, its actor and its body are",
    arguments: [0, 23, 24, 255, 256, 65_535, 65_536, 0xffff_ffff, 0x1_0000_0000, .max] as [UInt64])
  func frame(number: UInt64) throws {
    let actors: [Int?] = [nil, 0, 1, 23, 24, 59, 60, 61, 71, 72, 73, 255, 256]
    for (actor, remaining) in actors.flatMap({ [($0, nil), ($0, number)] }) {
      for count in [0, 1, 23, 24, 255, 256, 65_536] {
        let envelope = RequestEnvelope(
          method: .number(number), remainingMilliseconds: remaining,
          actor: actor.map { [UInt8](repeating: 9, count: $0) },
          body: [UInt8](repeating: 7, count: count))
        var writer = FrameWriter(appendingTo: [1, 2, 3])
        writer.request(envelope, stream: 5, isSensitive: true)
        let frame = Array(writer.bytes.dropFirst(3))
        let header = FrameHeader(reading: frame.span)
        #expect(
          header
            == FrameHeader(
              length: frame.count - FrameHeader.byteCount, stream: 5, type: .request,
              flags: [.end, .sensitive]))
        // One form per value: what is read at all was written as it must be.
        #expect(
          try self.read(Array(frame.dropFirst(FrameHeader.byteCount))).get() == envelope,
          "actor \(String(describing: actor)), body \(count)")
      }
    }
  }

  @Test(
    "Every prefix of a request is refused, and no mutation traps",
    arguments: 0..<20 as Range<UInt64>)
  func mutations(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    let envelope = RequestEnvelope(
      method: .number(300), remainingMilliseconds: 70_000,
      metadata: Metadata([.init(name: "k", value: .bytes([1, 2, 3]))]),
      idempotencyKey: [UInt8](repeating: 1, count: 20), actor: [1, 2], body: [4, 5, 6])
    let bytes = cbor { envelope.write(to: &$0) }
    for count in 0..<bytes.count {
      guard case .failure = self.read(Array(bytes.prefix(count))) else {
        Issue.record("A prefix of \(count) bytes was accepted.")
        return
      }
    }
    for round in 0..<500 {
      var changed = bytes
      for _ in 0..<Int.random(in: 1...4, using: &numbers) {
        let index = Int.random(in: 0..<changed.count, using: &numbers)
        changed[index] = UInt8.random(in: 0 ... .max, using: &numbers)
      }
      if case .success(let read) = self.read(changed) {
        // One form per value: what is accepted and has no unknown key is written back the same.
        let again = cbor { read.write(to: &$0) }
        #expect(
          again == changed || again.count != changed.count, "seed \(seed), round \(round)")
      }
    }
  }
}
