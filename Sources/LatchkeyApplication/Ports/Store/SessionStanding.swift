public import LatchkeyBase
public import LatchkeyDomain

/// A session with what decides whether it still works.
public struct SessionStanding: Hashable, Sendable {
  /// The session.
  public var session: Session
  /// The account's epoch now.
  public var accountEpoch: Int64
  /// Whether the account takes part.
  public var isEnabled: Bool
  /// The store's epoch now.
  public var globalEpoch: Int64

  /// A session with what decides about it.
  public init(session: Session, accountEpoch: Int64, isEnabled: Bool, globalEpoch: Int64) {
    self.session = session
    self.accountEpoch = accountEpoch
    self.isEnabled = isEnabled
    self.globalEpoch = globalEpoch
  }

  /// Why the session is not accepted at this time, or nil when it is.
  public func refusal(at now: Timestamp) -> Session.Refusal? {
    self.session.refusal(
      epoch: self.accountEpoch, globalEpoch: self.globalEpoch, isEnabled: self.isEnabled, at: now)
  }
}
