public import LatchkeyBase

/// A stored password hash: a PHC string such as `$argon2id$v=19$m=19456,t=2,p=1$…`.
public struct PasswordHash: Hashable, Sendable {
  /// The PHC string. Belongs in the store and in the hasher, nowhere else.
  public let phc: String

  /// The hash with this PHC string.
  public init(phc: String) { self.phc = phc }
}

extension PasswordHash: CustomStringConvertible, CustomReflectable {
  /// Never the hash.
  public var description: String { "‹hash›" }
  /// Never the hash.
  public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

/// What an account signs in with. One secret at most is ever accepted, since there is room for
/// one only.
public enum Credential: Hashable, Sendable {
  /// No password yet. Leads to `active` (activation, set by staff) or `temporary`.
  case none
  /// The person's own password, or one that staff set for good.
  case active(PasswordHash)
  /// Signs in once, to choose another. Leads to `active`, or to a newer `temporary`.
  case temporary(PasswordHash, TemporaryPassword)
  /// The right password, but another must be chosen before a session is given.
  case mustChange(PasswordHash, PasswordChangeCause)

  /// The hash to check a sign-in against, if there is one.
  public var hash: PasswordHash? {
    switch self {
    case .none: nil
    case .active(let hash), .temporary(let hash, _), .mustChange(let hash, _): hash
    }
  }
}

/// What is known of a temporary password apart from its hash.
public struct TemporaryPassword: Hashable, Sendable {
  /// Who made the password up.
  public enum Origin: UInt8, Hashable, Sendable {
    /// The service, for a contact.
    case generated = 1
    /// A colleague, by "Require a change of password during next login".
    case chosen = 2
  }

  /// Who made it up.
  public let origin: Origin
  /// The agent who issued it; nil when the operator on the host did.
  public let issuedBy: AccountID?
  /// Refused from this time on.
  public let expiresAt: Timestamp

  /// A temporary password's facts.
  public init(origin: Origin, issuedBy: AccountID?, expiresAt: Timestamp) {
    self.origin = origin
    self.issuedBy = issuedBy
    self.expiresAt = expiresAt
  }
}

/// Why a person must choose another password.
public enum PasswordChangeCause: UInt8, Hashable, Sendable {
  /// An administrator asked for it.
  case requiredByAdministrator = 1
  /// The password is known to others.
  case compromised = 2
  /// The policy that it passed is no longer in force.
  case expiredByPolicy = 3
}
