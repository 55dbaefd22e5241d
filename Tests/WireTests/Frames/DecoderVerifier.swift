import LatchkeyTestBasics
import LatchkeyWire
import Testing

/// Replays bytes through a decoder in every way they can come, and compares what comes out.
struct DecoderVerifier {
  /// What a decoder found.
  enum Found: Hashable {
    case frame(FrameHeader, [UInt8])
    case oversized(FrameHeader)
    case fault(ConnectionFault.Rule)
  }

  var bodyBytesMax = 65_536
  var skippedBytesMax = 1_048_576

  /// Feeds pieces and lists what was found; stops at the first fault.
  func decode(_ pieces: [ArraySlice<UInt8>]) -> [Found] {
    var decoder = FrameDecoder(
      bodyBytesMax: self.bodyBytesMax, skippedBytesMax: self.skippedBytesMax)
    var found: [Found] = []
    for piece in pieces {
      var offset = 0
      let bytes = [UInt8](piece)
      reading: while true {
        do throws(ConnectionFault) {
          switch try decoder.next(in: bytes.span, at: &offset) {
          case .needsBytes:
            #expect(offset == bytes.count, "A decoder that needs bytes has taken all it got.")
            break reading
          case .frame(let header, .input(let range)):
            found.append(.frame(header, [UInt8](bytes[range])))
          case .frame(let header, .kept):
            found.append(.frame(header, Array(decoder.takeKept().dropFirst(12))))
          case .oversized(let header): found.append(.oversized(header))
          }
        } catch {
          found.append(.fault(error.rule))
          return found
        }
      }
    }
    return found
  }

  /// All at once, byte by byte, in pieces of some sizes, cut in two at every place, and in random
  /// pieces: the same must come out. Truncated anywhere: a prefix of it, and nothing else.
  func verify(_ bytes: [UInt8], gives expected: [Found], seed: UInt64) {
    #expect(self.decode([bytes[...]]) == expected)
    for size in [1, 2, 3, 7, 8, 9, 10, 11, 12, 13, 64, 4_096] {
      #expect(self.decode(Self.split(bytes, size)) == expected, "pieces of \(size)")
    }
    let cuts = bytes.count < 400 ? Array(0...bytes.count) : Array(0...200) + [bytes.count - 1]
    for cut in cuts {
      #expect(self.decode([bytes[..<cut], bytes[cut...]]) == expected, "cut at \(cut)")
      let truncated = self.decode([bytes[..<cut]])
      #expect(Array(expected.prefix(truncated.count)) == truncated, "truncated at \(cut)")
      #expect(cut == bytes.count || truncated.count <= expected.count)
    }
    var numbers = SeededNumbers(seed: seed)
    for round in 0..<20 {
      var pieces: [ArraySlice<UInt8>] = []
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = Int.random(in: 0...min(rest.count, 40), using: &numbers)
        pieces.append(rest.prefix(count))
        rest = rest.dropFirst(count)
      }
      #expect(self.decode(pieces) == expected, "seed \(seed), round \(round)")
    }
  }

  private static func split(_ bytes: [UInt8], _ size: Int) -> [ArraySlice<UInt8>] {
    stride(from: 0, to: bytes.count, by: size).map { bytes[$0..<min($0 + size, bytes.count)] }
  }
}
