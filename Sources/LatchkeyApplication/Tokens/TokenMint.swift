import LatchkeyBase
import LatchkeyDomain

/// Makes tokens: the text for the owner, and the digest for the store.
struct TokenMint: Sendable {
  let digests: any KeyedDigests
  let entropy: any Entropy

  /// Makes a token.
  func mint(_ purpose: TokenPurpose) -> (text: Secret, digest: TokenDigest) {
    var secret = self.entropy.bytes(TokenText.secretByteCount)
    defer { wipe(&secret) }
    let text = TokenText.write(purpose, secret: secret)
    return (text, self.digests.digest(purpose, secret: Secret(copying: secret)))
  }
}
