/// What one Argon2id evaluation costs.
public struct HashCost: Hashable, Sendable {
  /// Memory in KiB (Argon2's m).
  public let memoryKiB: Int
  /// Passes over the memory (Argon2's t).
  public let passes: Int
  /// Lanes (Argon2's p). Hashes of ours have one; imported ones may have more.
  public let lanes: Int

  /// OWASP Password Storage Cheat Sheet, and this desk's default: 19 MiB, two passes, one lane.
  public static let standard = Self(memoryKiB: 19_456, passes: 2, lanes: 1)

  /// The most that a stored or configured hash may ask for: memory of 256 MiB, four times the
  /// 64 MiB of RFC 9106's second recommended option.
  public static let memoryKiBMax = 262_144
  /// Passes at most.
  public static let passesMax = 16
  /// Lanes at most.
  public static let lanesMax = 16
  /// Memory times passes at most: 1 GiB filled once, about two seconds on one core.
  public static let workKiBMax = 1_048_576

  /// A cost. Whether it is enough, or too much, is for those who use it to say.
  public init(memoryKiB: Int, passes: Int, lanes: Int = 1) {
    self.memoryKiB = memoryKiB
    self.passes = passes
    self.lanes = lanes
  }

  /// Whether it reaches the floor of OWASP ASVS 5.0, appendix C: 46 MiB with one pass, 19 MiB with
  /// two, 12 MiB with three or more.
  public var reachesFloor: Bool {
    switch self.passes {
    case ...0: false
    case 1: self.memoryKiB >= 47_104
    case 2: self.memoryKiB >= 19_456
    default: self.memoryKiB >= 12_288
    }
  }

  /// Whether an evaluation is worth beginning: Argon2's own minimum (8 KiB a lane) to the maxima
  /// above. Checked before any memory is had or work done.
  public var isWithinBounds: Bool {
    guard 1...Self.lanesMax ~= self.lanes, 1...Self.passesMax ~= self.passes,
      self.memoryKiB >= 8 * self.lanes, self.memoryKiB <= Self.memoryKiBMax
    else { return false }
    return self.memoryKiB * self.passes <= Self.workKiBMax
  }
}
