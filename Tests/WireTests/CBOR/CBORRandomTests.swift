import LatchkeyTestBasics
import LatchkeyWire
import Testing

@Suite("Random bodies have one form or are refused")
struct CBORRandomTests {
  static let seeds: [UInt64] = (1...40).map { $0 &* 0x5851_f42d_4c95_7f2d }

  @Test("What is written is read back, by hand", arguments: seeds)
  func items(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    for round in 0..<50 {
      let item = CBORItem.random(depth: 4, using: &numbers)
      let encoded = item.encoded
      #expect(try CBORItem(decoding: encoded) == item, "seed \(seed), round \(round)")
    }
  }

  @Test("What is written is read back, through types", arguments: seeds)
  func messages(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    for round in 0..<25 {
      let request = Request.random(using: &numbers)
      let encoded = try CBOREncoder().encode(request)
      let note: Comment = "seed \(seed), round \(round)"
      #expect(try CBORDecoder().decode(Request.self, from: encoded) == request, note)
      #expect(try CBORItem(decoding: encoded).encoded == encoded, note)
    }
  }

  @Test("A changed body is refused or is the one form of what it says", arguments: seeds)
  func mutations(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    var admitted = 0
    for round in 0..<400 {
      var body = try CBOREncoder().encode(Request.random(using: &numbers))
      for _ in 0..<Int.random(in: 1...3, using: &numbers) { body.mutate(using: &numbers) }
      let note: Comment = "seed \(seed), round \(round), \(hex(body))"
      let byHand: CBORItem?
      do throws(CBORError) {
        byHand = try CBORItem(decoding: body)
      } catch {
        byHand = nil
      }
      if let byHand { #expect(byHand.encoded == body, note) }
      do throws(CBORError) {
        let request = try CBORDecoder().decode(Request.self, from: body)
        #expect(byHand != nil, note)
        // Only unknown keys may be lost on the way.
        let again = try CBOREncoder().encode(request)
        #expect(again == body || again.count < body.count, note)
        admitted += 1
      } catch {
        #expect((0...body.count).contains(error.offset), note)
      }
    }
    #expect(admitted > 0, "seed \(seed): every change was refused, so nothing was compared.")
  }

  @Test("Noise never traps", arguments: seeds)
  func noise(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    for round in 0..<2_000 {
      let length = Int.random(in: 0...24, using: &numbers)
      let body = (0..<length).map { _ in UInt8.random(in: 0...255, using: &numbers) }
      let note: Comment = "seed \(seed), round \(round), \(hex(body))"
      do throws(CBORError) {
        #expect(try CBORItem(decoding: body).encoded == body, note)
      } catch {
        #expect((0...body.count).contains(error.offset), note)
      }
      _ = refusal { () throws(CBORError) in
        _ = try CBORDecoder().decode([Request].self, from: body)
      }
    }
  }

  @Test("A message cut at any byte is refused", arguments: seeds.prefix(4))
  func truncation(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    let body = try CBOREncoder().encode(Request.random(using: &numbers))
    for length in 0..<body.count {
      let error = refusal { () throws(CBORError) in
        _ = try CBORDecoder().decode(Request.self, from: body[..<length])
      }
      #expect(error?.kind == .truncated, "seed \(seed), \(length) bytes")
    }
  }
}
