public import LatchkeyApplication

/// The passwords that are tried first, made by rule from words that this desk collected itself.
///
/// Kept as sorted 64-bit fingerprints, eight bytes an entry. Two texts with one fingerprint are
/// taken for one: for a list of this size that happens to fewer than one candidate in 10^14,
/// and costs its owner another choice.
public struct CommonPasswordList: CommonPasswords {
  private let fingerprints: [UInt64]

  /// Makes the list: some milliseconds of work, once at the start.
  public init() {
    var found: [UInt64] = []
    found.reserveCapacity(120_000)
    CommonPasswordRules.forEachEntry { found.append(Self.fingerprint($0)) }
    found.sort()
    var distinct: [UInt64] = []
    distinct.reserveCapacity(found.count)
    for fingerprint in found where fingerprint != distinct.last { distinct.append(fingerprint) }
    // A copy of exactly the size.
    self.fingerprints = distinct.map { $0 }
  }

  /// Returns at once.
  public func ready() async {}

  /// How many different passwords are on the list.
  public var count: Int { self.fingerprints.count }

  /// Whether a password, UTF-8 in small letters, is on the list. Allocates nothing.
  public func contains(_ password: [UInt8]) -> Bool {
    let wanted = Self.fingerprint(password[...])
    var low = 0
    var high = self.fingerprints.count
    while low < high {
      let middle = (low + high) / 2
      if self.fingerprints[middle] < wanted { low = middle + 1 } else { high = middle }
    }
    return low < self.fingerprints.count && self.fingerprints[low] == wanted
  }

  /// FNV-1a of 64 bits: not a cryptographic hash and not used as one, since the list is public.
  private static func fingerprint(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
