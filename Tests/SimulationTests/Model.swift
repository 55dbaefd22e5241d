import LatchkeyDomain
import LatchkeySchema

/// The desk as its documents describe it, small enough to be read at once: no crypto, no store, no
/// concurrency. What the real one does is compared with this after every step.
struct Model: Sendable {
  enum Credential: Equatable {
    case none
    case active(String)
    case temporary(String, until: Int64)
    case mustChange(String)

    var password: String? {
      switch self {
      case .none: nil
      case .active(let password), .temporary(let password, _), .mustChange(let password): password
      }
    }
  }

  enum Lock: Equatable {
    case none
    case automatic(until: Int64)
    case administrative
  }

  struct Account {
    var email: String
    var credential = Credential.none
    var isEnabled = true
    var lock = Lock.none
    var epoch = 1
    var role: Int?
    var isAccountAdministrator = false
    /// Whether somebody else chose the password in force.
    var isPasswordKnown = false
  }

  enum Kind {
    case reset, staffReset, invitation, ticket

    var isReset: Bool { self == .reset || self == .staffReset }
  }
  enum TokenState { case live, used, superseded, revoked }

  struct Token {
    var text: SecretBytes
    var kind: Kind
    var account: Int
    var epoch: Int
    var expiresAt: Int64
    var state = TokenState.live
  }

  struct Session {
    var text: SecretBytes
    var account: Int
    var epoch: Int
    var lastSeen: Int64
    var expiresAt: Int64
    var provedAt: Int64?
    var isEnded = false
  }

  struct Mail {
    var account: Int
    var kind: Kind?
    var lifetime: Int64
    var epoch: Int
    var queuedAt: Int64
    var isDone = false
  }

  struct Count {
    var attempts = 0
    var start: Int64 = 0
  }

  /// What a call is expected to do: why it is refused, and how many audit entries it adds.
  struct Expectation: Equatable {
    var reason: Reason?
    var entries: Int

    static let done = Self(reason: nil, entries: 1)
    static let nothing = Self(reason: nil, entries: 0)
    static func denied(_ reason: Reason) -> Self { Self(reason: reason, entries: 1) }
    static func refused(_ reason: Reason) -> Self { Self(reason: reason, entries: 0) }
  }

  static let minute: Int64 = 60_000
  static let roles: [[Permission]] = [
    [.superAdmin], [.manageAgents, .manageAgentPassword], [.manageAgents],
    [.unlockAccounts, .manageSessions],
  ]

  var now: Int64
  var accounts: [Account] = []
  var tokens: [Token] = []
  var sessions: [Session] = []
  var mails: [Mail] = []
  var counts: [String: Count] = [:]

  // MARK: What holds at this moment

  func holds(_ lock: Lock) -> Bool {
    switch lock {
    case .none: false
    case .automatic(let until): self.now < until
    case .administrative: true
    }
  }

  func status(_ index: Int) -> AccountStatus {
    let account = self.accounts[index]
    guard account.isEnabled else { return .deactivated }
    if self.holds(account.lock) { return .locked }
    switch account.credential {
    case .none: return .pendingActivation
    case .active: return .active
    case .mustChange: return .passwordChangeRequired
    case .temporary(_, let until):
      return self.now < until ? .passwordChangeRequired : .passwordExpired
    }
  }

  func refusal(of session: Session) -> Reason? {
    let account = self.accounts[session.account]
    guard !session.isEnded, account.isEnabled, session.epoch == account.epoch else {
      return .sessionInvalid
    }
    return self.now < min(session.lastSeen + 120 * Self.minute, session.expiresAt)
      ? nil : .sessionExpired
  }

  /// Why a session is not accepted; one that is counts as seen, at most once a minute.
  mutating func present(_ session: Int) -> Reason? {
    if let refusal = self.refusal(of: self.sessions[session]) { return refusal }
    if self.now >= self.sessions[session].lastSeen + Self.minute {
      self.sessions[session].lastSeen = self.now
    }
    return nil
  }

