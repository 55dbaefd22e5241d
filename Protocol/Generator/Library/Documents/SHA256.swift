/// FIPS 180-4, for the fingerprint of the schema. Not for secrets.
package enum SHA256 {
  /// The fingerprint of bytes, 64 hexadecimal digits.
  package static func hex(of bytes: [UInt8]) -> String {
    var state: [UInt32] = Self.roots(of: 8, power: 0.5)
    let keys = Self.roots(of: 64, power: 1.0 / 3.0)
    var padded = bytes + [0x80]
    while padded.count % 64 != 56 { padded.append(0) }
    let bits = UInt64(bytes.count) * 8
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      padded.append(UInt8(truncatingIfNeeded: bits >> shift))
    }
    for start in stride(from: 0, to: padded.count, by: 64) {
      Self.mix(padded[start..<start + 64], into: &state, keys: keys)
    }
    return state.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  private static func mix(_ block: ArraySlice<UInt8>, into state: inout [UInt32], keys: [UInt32]) {
    func turn(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }
    var words = stride(from: block.startIndex, to: block.endIndex, by: 4).map { index in
      block[index..<index + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    }
    for index in 16..<64 {
      let (early, late) = (words[index - 15], words[index - 2])
      let first = turn(early, 7) ^ turn(early, 18) ^ early >> 3
      let second = turn(late, 17) ^ turn(late, 19) ^ late >> 10
      words.append(words[index - 16] &+ first &+ words[index - 7] &+ second)
    }
    var run = state
    for index in 0..<64 {
      let (a, e) = (run[0], run[4])
      let choice = e & run[5] ^ ~e & run[6]
      let majority = a & run[1] ^ a & run[2] ^ run[1] & run[2]
      let down = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)
      let up = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)
      let one = run[7] &+ down &+ choice &+ keys[index] &+ words[index]
      run = [one &+ up &+ majority, a, run[1], run[2], run[3] &+ one, e, run[5], run[6]]
    }
    state = zip(state, run).map { $0 &+ $1 }
  }

  /// The first 32 bits behind the point of roots of the first primes.
  private static func roots(of count: Int, power: Double) -> [UInt32] {
    let primes = (2...).lazy.filter { number in (2..<number).allSatisfy { number % $0 != 0 } }
    return primes.prefix(count).map { prime in
      // Double keeps 53 bits: at most 5 stand before the point here, so 32 behind it are exact.
      let root = power == 0.5 ? Double(prime).squareRoot() : Self.cubeRoot(Double(prime))
      return UInt32((root - root.rounded(.down)) * 4_294_967_296)
    }
  }

  private static func cubeRoot(_ value: Double) -> Double {
    var root = value.squareRoot()
    for _ in 0..<100 { root -= (root * root * root - value) / (3 * root * root) }
    return root
  }
}
