internal import LatchkeyBase
internal import LatchkeyDomain

/// Conditions on accounts that several statements share. A partial index serves a list only while both
/// say the same, word for word.
enum AccountCondition {
  static let isAgent = "population = \(Population.agent.literal)"
  static let isContact = "population = \(Population.contact.literal)"
  /// Neither merged nor erased.
  static let isKept = "standing <= \(StandingState.deactivated.literal)"
  static let isDeactivated = "standing = \(StandingState.deactivated.literal)"
  static let isErased = "standing = \(StandingState.erased.literal)"
  static let hasPassword = "credential <> \(CredentialState.none.literal)"
  static let hasNoPassword = "credential = \(CredentialState.none.literal)"
  static let hasTemporaryPassword = "credential = \(CredentialState.temporary.literal)"
  /// A generated temporary password that was not used yet.
  static let isForced =
    "\(Self.hasTemporaryPassword) AND temporary_origin = \(TemporaryPassword.Origin.generated.literal)"
  static let hasLock = "lock <> \(LockState.none.literal)"
  static let isLockedByStaff = "lock = \(LockState.administrative.literal)"
  static let isLockedAutomatically = "lock = \(LockState.automatic.literal)"
}
