public import LatchkeyBase

/// What a token is for. The purpose includes the population, and is bound into the digest by which
/// the token is found: one kind is never accepted as another.
public enum TokenPurpose: UInt8, CaseIterable, Hashable, Sendable {
  /// A contact chooses a new password; asked for by a person who knows the address.
  case contactReset = 1
  /// An agent chooses a new password; asked for by a person who knows the address.
  case agentReset = 2
  /// A contact chooses a first password.
  case contactActivation = 3
  /// An agent chooses a first password.
  case agentInvitation = 4
  /// A contact who signed in with a temporary password chooses another.
  case contactPasswordChange = 5
  /// An agent who signed in with a one-time password chooses another.
  case agentPasswordChange = 6
  /// A contact's session.
  case contactSession = 7
  /// An agent's session.
  case agentSession = 8
  /// A contact chooses a new password by a link that staff sent. Apart from ``contactReset``, so that
  /// a stranger who asks for a link does not replace it.
  case contactStaffReset = 9
  /// An agent chooses a new password by a link that a colleague sent. Apart from ``agentReset``.
  case agentStaffReset = 10
  /// A contact confirms a new address.
  case contactEmailChange = 11
  /// An agent confirms a new address.
  case agentEmailChange = 12
  /// A contact who has shown the password shows a code of the device.
  case contactSecondFactor = 13
  /// An agent who has shown the password shows a code of the device.
  case agentSecondFactor = 14
  /// A contact who must have a device, and has none, gets one before the session.
  case contactEnrollment = 15
  /// An agent who must have a device, and has none, gets one before the session.
  case agentEnrollment = 16

  /// What the text of such a token starts with, so that scanners for leaked secrets can know it.
  public var prefix: String {
    switch self {
    case .contactReset: "lkcr_"
    case .agentReset: "lkar_"
    case .contactActivation: "lkca_"
    case .agentInvitation: "lkai_"
    case .contactPasswordChange: "lkcp_"
    case .agentPasswordChange: "lkap_"
    case .contactSession: "lkcs_"
    case .agentSession: "lkas_"
    case .contactStaffReset: "lkcf_"
    case .agentStaffReset: "lkaf_"
    case .contactEmailChange: "lkce_"
    case .agentEmailChange: "lkae_"
    case .contactSecondFactor: "lkcv_"
    case .agentSecondFactor: "lkav_"
    case .contactEnrollment: "lkcd_"
    case .agentEnrollment: "lkad_"
    }
  }

  /// The population of the accounts that hold them.
  public var population: Population {
    switch self {
    case .contactReset, .contactStaffReset, .contactActivation, .contactPasswordChange,
      .contactSession, .contactEmailChange, .contactSecondFactor, .contactEnrollment:
      .contact
    case .agentReset, .agentStaffReset, .agentInvitation, .agentPasswordChange, .agentSession,
      .agentEmailChange, .agentSecondFactor, .agentEnrollment:
      .agent
    }
  }

  /// The purposes of links that reset a password of this population, asked for by the owner or by staff.
  public static func resets(_ population: Population) -> [Self] {
    [.reset(population), .staffReset(population)]
  }

  /// The purposes of every link that is mailed to this population.
  public static func links(_ population: Population) -> [Self] {
    self.resets(population) + [.activation(population), .emailChange(population)]
  }

  /// The purpose of a reset link that staff sent to a person of this population.
  public static func staffReset(_ population: Population) -> Self {
    population == .agent ? .agentStaffReset : .contactStaffReset
  }

  /// The purpose of a reset link that a person of this population asked for.
  public static func reset(_ population: Population) -> Self {
    population == .agent ? .agentReset : .contactReset
  }

  /// The purpose of an activation or invitation for this population.
  public static func activation(_ population: Population) -> Self {
    population == .agent ? .agentInvitation : .contactActivation
  }

  /// The purpose of a link that confirms a new address for this population.
  public static func emailChange(_ population: Population) -> Self {
    population == .agent ? .agentEmailChange : .contactEmailChange
  }

  /// The purpose of a password-change ticket for this population.
  public static func passwordChange(_ population: Population) -> Self {
    population == .agent ? .agentPasswordChange : .contactPasswordChange
  }

  /// The purpose of a ticket for a code of the device.
  public static func secondFactorTicket(_ population: Population) -> Self {
    population == .agent ? .agentSecondFactor : .contactSecondFactor
  }

