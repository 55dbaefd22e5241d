public import LatchkeyBase

/// One signed-in session as the store knows it.
public struct Session: Hashable, Sendable {
  /// Why a session is not accepted.
  public enum Refusal: Error, Hashable, Sendable {
    /// It idled too long, or lived as long as it may.
    case expired
    /// It was ended, or the account, its password or its address changed since.
    case invalid
  }

  /// Its name in lists.
  public let id: SessionID
  /// The account that it belongs to.
  public let account: AccountID
  /// Contact or agent.
  public let population: Population
  /// The account's epoch that it belongs to.
  public var epoch: Int64
  /// The store's epoch when it began.
  public let globalEpoch: Int64
  /// The sibling service through which it began.
  public let principal: String
  /// When it began.
  public let createdAt: Timestamp
  /// When it was last seen, to the minute (see ``DeskSettings/sessionTouchInterval``).
  public var lastSeenAt: Timestamp
  /// Refused from this time on, however busy.
  public let expiresAt: Timestamp
  /// How long it may go unseen.
  public let idleLimit: Lifetime
  /// When the person last proved who they are (step-up), if they did.
  public var provedAt: Timestamp?

  /// A session as the store holds it.
  public init(
    id: SessionID, account: AccountID, population: Population, epoch: Int64, globalEpoch: Int64,
    principal: String, createdAt: Timestamp, lastSeenAt: Timestamp, expiresAt: Timestamp,
    idleLimit: Lifetime, provedAt: Timestamp?
  ) {
    self.id = id
    self.account = account
    self.population = population
    self.epoch = epoch
    self.globalEpoch = globalEpoch
    self.principal = principal
    self.createdAt = createdAt
    self.lastSeenAt = lastSeenAt
    self.expiresAt = expiresAt
    self.idleLimit = idleLimit
    self.provedAt = provedAt
  }

  /// The time from which it is refused unless it is seen before.
  public var idleExpiresAt: Timestamp { min(self.lastSeenAt + self.idleLimit, self.expiresAt) }

  /// Why it is not accepted at this time, or nil when it is.
  public func refusal(
    epoch: Int64, globalEpoch: Int64, isEnabled: Bool, at now: Timestamp
  ) -> Refusal? {
    guard isEnabled, self.epoch == epoch, self.globalEpoch == globalEpoch else { return .invalid }
    guard now < self.idleExpiresAt else { return .expired }
    return nil
  }

  /// Whether the person proved who they are recently enough for a sensitive call.
  public func isProofFresh(at now: Timestamp, within lifetime: Lifetime) -> Bool {
    guard let provedAt = self.provedAt else { return false }
    // A proof from the future means that the clock was set back: ask again.
    return provedAt <= now && now < provedAt + lifetime
  }
}

/// A session that is about to be stored.
public struct NewSession: Hashable, Sendable {
  /// The digest that finds it.
  public let digest: TokenDigest
  /// The account that it belongs to.
  public let account: AccountID
  /// Contact or agent.
  public let population: Population
  /// The account's epoch now.
  public let epoch: Int64
  /// The store's epoch now.
  public let globalEpoch: Int64
  /// The sibling service through which it begins.
  public let principal: String
  /// Now.
  public let createdAt: Timestamp
  /// Refused from this time on, however busy.
  public let expiresAt: Timestamp
  /// How long it may go unseen.
  public let idleLimit: Lifetime

  /// A session for an account as it stands now.
  public init(
    digest: TokenDigest, account: Account, globalEpoch: Int64, principal: String,
    createdAt: Timestamp, limits: SessionLimits
  ) {
    self.digest = digest
    self.account = account.id
    self.population = account.population
    self.epoch = account.epoch
    self.globalEpoch = globalEpoch
    self.principal = principal
    self.createdAt = createdAt
    self.expiresAt = createdAt + limits.absolute
    self.idleLimit = limits.idle
  }
}

/// How long sessions of one population last.
public struct SessionLimits: Hashable, Sendable {
  /// How long a session may go unseen.
  public var idle: Lifetime
  /// How long a session lasts at most.
  public var absolute: Lifetime

  /// Limits of sessions.
  public init(idle: Lifetime, absolute: Lifetime) {
    self.idle = idle
    self.absolute = absolute
  }
}
