internal import COath
package import LatchkeyBase
package import LatchkeyDomain

/// Codes of devices, by liboath.
package enum OneTimeCodes {
  private static let isReady = latchkey_oath_start() == 1

  static func start() {
    precondition(self.isReady, "liboath did not start.")
  }

  /// Whether a device with this seed shows a code in a step. Takes as long for every code.
  static func shows(_ code: Secret, seed: Secret, at step: TimeStep) -> Bool {
    guard var expected = self.code(of: seed, at: step) else { return false }
    defer { wipe(&expected) }
    return code.withBytes { shown in
      constantTimeEqual(shown.indices.map { shown[$0] }, expected)
    }
  }

  /// The digits that a device shows in a step; nil for a number of digits that is not 6 to 8.
  ///
  /// HMAC-SHA-1, dynamic truncation. SHA-1 is what the applications of phones know; what is broken of
  /// it is nothing that HMAC needs (RFC 6194, 3.3).
  package static func code(
    of seed: Secret, at step: TimeStep, digits: Int = OneTimeCode.digitCount
  ) -> [UInt8]? {
    guard step.number >= 0, 6...8 ~= digits else { return nil }
    self.start()
    // A code that nobody has shown yet is a secret as well.
    var text = [UInt8](repeating: 0, count: digits + 1)
    defer { wipe(&text) }
    let isMade = seed.withBytes { bytes in
      unsafe bytes.withUnsafeBytes { secret in
        unsafe text.withUnsafeMutableBytes { out in
          unsafe latchkey_oath_code(
            secret.bindMemory(to: CChar.self).baseAddress, secret.count, UInt64(step.number),
            UInt32(digits), out.bindMemory(to: CChar.self).baseAddress) == 1
        }
      }
    }
    return isMade ? Array(text.prefix(digits)) : nil
  }
}
