import LatchkeyBase
import LatchkeyHot
import LatchkeySchema
import LatchkeyWire
import Testing

@Suite("Messages that are coded directly are those of their types")
struct DirectTests {
  /// What a decoder makes of bytes.
  private enum Found<M: Message>: Equatable {
    case message(M)
    case error(CBORError.Kind)
  }

  private static func found<M: Message>(
    _ decode: ([UInt8]) throws(CBORError) -> M, _ bytes: [UInt8]
  ) -> Found<M> {
    do throws(CBORError) {
      return .message(try decode(bytes))
    } catch {
      return .error(error.kind)
    }
  }

  /// Encodes both ways, and decodes the bytes, the bytes with anything changed, cut or behind them.
  private static func expectSame<M: DirectMessage>(
    _ message: M, _ random: inout SplitMix
  ) throws {
    let bytes = try CBOREncoder().encode(message)
    #expect(DirectCoding.encode(message) == bytes)
    var attempts = [bytes, bytes + [0], Array(bytes.dropLast())]
    for _ in 0..<40 where !bytes.isEmpty {
      var changed = bytes
      changed[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
      attempts.append(changed)
    }
    for bytes in attempts {
      let plain = Self.found(
        { (bytes) throws(CBORError) in
          try CBORDecoder().decode(M.self, from: bytes)
        }, bytes)
      let direct = Self.found(
        { (bytes) throws(CBORError) in
          try DirectCoding.decode(M.self, from: bytes)
        }, bytes)
      #expect(plain == direct, "\(bytes)")
    }
  }

  @Test("Random messages have the same bytes, and changed bytes the same meaning or error")
  func random() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix(seed: seed)
    for _ in 0..<500 {
      let bytes = (0..<Int(random.next() % 300)).map { _ in
        UInt8(truncatingIfNeeded: random.next())
      }
      try Self.expectSame(Server.Ping(payload: random.next() % 8 == 0 ? nil : bytes), &random)
      try Self.expectSame(Server.Ping.Response(payload: bytes), &random)
      try Self.expectSame(Sessions.VerifySession(session: Secret(bytes)), &random)
      func number() -> Int64 {
        Int64(truncatingIfNeeded: random.next()) >> Int64(random.next() % 64)
      }
      try Self.expectSame(
        Sessions.VerifySession.Response(
          accountID: number(), population: random.next() % 4 == 0 ? .contact : .agent,
          credentialEpoch: number(), idleExpiresAt: Timestamp(milliseconds: number()),
          expiresAt: Timestamp(milliseconds: number())), &random)
    }
  }

  @Test("A secret that is too long is refused either way")
  func longSecret() {
    let bytes: [UInt8] = [0xa1, 0x01, 0x59, 0x10, 0x01] + [UInt8](repeating: 7, count: 4_097)
    #expect(throws: CBORError.self) {
      try DirectCoding.decode(Sessions.VerifySession.self, from: bytes)
    }
  }
}

/// Random numbers that a seed repeats.
private struct SplitMix {
  private var state: UInt64

  init(seed: UInt64) {
    self.state = seed
  }

  mutating func next() -> UInt64 {
    self.state &+= 0x9E37_79B9_7F4A_7C15
    var value = self.state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