  /// The purpose of a ticket for getting a device.
  public static func enrollment(_ population: Population) -> Self {
    population == .agent ? .agentEnrollment : .contactEnrollment
  }

  /// The purpose of a session for this population.
  public static func session(_ population: Population) -> Self {
    population == .agent ? .agentSession : .contactSession
  }
}

/// A keyed digest of a token, 32 bytes. The store holds this and never the token.
public struct TokenDigest: Hashable, Sendable {
  /// The digest's 32 bytes.
  public let bytes: [UInt8]

  /// A digest of 32 bytes.
  public init(bytes: [UInt8]) {
    precondition(bytes.count == 32, "A token digest has 32 bytes.")
    self.bytes = bytes
  }
}

/// One link or ticket as the store knows it.
public struct Token: Hashable, Sendable {
  /// Where its one use stands.
  public enum State: UInt8, Hashable, Sendable {
    /// Waits for its use. May become any of the others.
    case live = 1
    /// Used once. Terminal.
    case used = 2
    /// Replaced by a newer one of its kind. Terminal.
    case superseded = 3
    /// Withdrawn ("this was not me"). Terminal.
    case revoked = 4
  }

  /// Why a token is not accepted.
  public enum Refusal: Error, Hashable, Sendable {
    /// Its time is over.
    case expired
    /// It was used.
    case used
    /// A newer one took its place.
    case superseded
    /// The account, its password or its address changed since, or it was withdrawn.
    case invalid
  }

  /// Its row.
  public let id: TokenID
  /// What it is for.
  public let purpose: TokenPurpose
  /// The account that it belongs to. It acts on no other account.
  public let account: AccountID
  /// The account's epoch when it was made.
  public let epoch: Int64
  /// The account's e-mail version when it was made.
  public let emailVersion: Int64
  /// The store's epoch when it was made.
  public let globalEpoch: Int64
  /// When it was made.
  public let createdAt: Timestamp
  /// Refused from this time on.
  public let expiresAt: Timestamp
  /// Where its use stands.
  public let state: State

  /// A token as the store holds it.
  public init(
    id: TokenID, purpose: TokenPurpose, account: AccountID, epoch: Int64, emailVersion: Int64,
    globalEpoch: Int64, createdAt: Timestamp, expiresAt: Timestamp, state: State
  ) {
    self.id = id
    self.purpose = purpose
    self.account = account
    self.epoch = epoch
    self.emailVersion = emailVersion
    self.globalEpoch = globalEpoch
    self.createdAt = createdAt
    self.expiresAt = expiresAt
    self.state = state
  }

  /// Why it is not accepted at this time, or nil when it is.
  ///
  /// The state comes first, so that a used link is called used for ever; then the clock; then
  /// even when something changed since.
  public func refusal(for account: Account, globalEpoch: Int64, at now: Timestamp) -> Refusal? {
    switch self.state {
    case .used: return .used
    case .superseded: return .superseded
    case .revoked: return .invalid
    case .live: break
    }
    guard now < self.expiresAt else { return .expired }
    guard account.id == self.account, account.population == self.purpose.population,
      account.isEnabled, account.epoch == self.epoch, account.emailVersion == self.emailVersion,
      globalEpoch == self.globalEpoch
    else { return .invalid }
    return nil
  }
}

/// A token that is about to be stored.
public struct NewToken: Hashable, Sendable {
  /// The digest that finds it.
  public let digest: TokenDigest
  /// What it is for.
  public let purpose: TokenPurpose
  /// The account that it belongs to.
  public let account: AccountID
  /// The account's epoch now.
  public let epoch: Int64
  /// The account's e-mail version now.
  public let emailVersion: Int64
  /// The store's epoch now.
  public let globalEpoch: Int64
  /// Now.
  public let createdAt: Timestamp
  /// Refused from this time on.
  public let expiresAt: Timestamp

  /// A token for an account as it stands now.
  public init(
    digest: TokenDigest, purpose: TokenPurpose, account: Account, globalEpoch: Int64,
    createdAt: Timestamp, lifetime: Lifetime
  ) {
    precondition(purpose.population == account.population, "A token fits its account.")
    self.digest = digest
    self.purpose = purpose
    self.account = account.id
    self.epoch = account.epoch
    self.emailVersion = account.emailVersion
    self.globalEpoch = globalEpoch
    self.createdAt = createdAt
    self.expiresAt = createdAt + lifetime
  }
}
