import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// The desk as its documents describe it, small enough to be read at once: no crypto, no store, no
/// concurrency. What the real one does is compared with this after every step.
///
/// Accounts, roles, mails are named by their place here; the desk numbers them in the same order.
struct Model: Sendable {
  enum Credential: Equatable {
    case none
    case active(String)
    case temporary(String, until: Int64, isGenerated: Bool)
    case mustChange(String, isLeaked: Bool)

    var password: String? {
      switch self {
      case .none: nil
      case .active(let password), .temporary(let password, _, _), .mustChange(let password, _):
        password
      }
    }
  }

  enum Lock: Equatable {
    case none
    case automatic(until: Int64)
    case administrative
  }

  enum Standing { case enabled, deactivated, ended, erased }

  struct Account {
    var population = Population.agent
    /// The primary one first, in small letters.
    var emails: [String] = []
    var loginName: String?
    /// An address that waits for its confirmation (T17).
    var pendingEmail: String?
    var emailVersion = 1
    var credential = Credential.none
    /// Whether somebody else chose the password in force.
    var isPasswordKnown = false
    var isInvited = false
    var standing = Standing.enabled
    var lock = Lock.none
    var epoch = 1
    var roles: Set<Int> = []
    var isAccountAdministrator = false
    var device: Device?
    var enrollment: Enrollment?

    var isEnabled: Bool { self.standing == .enabled }
    /// Merged, erased or gone to the other side: nothing can be done to it any more.
    var isEnded: Bool { self.standing == .ended || self.standing == .erased }
    /// Support issued a temporary password that must be used first (S4.15).
    var isForced: Bool {
      if case .temporary(_, _, true) = self.credential { true } else { false }
    }
  }

  struct Role {
    var name: String
    var permissions: Set<Permission>
    var isBuiltIn = false
    var isGone = false
  }

  enum Kind: CaseIterable {
    case reset, staffReset, activation, ticket, emailChange
    /// Of who has still to show a code, and of who has still to get a device.
    case code, enrollment

    var isReset: Bool { self == .reset || self == .staffReset }
    /// Whether it belongs to a sign-in, and is no link.
    var isTicket: Bool { self == .ticket || self == .code || self == .enrollment }
  }
  enum TokenState { case live, used, superseded, revoked, removed }

  struct Token {
    var text: Secret
    var digest: TokenDigest
    var kind: Kind
    var account: Int
    var epoch: Int
    var emailVersion: Int
    var globalEpoch: Int64
    var expiresAt: Int64
    var state = TokenState.live
  }

  struct Session {
    var text: Secret
    var digest: TokenDigest
    var account: Int
    var epoch: Int
    var globalEpoch: Int64
    var lastSeen: Int64
    var idle: Int64
    var expiresAt: Int64
    var provedAt: Int64?
    var isEnded = false

    var endsAt: Int64 { min(self.lastSeen + self.idle, self.expiresAt) }
  }

  struct Mail {
    var account: Int
    /// The kind of its link; nil for a notice.
    var kind: Kind?
    var epoch: Int
    var emailVersion: Int
    var queuedAt: Int64
    var isDone = false
    /// Whether it went nowhere, whatever it said.
    var isDropped = false

    var isNotice: Bool { self.kind == nil }
  }

  struct Count {
    var attempts = 0
    var start: Int64 = 0
  }

  /// A secret that a call gives out. The model learns it from the desk.
  enum Gift: Equatable {
    case session(Int)
    case token(Kind, Int)
    case temporaryPassword(Int)
    /// What a device needs to know.
    case device(Int)
    case recoveryCodes(Int)
    /// The same, and how the sign-in goes on.
    case signInAfterEnrollment(Int, Next)
  }

  /// How a sign-in goes on.
  enum Next: Equatable {
    case session
    case token(Kind)
  }

  /// What a call is expected to do: why it is refused, how many audit entries it adds, and what it
  /// gives out.
  struct Expectation: Equatable {
    var reason: Reason?
    var entries: Int
    var gift: Gift?

    static let done = Self(reason: nil, entries: 1)
    static let nothing = Self(reason: nil, entries: 0)
    static func denied(_ reason: Reason) -> Self { Self(reason: reason, entries: 1) }
    static func refused(_ reason: Reason) -> Self { Self(reason: reason, entries: 0) }
    static func gives(_ gift: Gift) -> Self { Self(reason: nil, entries: 1, gift: gift) }
  }

  static let minute: Int64 = 60_000
  static let day: Int64 = 1_440 * Self.minute

  var now: Int64
  var globalEpoch: Int64 = 1
  var rules = Rules()
  var accounts: [Account] = []
  var roles: [Role] = []
  var tokens: [Token] = []
  var sessions: [Session] = []
  var mails: [Mail] = []
  var counts: [String: Count] = [:]
  /// The version of the one template that is edited, and whether it says something of its own.
  var template = (version: 0, isOwn: false)

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
    case .none:
      return account.population == .agent || account.isInvited ? .pendingActivation : .notRegistered
    case .active: return .active
    case .mustChange: return .passwordChangeRequired
    case .temporary(_, let until, let isGenerated):
      guard self.now < until else { return .passwordExpired }
      return isGenerated ? .forcePasswordReset : .passwordChangeRequired
    }
  }

  func permissions(_ index: Int) -> Set<Permission> {
    let account = self.accounts[index]
    if account.isAccountAdministrator { return Set(Permission.allCases) }
    return self.permissions(ofRoles: account.roles)
  }

  /// Super Admin implies every other.
  func permissions(ofRoles roles: Set<Int>) -> Set<Permission> {
    let own = roles.reduce(into: Set<Permission>()) { permissions, role in
      if self.roles[role].isGone == false { permissions.formUnion(self.roles[role].permissions) }
    }
    return own.contains(.superAdmin) ? Set(Permission.allCases) : own
  }

  /// The accounts of a population that have an address, at any place or at the first.
  func holders(of email: String, _ population: Population, isPrimary: Bool = false) -> [Int] {
    self.accounts.indices.filter { index in
      let account = self.accounts[index]
      guard account.population == population else { return false }
      return isPrimary ? account.emails.first == email : account.emails.contains(email)
    }
  }

  func holder(ofLoginName name: String, _ population: Population) -> Int? {
    self.accounts.indices.first {
      self.accounts[$0].population == population && self.accounts[$0].loginName == name
    }
  }

  /// Whom an identifier names. One that several have names nobody (D16).
  func identified(_ identifier: String, _ population: Population) -> Int? {
    guard identifier.contains("@") else { return self.holder(ofLoginName: identifier, population) }
    let found = self.holders(of: identifier, population)
    return found.count == 1 ? found[0] : nil
  }

  /// Whether another contact has the same primary address.
  func isShared(_ index: Int) -> Bool {
    guard let email = self.accounts[index].emails.first else { return false }
    return self.accounts[index].population == .contact
      && self.holders(of: email, .contact, isPrimary: true).count > 1
  }
}
