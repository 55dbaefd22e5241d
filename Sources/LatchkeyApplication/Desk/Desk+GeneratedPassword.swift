import LatchkeyDomain

extension Desk {
  /// A password that the service makes up (S4.6): 16 letters and digits in groups of four, with at
  /// least one capital, one small letter and one digit; the hyphens are the special characters.
  ///
  /// Nothing in it can be mistaken when it is read out: neither 0 nor O, neither 1 nor l nor I. The 56
  /// others make 92 bits or more, and it passes the policy of the account's population.
  ///
  /// - Throws: ``NoPasswordFits`` when the policy can hardly be met.
  func generatedPassword(for account: Account) throws -> SecretBytes {
    let shortest = self.settings.policy(account.population).minimumLength
    for _ in 0..<1_000 {
      let password = self.draftOfPassword(groups: max(4, shortest / 5 + 1))
      if self.violations(
        of: password, for: PasswordPolicy.Person(account), in: account.population
      ).isEmpty {
        return password
      }
    }
    throw NoPasswordFits()
  }

  private func draftOfPassword(groups: Int) -> SecretBytes {
    let count = groups * 5 - 1
    let alphabet = Array("23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(count)
    defer { wipe(&text) }
    while text.count < count {
      var bytes = self.entropy.bytes(32)
      defer { wipe(&bytes) }
      // Each character as likely as the others: what lies beyond the last whole multiple is left out.
      for byte in bytes
      where Int(byte) < 256 / alphabet.count * alphabet.count && text.count < count {
        if text.count % 5 == 4 { text.append(UInt8(ascii: "-")) }
        text.append(alphabet[Int(byte) % alphabet.count])
      }
    }
    return SecretBytes(text)
  }
}

/// A thousand passwords were made up, and none passed the policy.
struct NoPasswordFits: Error, Hashable {}
