public import LatchkeyBase
public import LatchkeyDomain

/// Which contacts are asked for, by ascending id.
public struct ContactSearch: Hashable, Sendable {
  /// Which contacts. None of them shows those that were merged or erased.
  public enum Filter: UInt8, CaseIterable, Hashable, Sendable {
    /// Every one.
    case all = 0
    /// Those with a password.
    case registered = 1
    /// Those without one.
    case notRegistered = 2
    /// Those with a generated temporary password that was not used yet.
    case forced = 3
    /// Those with a lock that holds.
    case locked = 4
    /// Those who are put aside.
    case deactivated = 5
    /// Those with a primary address that another contact has as its primary one too.
    case sharedEmail = 6
  }

  /// Which contacts.
  public var filter: Filter
  /// Only those with this in the name, the login name or an address, in any case of letters. At least
  /// three characters, since the index knows no shorter parts.
  public var text: String?
  /// Only those after this one.
  public var after: AccountID?
  /// The time at which locks are looked at.
  public var at: Timestamp
  /// Contacts at most.
  public var limit: Int

  /// A search.
  public init(
    filter: Filter = .all, text: String? = nil, after: AccountID? = nil, at: Timestamp, limit: Int
  ) {
    self.filter = filter
    self.text = text
    self.after = after
    self.at = at
    self.limit = limit
  }
}

/// One page of contacts.
public struct ContactPage: Hashable, Sendable {
  /// The contacts, by ascending id.
  public var contacts: [Account]
  /// What to ask with next; nil after the last page. A page may be short and still not be the last:
  /// one call looks at a bounded number of contacts.
  public var next: AccountID?

  /// A page.
  public init(contacts: [Account], next: AccountID?) {
    self.contacts = contacts
    self.next = next
  }
}
