import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// A token that works, with its account, as a transaction finds them.
struct UsableToken: Sendable {
  let token: Token
  let account: Account
  let kind: TokenKind
}

/// Tokens by their texts: made, and found again.
struct Tokens: Sendable {
  let source: TokenMint

  init(mint source: TokenMint) {
    self.source = source
  }

  /// What tokens are found by.
  var digests: any KeyedDigests { self.source.digests }

  /// Makes a token: its text for the owner, its digest for the store.
  func mint(_ purpose: TokenPurpose) -> (text: Secret, digest: TokenDigest) {
    self.source.mint(purpose)
  }

  /// A token and its account, in every state; nil when there is none.
  func find(
    _ purpose: TokenPurpose, secret: Secret, in transaction: any StoreReading
  ) throws(Failure) -> (token: Token, account: Account)? {
    for digest in self.digests.candidates(purpose, secret: secret) {
      guard let token = try transaction.token(digest), token.purpose == purpose,
        let account = try transaction.account(token.account)
      else { continue }
      return (token, account)
    }
    return nil
  }

  /// A token that works, and its account. Reads only: looking never uses a token up.
  ///
  /// A purpose that the call does not accept is as unknown as a text that is no token.
  ///
  /// - Throws: A refusal with the reason of the kind.
  func usable(
    _ text: Secret, _ kind: TokenKind, for purposes: [TokenPurpose],
    in transaction: any StoreReading, at now: Timestamp
  ) throws(Failure) -> UsableToken {
    guard let (purpose, secret) = TokenText.read(text), purposes.contains(purpose),
      let (token, account) = try self.find(purpose, secret: secret, in: transaction)
    else { throw .refusal(kind.invalid) }
    let globalEpoch = try transaction.globalEpoch()
    if let refusal = token.refusal(for: account, globalEpoch: globalEpoch, at: now) {
      throw .refusal(kind.reason(refusal))
    }
    return UsableToken(token: token, account: account, kind: kind)
  }
}

extension StoreWriting {
  /// Uses a token up. One conditional statement: of two callers with the same token one wins.
  func claim(_ usable: UsableToken) throws(Failure) {
    guard try self.claimToken(usable.token.id) else { throw .refusal(usable.kind.used) }
  }
}
