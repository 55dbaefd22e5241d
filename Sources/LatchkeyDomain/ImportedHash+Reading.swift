// The forms, byte by byte, as crypt(5) and the libraries behind them write them.
extension ImportedHash {
  static func scheme(of text: String) -> Scheme? {
    if let argon = ArgonHash(phc: text) { return .argon2(argon.variant, argon.cost) }
    let bytes = Array(text.utf8)
    for prefix in ["$2a$", "$2b$", "$2y$"] where bytes.starts(with: prefix.utf8) {
      return self.bcrypt(bytes.dropFirst(prefix.utf8.count))
    }
    if bytes.starts(with: "$6$".utf8) { return self.sha512Crypt(bytes.dropFirst(3)) }
    if bytes.starts(with: "$y$".utf8) { return self.yescrypt(bytes.dropFirst(3)) }
    return nil
  }

  /// Two digits, `$`, 22 characters of salt, 31 of hash. The last of each holds bits that no function
  /// reads; a hash where they are set would never match what the function writes.
  private static func bcrypt(_ bytes: ArraySlice<UInt8>) -> Scheme? {
    let digits = bytes.prefix(2)
    let rest = bytes.dropFirst(3)
    guard bytes.count == 56, digits.allSatisfy(self.isDigit),
      bytes.dropFirst(2).first == self.dollar,
      let salt = self.values(rest.prefix(22), of: self.bcryptAlphabet),
      let hash = self.values(rest.dropFirst(22), of: self.bcryptAlphabet),
      salt[21] & 0xF == 0, hash[30] & 0x3 == 0
    else { return nil }
    return .bcrypt(cost: digits.reduce(0) { $0 * 10 + Int($1 - 0x30) })
  }

  /// Perhaps `rounds=N$`, 1 to 16 characters of salt, `$`, 86 of hash, the last of two bits only.
  private static func sha512Crypt(_ bytes: ArraySlice<UInt8>) -> Scheme? {
    var rest = bytes
    var rounds = 5_000
    if rest.starts(with: "rounds=".utf8) {
      let digits = rest.dropFirst(7).prefix(while: self.isDigit)
      guard 1...9 ~= digits.count, digits.first != 0x30 else { return nil }
      rounds = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
      rest = rest.dropFirst(7 + digits.count)
      guard rest.popFirst() == self.dollar else { return nil }
    }
    let salt = rest.prefix { $0 != self.dollar }
    rest = rest.dropFirst(salt.count + 1)
    guard 1...16 ~= salt.count, salt.allSatisfy(self.isSalt), rest.count == 86,
      let hash = self.values(rest, of: self.cryptAlphabet), hash[85] <= 3
    else { return nil }
    return .sha512Crypt(rounds: rounds)
  }

  /// `j`, one character each for N and r, `$`, up to 86 characters of salt, `$`, 43 of hash.
  ///
  /// The format knows more parameters (parallelism, time, a ROM); crypt_gensalt writes none of them.
  private static func yescrypt(_ bytes: ArraySlice<UInt8>) -> Scheme? {
    let parameters = bytes.prefix { $0 != self.dollar }
    let rest = bytes.dropFirst(parameters.count + 1)
    let salt = rest.prefix { $0 != self.dollar }
    let hash = rest.dropFirst(salt.count + 1)
    guard parameters.count == 3, parameters.first == UInt8(ascii: "j"),
      let numbers = self.values(parameters.dropFirst(), of: self.cryptAlphabet),
      // Numbers up to 48 have one character, counted from 1.
      numbers.allSatisfy({ $0 < 48 }),
      salt.count <= 86, self.values(salt, of: self.cryptAlphabet) != nil,
      hash.count == 43, let last = self.values(hash, of: self.cryptAlphabet)?.last,
      // 256 bits in 43 characters: the last holds four of them.
      last <= 15
    else { return nil }
    let (power, blocks) = (numbers[0] + 1, numbers[1] + 1)
    // 128 * N * r bytes. Beyond 2 to the power of 32 the number itself does not matter.
    return .yescrypt(memoryKiB: (1 << min(power, 32)) * blocks / 8)
  }

  private static let dollar = UInt8(ascii: "$")
  private static let bcryptAlphabet = Array(
    "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
  private static let cryptAlphabet = Array(
    "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

  /// The place of each character in an alphabet; nil when one is not in it.
  private static func values(_ text: ArraySlice<UInt8>, of alphabet: [UInt8]) -> [Int]? {
    var values: [Int] = []
    for character in text {
      guard let value = alphabet.firstIndex(of: character) else { return nil }
      values.append(value)
    }
    return values
  }

  private static func isDigit(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte }

  /// What libxcrypt takes in a salt: visible ASCII without `$`, and without what a password file
  /// uses itself.
  private static func isSalt(_ byte: UInt8) -> Bool {
    0x21...0x7E ~= byte && !"$!*:;\\".utf8.contains(byte)
  }
}
