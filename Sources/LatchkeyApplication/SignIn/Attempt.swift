import LatchkeyBase
import LatchkeyDomain

/// A guess at a password that was reserved before any hashing.
struct Attempt: Sendable {
  /// What it is counted by, each key once. A right guess clears them.
  var keys: [ThrottleKey]
  /// What it is counted by together with guesses at other accounts. A right guess takes itself back,
  /// and nothing else: otherwise the owner of any account could clear the count by signing in.
  var shared: [ThrottleKey] = []
  /// The account, if the identifier names exactly one.
  var account: Account?
  /// The hash to compare with. Nil makes the same work and matches nothing.
  var hash: PasswordHash?
  /// Whether the account's own count went up: at its limit the account is locked.
  var isByStranger = true
  /// Whether it comes from where the account's owner has signed in before: the lock that strangers
  /// cause does not stand in the way.
  var isFromKnownOrigin = false
  /// Held until it is settled: no other attempt is made under the same name.
  var hold: KeyedLock<ThrottleKey>.Hold?
}

extension StoreWriting {
  /// Forgets the attempts of a guess that was right.
  func forget(_ attempt: Attempt) throws(Failure) {
    for key in attempt.keys { try self.clearThrottle(key) }
    for key in attempt.shared { try self.giveBack(key) }
  }

  /// Forgets every attempt at an account's password, under every name that it was tried by: its lock was
  /// opened, or there is another password now.
  ///
  /// - Returns: Whether there were any.
  @discardableResult
  func forgetAttempts(at account: Account) throws(Failure) -> Bool {
    var found = false
    for key in account.attemptKeys {
      if let throttle = try self.throttle(key), throttle.attempts > 0 { found = true }
      try self.clearThrottle(key)
    }
    // There may be another password because a stranger knew the old one: the places of before count
    // for nothing.
    try self.forgetOrigins(of: account.id)
    return found
  }
}

extension Account {
  /// What attempts at its password are counted by: itself, and everything that its owner may type.
  fileprivate var attemptKeys: [ThrottleKey] {
    [.accountPassword(self.id), .ownPassword(self.id)]
      + self.signInIdentifiers.map {
        .signInIdentifier(self.population, canonical: $0.canonical)
      }
  }
}
