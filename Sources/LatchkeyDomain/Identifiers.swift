/// Names one account, contact or agent. Never used twice.
public struct AccountID: RawRepresentable, Hashable, Comparable, Sendable {
  /// The number that the store gave, from 1.
  public let rawValue: Int64

  /// The account of that number.
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// Whether the left one comes first.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Names one role. Never used twice.
public struct RoleID: RawRepresentable, Hashable, Comparable, Sendable {
  /// The number that the store gave, from 1.
  public let rawValue: Int64

  /// The role of that number.
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// Whether the left one comes first.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Names one session in lists and revocations. It is not the session's secret.
public struct SessionID: RawRepresentable, Hashable, Comparable, Sendable {
  /// The number that the store gave, from 1.
  public let rawValue: Int64

  /// The session of that number.
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// Whether the left one comes first.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Names one token's row. It is not the token's secret.
public struct TokenID: RawRepresentable, Hashable, Sendable {
  /// The number that the store gave, from 1.
  public let rawValue: Int64

  /// The token of that number.
  public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// Names one mail in the outbox.
public struct MailID: RawRepresentable, Hashable, Comparable, Sendable {
  /// The number that the store gave, from 1.
  public let rawValue: Int64

  /// The mail of that number.
  public init(rawValue: Int64) { self.rawValue = rawValue }

  /// Whether the left one comes first.
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
