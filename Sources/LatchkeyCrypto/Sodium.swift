internal import CSodium

/// libsodium, started once.
///
/// Everything in this module that calls libsodium asks for it first, so that no caller can forget.
enum Sodium {
  /// Whether libsodium found its source of randomness and chose its implementations.
  ///
  /// It is fail-closed by itself: without a source of randomness it ends the process rather than
  /// fall back to something weaker.
  private static let isReady = sodium_init() >= 0

  static func start() {
    precondition(self.isReady, "libsodium did not start.")
  }
}

/// Whether two byte strings are equal, in a time that tells nothing but their lengths.
public func constantTimeEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  guard left.count == right.count else { return false }
  return unsafe sodium_memcmp(left, right, left.count) == 0
}
