import LatchkeyBase
import LatchkeyDomain
import Testing

/// Temporary passwords as the service makes them.
struct TemporaryPasswordTextTests {
  /// Bytes of a generator that can be repeated.
  private static func random(_ seed: UInt64) -> (Int) -> [UInt8] {
    var state = seed
    return { count in
      (0..<count).map { _ in
        // Knuth's constants; the middle bits are the better ones.
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 40)
      }
    }
  }

  private static func text(_ password: Secret) -> [UInt8] {
    password.withBytes { bytes in bytes.indices.map { bytes[$0] } }
  }

  @Test(
    "S4.6, S4.12 each of 100 000 generated passwords passes every profile, and none comes twice")
  func manyPass() {
    let random = Self.random(5)
    var seen: Set<[UInt8]> = []
    for _ in 0..<100_000 {
      let text = Self.text(TemporaryPasswordText.make(random: random))
      seen.insert(text)
      // What the profiles ask for, by hand: a look at every character by its properties would take
      // minutes here. A thousand of them are looked at below.
      #expect(text.count == 19 && text.allSatisfy { $0 == 0x2D || Self.alphabet.contains($0) })
      #expect(text.contains { (0x41...0x5A).contains($0) } && text.contains(0x2D))
      #expect(text.contains { (0x30...0x39).contains($0) })
      #expect(text.contains { (0x61...0x7A).contains($0) })
    }
    #expect(seen.count == 100_000)
  }

  private static let alphabet = Set(TemporaryPasswordText.alphabet)

  @Test(
    "Generated passwords pass the very function that decides",
    arguments: [PasswordPolicy.portal, .nist])
  func passPolicy(policy: PasswordPolicy) {
    let random = Self.random(6)
    for _ in 0..<1_000 {
      let password = TemporaryPasswordText.make(length: policy.minimumLength, random: random)
      #expect(
        policy.violations(of: password, person: PasswordPolicy.Person(), isCommon: { _ in false })
          == [])
    }
  }

  @Test("Of characters that look alike one at most is used, and 16 of them hold more than 64 bits")
  func alphabet() {
    let alphabet = String(decoding: TemporaryPasswordText.alphabet, as: UTF8.self)
    for alike in ["0Oo", "1Iijl", "2Zz", "5Ss", "6G", "8B", "9gq"] {
      #expect(alphabet.filter { alike.contains($0) }.count <= 1, "\(alike)")
    }
    #expect(Set(alphabet).count == alphabet.count)
    // 2 to the power of 4 per character would be 64 bits.
    #expect(alphabet.count > 16)
    #expect(TemporaryPasswordText.characterCountMin >= 16)
  }

  @Test(
    "A policy that asks for more gets more groups",
    arguments: [(0, 19), (19, 19), (20, 24), (64, 64)])
  func length(asked: Int, count: Int) {
    #expect(TemporaryPasswordText.make(length: asked, random: Self.random(7)).byteCount == count)
  }
}
