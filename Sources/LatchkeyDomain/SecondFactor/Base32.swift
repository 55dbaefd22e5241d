/// RFC 4648, 6, without padding.
enum Base32 {
  static func write(_ bytes: [UInt8], alphabet: [UInt8], _ put: (UInt8) -> Void) {
    var bits: UInt32 = 0
    var bitCount = 0
    for byte in bytes {
      bits = bits << 8 | UInt32(byte)
      bitCount += 8
      while bitCount >= 5 {
        bitCount -= 5
        put(alphabet[Int(bits >> UInt32(bitCount) & 31)])
      }
    }
    if bitCount > 0 { put(alphabet[Int(bits << UInt32(5 - bitCount) & 31)]) }
  }
}
