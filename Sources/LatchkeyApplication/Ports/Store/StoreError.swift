/// What can go wrong below a transaction.
public enum StoreError: Error, Hashable, Sendable {
  /// A rule of the store itself was broken: another row has this value already.
  case conflict(Conflict)
  /// The row changed since it was read; try the whole call again.
  case changedMeanwhile
  /// The disk is full. Nothing was changed.
  case diskFull
  /// The file cannot be written: permissions or a read-only file system. Nothing was changed.
  case readOnly
  /// The stored data is damaged. Restore it from a backup.
  case corrupt(detail: String)
  /// More transactions wait than the store takes. Nothing was changed.
  case overloaded
  /// The commit was tried and its outcome is not known.
  case outcomeUnknown(detail: String)
  /// The store is closing or closed. Nothing was changed.
  case closed
  /// Anything else. Nothing was changed.
  case failed(detail: String)

  /// Which value was taken.
  public enum Conflict: String, Hashable, Sendable {
    /// An agent's address.
    case address
    /// A login name.
    case loginName
    /// A role's name.
    case roleName
    /// There is an Account Administrator already.
    case accountAdministrator
    /// Something else that must be unique.
    case other
  }
}
