import LatchkeyBase
import LatchkeyDomain
import Testing

/// When a stored token is accepted.
struct TokenTests {
  private static func token(
    purpose: TokenPurpose = .agentReset, account: Int64 = 5, epoch: Int64 = 7,
    emailVersion: Int64 = 3, globalEpoch: Int64 = 11, state: Token.State = .live
  ) -> Token {
    Token(
      id: TokenID(rawValue: 1), purpose: purpose, account: AccountID(rawValue: account),
      epoch: epoch, emailVersion: emailVersion, globalEpoch: globalEpoch, createdAt: Sample.now,
      expiresAt: Sample.now + .hours(48), state: state)
  }

  @Test(
    "S2.11 a link of 48 hours is accepted 1 ms before its end, and refused at it and after it",
    arguments: [
      (0, nil), (172_799_999, nil), (172_800_000, .expired), (172_800_001, .expired),
    ] as [(Int64, Token.Refusal?)])
  func boundary(elapsed: Int64, refusal: Token.Refusal?) throws {
    let account = try Sample.account()
    let now = Sample.now.offset(by: elapsed)
    #expect(Self.token().refusal(for: account, globalEpoch: 11, at: now) == refusal)
  }

  @Test(
    "Each thing that changed since makes a token invalid",
    arguments: [
      ("nothing", token(), nil),
      ("epoch behind", token(epoch: 6), .invalid),
      ("epoch ahead", token(epoch: 8), .invalid),
      ("e-mail version behind", token(emailVersion: 2), .invalid),
      ("e-mail version ahead", token(emailVersion: 4), .invalid),
      ("store's epoch behind", token(globalEpoch: 10), .invalid),
      ("store's epoch ahead", token(globalEpoch: 12), .invalid),
      ("another account", token(account: 6), .invalid),
      ("another population", token(purpose: .contactReset), .invalid),
    ] as [(String, Token, Token.Refusal?)])
  func changes(what: String, token: Token, refusal: Token.Refusal?) throws {
    let account = try Sample.account()
    #expect(token.refusal(for: account, globalEpoch: 11, at: Sample.now) == refusal)
  }

  @Test("A deactivated account makes every token invalid")
  func deactivated() throws {
    let account = try Sample.account(
      standing: .deactivated(by: nil, at: Sample.now, reason: "left"))
    #expect(Self.token().refusal(for: account, globalEpoch: 11, at: Sample.now) == .invalid)
  }

  @Test(
    "What became of a token is said for ever, before the clock and the epochs",
    arguments: [(.used, .used), (.superseded, .superseded), (.revoked, .invalid)]
      as [(Token.State, Token.Refusal)])
  func states(state: Token.State, refusal: Token.Refusal) throws {
    let account = try Sample.account()
    for elapsed: Int64 in [0, 172_799_999, 172_800_000, 1_000_000_000_000] {
      let now = Sample.now.offset(by: elapsed)
      #expect(
        Self.token(epoch: 1, state: state).refusal(for: account, globalEpoch: 11, at: now)
          == refusal)
    }
  }

  @Test("A token made for an account is accepted until its lifetime is over")
  func made() throws {
    let account = try Sample.account()
    let new = NewToken(
      digest: TokenDigest(bytes: [UInt8](repeating: 1, count: 32)), purpose: .agentReset,
      account: account, globalEpoch: 11, createdAt: Sample.now, lifetime: .minutes(60))
    let token = Token(
      id: TokenID(rawValue: 1), purpose: new.purpose, account: new.account, epoch: new.epoch,
      emailVersion: new.emailVersion, globalEpoch: new.globalEpoch, createdAt: new.createdAt,
      expiresAt: new.expiresAt, state: .live)
    let last = Sample.now.offset(by: 3_599_999)
    #expect(token.refusal(for: account, globalEpoch: 11, at: last) == nil)
    #expect(token.refusal(for: account, globalEpoch: 11, at: last.offset(by: 1)) == .expired)
  }

  @Test("I2 every change of password, address or standing kills the tokens that were out")
  func killed() throws {
    let changes: [(String, (inout Account) -> Void)] = [
      ("password", { $0.setPassword(Sample.otherHash) }),
      ("temporary", { $0.setTemporaryPassword(Sample.otherHash, Sample.temporary(.chosen)) }),
      ("compromised", { _ = $0.requirePasswordChange(.compromised) }),
      ("e-mail", { $0.changeEmails([]) }),
      ("deactivated", { $0.deactivate(by: nil, at: Sample.now, reason: "left") }),
      (
        "back again",
        {
          $0.deactivate(by: nil, at: Sample.now, reason: "left")
          $0.reactivate()
        }
      ),
      ("locked", { $0.lock(by: nil, at: Sample.now, reason: "odd") }),
    ]
    for (what, change) in changes {
      var account = try Sample.account()
      change(&account)
      #expect(
        Self.token().refusal(for: account, globalEpoch: 11, at: Sample.now) == .invalid, "\(what)")
    }
  }

  @Test("I13 what strangers can cause kills no token")
  func survives() throws {
    var account = try Sample.account()
    account.lockAutomatically(until: Sample.now + .minutes(15))
    account.upgradeHash(Sample.otherHash)
    #expect(Self.token().refusal(for: account, globalEpoch: 11, at: Sample.now) == nil)
  }
}