  func refusal(of token: Token) -> Reason? {
    switch token.state {
    case .used: return .linkUsed
    case .superseded: return .linkSuperseded
    case .revoked: return .linkInvalid
    case .live: break
    }
    guard self.now < token.expiresAt else { return .linkExpired }
    let account = self.accounts[token.account]
    return account.isEnabled && account.epoch == token.epoch ? nil : .linkInvalid
  }

  func permissions(_ index: Int) -> Set<Permission> {
    let account = self.accounts[index]
    if account.isAccountAdministrator { return Set(Permission.allCases) }
    let own = Set(account.role.map { Self.roles[$0] } ?? [])
    return own.contains(.superAdmin) ? Set(Permission.allCases) : own
  }

  /// The fixed order of checks of `domain.md`, 5.
  mutating func gate(
    _ session: Int, _ needed: [Permission], on target: Int, oneself: Reason?,
    granting: [Permission] = [], stepUp: Bool
  ) -> Reason? {
    if let refusal = self.present(session) { return refusal }
    let actor = self.sessions[session].account
    let held = self.permissions(actor)
    guard held.isSuperset(of: needed) else { return .missingPermission }
    if actor == target {
      if let oneself { return oneself }
    } else {
      if self.accounts[target].isAccountAdministrator { return .accountAdministratorProtected }
      guard held.isSuperset(of: self.permissions(target)) else { return .targetOutranksActor }
    }
    guard held.isSuperset(of: granting) else { return .cannotGrantUnheldPermission }
    return stepUp && !self.isProved(session) ? .stepUpRequired : nil
  }

  func isProved(_ session: Int) -> Bool {
    guard let provedAt = self.sessions[session].provedAt else { return false }
    return provedAt <= self.now && self.now < provedAt + 5 * Self.minute
  }

  // MARK: What changes

  mutating func reserve(_ key: String, limit: Int) -> Bool {
    var count = self.counts[key] ?? Count()
    if count.attempts == 0 || self.now >= count.start + 15 * Self.minute {
      count = Count(attempts: 0, start: self.now)
    }
    count.start = min(count.start, self.now)
    guard count.attempts < limit else { return false }
    count.attempts += 1
    self.counts[key] = count
    return true
  }

  mutating func endSessions(of index: Int, except: Int? = nil) {
    for session in self.sessions.indices
    where self.sessions[session].account == index && session != except {
      self.sessions[session].isEnded = true
    }
  }

  mutating func liftAutomaticLock(_ index: Int) {
    if case .automatic = self.accounts[index].lock { self.accounts[index].lock = .none }
  }

  func attemptKeys(_ index: Int) -> [String] {
    ["a\(index)", "i\(self.accounts[index].email)", "o\(index)"]
  }

  mutating func setCredential(_ index: Int, _ credential: Credential, except: Int? = nil) {
    self.accounts[index].credential = credential
    self.accounts[index].isPasswordKnown = false
    self.accounts[index].epoch += 1
    self.liftAutomaticLock(index)
    for key in self.attemptKeys(index) { self.counts[key] = nil }
    self.endSessions(of: index, except: except)
    self.queue(index)
  }

  mutating func queue(_ index: Int, _ kind: Kind? = nil, lifetime: Int64 = 0) {
    self.mails.append(
      Mail(
        account: index, kind: kind, lifetime: lifetime, epoch: self.accounts[index].epoch,
        queuedAt: self.now))
  }

  mutating func issue(_ text: SecretBytes, to index: Int) {
    self.sessions.append(
      Session(
        text: text, account: index, epoch: self.accounts[index].epoch, lastSeen: self.now,
        expiresAt: self.now + 720 * Self.minute))
  }

  mutating func mint(_ text: SecretBytes, _ kind: Kind, _ index: Int, lifetime: Int64) {
    for token in self.tokens.indices
    where self.tokens[token].account == index && self.tokens[token].kind == kind
      && self.tokens[token].state == .live
    {
      self.tokens[token].state = .superseded
    }
    self.tokens.append(
      Token(
        text: text, kind: kind, account: index, epoch: self.accounts[index].epoch,
        expiresAt: self.now + lifetime))
  }
}
