public import LatchkeyBase

/// What a mail is about.
///
/// The raw numbers are stored and never change: links have small ones, a notice has 64 more than
/// its own number.
public enum MailKind: Hashable, Sendable {
  /// A reset link that the person asked for.
  case selfResetLink
  /// A reset link that staff sent.
  case staffResetLink
  /// A link for the first password: the activation of a contact or the invitation of an agent.
  case invitation
  /// A link that confirms a new address; goes to that address.
  case emailConfirmation
  /// Tells what was done to the account. Has no link, and never says a password.
  case notice(AccountNotice)

  /// Whether such a mail carries a link. All others carry none.
  public var hasLink: Bool {
    switch self {
    case .selfResetLink, .staffResetLink, .invitation, .emailConfirmation: true
    case .notice: false
    }
  }

  /// The kind of token that is minted when such a mail is written, if one is.
  public func tokenPurpose(for population: Population) -> TokenPurpose? {
    switch self {
    case .selfResetLink: .reset(population)
    case .staffResetLink: .staffReset(population)
    case .invitation: .activation(population)
    case .emailConfirmation: .emailChange(population)
    case .notice: nil
    }
  }
}

extension MailKind: CaseIterable {
  /// Every kind, the notices last.
  public static let allCases: [Self] =
    [.selfResetLink, .staffResetLink, .invitation, .emailConfirmation]
    + AccountNotice.allCases.map { .notice($0) }
}

extension MailKind: RawRepresentable {
  /// The stored number of the first notice, less one.
  package static let firstNotice: UInt8 = 64

  /// The stored number.
  public var rawValue: UInt8 {
    switch self {
    case .selfResetLink: 1
    case .staffResetLink: 2
    case .invitation: 3
    case .emailConfirmation: 4
    case .notice(let notice): Self.firstNotice + notice.rawValue
    }
  }

  /// The kind with a stored number; nil when there is none.
  public init?(rawValue: UInt8) {
    switch rawValue {
    case 1: self = .selfResetLink
    case 2: self = .staffResetLink
    case 3: self = .invitation
    case 4: self = .emailConfirmation
    case Self.firstNotice...:
      guard let notice = AccountNotice(rawValue: rawValue - Self.firstNotice) else { return nil }
      self = .notice(notice)
    default: return nil
    }
  }
}

/// A mail that is about to be queued. Holds no secret: a link is made when the mail is written
/// .
public struct NewMail: Hashable, Sendable {
  /// What it is about.
  public var kind: MailKind
  /// The account that it concerns.
  public var account: AccountID
  /// Where it goes, in the stored form. Never an address from a request (CVE-2023-7028).
  public var address: EmailAddress
  /// The account's epoch when it was caused. A link is written only while it stands.
  public var epoch: Int64
  /// The account's e-mail version when it was caused.
  public var emailVersion: Int64
  /// When it was caused.
  public var queuedAt: Timestamp

  /// A mail to the account's address, or to one that it had.
  public init(
    _ kind: MailKind, account: Account, address: EmailAddress, queuedAt: Timestamp
  ) {
    self.kind = kind
    self.account = account.id
    self.address = address
    self.epoch = account.epoch
    self.emailVersion = account.emailVersion
    self.queuedAt = queuedAt
  }

  /// A mail as the store holds it.
  public init(
    kind: MailKind, account: AccountID, address: EmailAddress, epoch: Int64, emailVersion: Int64,
    queuedAt: Timestamp
  ) {
    self.kind = kind
    self.account = account
    self.address = address
    self.epoch = epoch
    self.emailVersion = emailVersion
    self.queuedAt = queuedAt
  }
}

/// One mail in the outbox.
public struct QueuedMail: Hashable, Sendable {
  /// Where its delivery stands.
  public enum State: UInt8, CaseIterable, Hashable, Sendable {
    /// Waits. May become `leased`.
    case queued = 1
    /// A courier is delivering it. May become any other; `queued` again when the lease runs out.
    case leased = 2
    /// Handed over. Terminal.
    case delivered = 3
    /// Could not go for now. Becomes `leased` at its next attempt.
    case deferred = 4
    /// Could not go at all. May be queued again by an administrator.
    case failed = 5
    /// Its cause no longer stands. Terminal.
    case obsolete = 6
  }

  /// Its row.
  public let id: MailID
  /// What it is about and where it goes.
  public let mail: NewMail
  /// Where its delivery stands.
  public let state: State
  /// Attempts begun.
  public let attempts: Int
  /// Not before this time; for `leased`, when the lease runs out.
  public let nextAttemptAt: Timestamp
  /// When it was handed over.
  public let deliveredAt: Timestamp?
  /// What went wrong last, in words without secrets.
  public let lastError: String?
  /// Since when it is tried: since it was queued, or since it was queued again by hand.
  public let triedSince: Timestamp

  /// A mail as the store holds it.
  public init(
    id: MailID, mail: NewMail, state: State, attempts: Int, nextAttemptAt: Timestamp,
    deliveredAt: Timestamp?, lastError: String?, triedSince: Timestamp? = nil
  ) {
    self.id = id
    self.mail = mail
    self.state = state
    self.attempts = attempts
    self.nextAttemptAt = nextAttemptAt
    self.deliveredAt = deliveredAt
    self.lastError = lastError
    self.triedSince = triedSince ?? mail.queuedAt
  }

  /// The Message-ID, without angle brackets: the same at every attempt, so that doubles can be
  /// recognised, and another for every mail of every database.
  public func messageID(at domain: String) -> String {
    "\(self.id.rawValue).\(self.mail.queuedAt.milliseconds)@\(domain)"
  }
}

/// When a mail that could not go is tried again.
public enum MailRetry {
  /// The wait after so many attempts: 10 s, doubled each time, an hour at most.
  public static func delay(afterAttempts attempts: Int) -> Lifetime {
    let exponent = min(max(attempts - 1, 0), 9)
    return min(.seconds(10 << Int64(exponent)), .hours(1))
  }
}
