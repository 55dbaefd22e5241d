import LatchkeyBase
import LatchkeyDomain

/// New recovery codes of one account: their texts for the owner, their digests for the store.
struct RecoveryCodeSet: Sendable {
  let texts: [Secret]
  let digests: [[UInt8]]

  /// Makes codes.
  init(for account: AccountID, entropy: any Entropy, vault: any SeedVault) {
    var texts: [Secret] = []
    var digests: [[UInt8]] = []
    for _ in 0..<RecoveryCode.count {
      var bytes = entropy.bytes(RecoveryCode.byteCount)
      defer { wipe(&bytes) }
      texts.append(RecoveryCode.write(bytes))
      digests.append(vault.digest(recoveryCode: Secret(copying: bytes), of: account))
    }
    self.texts = texts
    self.digests = digests
  }
}
