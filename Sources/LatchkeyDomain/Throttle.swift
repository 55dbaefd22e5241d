public import LatchkeyBase

/// How many attempts are allowed in which time.
public struct ThrottleRule: Hashable, Sendable {
  /// Attempts allowed in one window; 0 allows none.
  public var limit: Int
  /// How long a window lasts, from its first attempt.
  public var window: Lifetime

  /// A rule.
  public init(limit: Int, window: Lifetime) {
    self.limit = limit
    self.window = window
  }
}

/// The attempts counted for one key in its current window.
///
/// An attempt is reserved before the work that it guards, so that parallel guesses never exceed
/// the limit, and forgotten when it turns out right.
public struct Throttle: Hashable, Sendable {
  /// Attempts in the window.
  public private(set) var attempts: Int
  /// When the window began.
  public private(set) var windowStart: Timestamp

  /// A count as the store holds it.
  public init(attempts: Int, windowStart: Timestamp) {
    self.attempts = attempts
    self.windowStart = windowStart
  }

  /// Counts one attempt, or refuses it and says how long to wait.
  ///
  /// A window that seems to begin in the future (the clock was set back) still counts, as if it
  /// began now: its attempts are not forgiven, and no wait is longer than a window.
  public mutating func reserve(
    under rule: ThrottleRule, at now: Timestamp
  ) -> (isAllowed: Bool, retryAfter: Lifetime) {
    if self.attempts == 0 || now >= self.windowStart + rule.window {
      self.attempts = 0
      self.windowStart = now
    }
    if self.windowStart > now { self.windowStart = now }
    guard self.attempts < rule.limit else {
      // At most a window away, except at the end of time, where the sum is held.
      let end = self.windowStart + rule.window
      return (false, Lifetime(milliseconds: max(end.milliseconds - now.milliseconds, 1)))
    }
    self.attempts += 1
    return (true, Lifetime(milliseconds: 0))
  }

  /// Takes back one attempt that was reserved and then not made.
  public mutating func giveBack() {
    self.attempts = max(self.attempts - 1, 0)
  }
}

/// What attempts are counted by.
public enum ThrottleKey: Hashable, Sendable {
  /// Password attempts for one account, whichever identifier was used.
  case accountPassword(AccountID)
  /// Attempts of a signed-in person at the own password. Apart from those of strangers, who
  /// could else keep the owner from proving who they are.
  case ownPassword(AccountID)
  /// Password attempts for one identifier, known or unknown.
  case signInIdentifier(Population, canonical: String)
  /// Reset requests for one identifier, known or unknown.
  case resetIdentifier(Population, canonical: String)
  /// Wrong secrets from one end user's place, at any account.
  case signInOrigin(OriginKey)
  /// Reset requests from one end user's place, for any account.
  case resetOrigin(OriginKey)
  /// Password attempts for one account from a place from which its owner has signed in. Apart from
  /// those of strangers, who could else keep the owner out.
  case knownOrigin(AccountID, OriginKey)
  /// Codes of one account's device, at sign-in and as a proof. Apart from passwords: a caller who gets to
  /// the codes knows the password.
  case secondFactorCode(AccountID)
  /// Recovery codes of one account.
  case recoveryCode(AccountID)
  /// Codes of a device that one account is about to get.
  case enrollmentCode(AccountID)

  /// The key in one text, as the store keeps it. Holds no secret.
  public var text: String {
    switch self {
    case .accountPassword(let id): "password/account/\(id.rawValue)"
    case .ownPassword(let id): "own/account/\(id.rawValue)"
    case .signInIdentifier(let population, let canonical):
      "password/\(population.name)/\(canonical)"
    case .resetIdentifier(let population, let canonical): "reset/\(population.name)/\(canonical)"
    case .signInOrigin(let origin): "password/origin/\(origin.text)"
    case .resetOrigin(let origin): "reset/origin/\(origin.text)"
    case .secondFactorCode(let id): "second_factor/account/\(id.rawValue)"
    case .recoveryCode(let id): "recovery_code/account/\(id.rawValue)"
    case .enrollmentCode(let id): "enrollment/account/\(id.rawValue)"
    case .knownOrigin(let id, let origin): "known/account/\(id.rawValue)/\(origin.text)"
    }
  }
}
