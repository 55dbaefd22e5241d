public import LatchkeyBase

/// A password hash that another system made, read strictly before it is stored.
///
/// An import decides what every later sign-in costs, so form and cost are judged here, and
/// nothing is computed. Accepted are bcrypt (`$2a$`, `$2b$`, `$2y$`), SHA-512-crypt (`$6$`), yescrypt
/// as `crypt_gensalt` writes it (`$y$`), and Argon2i and Argon2id as PHC strings.
public struct ImportedHash: Hashable, Sendable {
  /// The function, and what one evaluation of it costs.
  public enum Scheme: Hashable, Sendable {
    /// bcrypt with 2 to the power of cost rounds. Sees 72 bytes.
    case bcrypt(cost: Int)
    /// SHA-512-crypt with so many rounds.
    case sha512Crypt(rounds: Int)
    /// yescrypt with so much memory.
    case yescrypt(memoryKiB: Int)
    /// Argon2.
    case argon2(ArgonHash.Variant, HashCost)

    /// Whether it is bcrypt.
    public var isBcrypt: Bool { if case .bcrypt = self { true } else { false } }
  }

  /// Bytes of a text at most. The longest of the forms below has 137: yescrypt with a salt of 64
  /// bytes (crypt(5)).
  public static let byteCountMax = 137
  /// bcrypt's cost: from the function's own least (crypt(5)) to 14, a second on one core. OWASP's
  /// Password Storage Cheat Sheet asks for 10 or more; systems in use rarely go beyond 12.
  public static let bcryptCosts = 4...14
  /// Rounds of SHA-512-crypt: from the function's own least (crypt(5)) to a million, half a second
  /// on one core. The default of the function is 5000, that of Python's passlib 656 000.
  public static let sha512CryptRounds = 1_000...1_000_000
  /// Memory of yescrypt, in KiB: as ``HashCost/memoryKiBMax``. The default of crypt_gensalt is
  /// 16 MiB.
  public static let yescryptMemoryKiBMax = HashCost.memoryKiBMax

  /// The function and its cost.
  public let scheme: Scheme
  /// The hash, for the store.
  public let hash: PasswordHash

  /// Reads a hash from outside.
  ///
  /// - Parameters:
  ///   - text: The hash.
  ///   - field: The request's field that it came in.
  /// - Throws: `FieldError`, which never repeats the text.
  public init(_ text: String, field: String) throws(FieldError) {
    func refuse(_ problem: String) -> FieldError { FieldError(field: field, problem: problem) }
    guard text.utf8.count <= Self.byteCountMax else {
      throw refuse("A password hash has at most \(Self.byteCountMax) bytes.")
    }
    guard let scheme = Self.scheme(of: text) else {
      throw refuse(
        "The hash is of an unknown kind. Known are bcrypt ($2a$, $2b$, $2y$), SHA-512-crypt ($6$), "
          + "yescrypt ($y$), or Argon2 as a PHC string, each in its canonical spelling.")
    }
    if let problem = Self.problem(with: scheme) { throw refuse(problem) }
    self.scheme = scheme
    self.hash = PasswordHash(phc: text)
  }

  /// Reads a stored hash again; nil when it is none of these or costs too much.
  public init?(stored hash: PasswordHash) {
    guard hash.phc.utf8.count <= Self.byteCountMax, let scheme = Self.scheme(of: hash.phc),
      Self.problem(with: scheme) == nil
    else { return nil }
    self.scheme = scheme
    self.hash = hash
  }

  private static func problem(with scheme: Scheme) -> String? {
    switch scheme {
    case .bcrypt(let cost):
      guard !self.bcryptCosts.contains(cost) else { return nil }
      return "The cost of bcrypt must be from \(self.bcryptCosts.lowerBound) to "
        + "\(self.bcryptCosts.upperBound)."
    case .sha512Crypt(let rounds):
      guard !self.sha512CryptRounds.contains(rounds) else { return nil }
      return "The rounds of SHA-512-crypt must be from \(self.sha512CryptRounds.lowerBound) to "
        + "\(self.sha512CryptRounds.upperBound)."
    case .yescrypt(let memoryKiB):
      guard memoryKiB > self.yescryptMemoryKiBMax else { return nil }
      return "yescrypt may take at most \(self.yescryptMemoryKiBMax) KiB of memory."
    case .argon2(_, let cost):
      guard !cost.isWithinBounds else { return nil }
      return "Argon2 may take at most \(HashCost.memoryKiBMax) KiB of memory, "
        + "\(HashCost.passesMax) passes and \(HashCost.lanesMax) lanes, memory times passes at "
        + "most \(HashCost.workKiBMax) KiB."
    }
  }
}

extension PasswordHash {
  /// Whether the function of this hash saw the whole of a password: bcrypt stops at 72 bytes, and
  /// everything of crypt(3) at a NUL.
  ///
  /// Where it did not, a match proves a part only: such a hash is not made anew from the whole, but
  /// its owner asked for another password.
  public func seesWhole(_ password: Secret) -> Bool {
    switch ImportedHash(stored: self)?.scheme {
    case nil, .argon2: true
    case .bcrypt: password.byteCount <= 72 && !password.holdsNUL
    case .sha512Crypt, .yescrypt: !password.holdsNUL
    }
  }
}

extension Secret {
  fileprivate var holdsNUL: Bool {
    self.withBytes { bytes in
      var found = false
      for index in bytes.indices where bytes[index] == 0 { found = true }
      return found
    }
  }
}
