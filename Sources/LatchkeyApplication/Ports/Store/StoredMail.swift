public import LatchkeyBase
public import LatchkeyDomain

/// The mail server that a call has set.
public struct StoredMailServer: Hashable, Sendable {
  /// Counts changes from 1. 0: none was ever set.
  public var revision: Int64
  /// Where mail goes.
  public var server: MailServer

  /// The mail server that a call has set; none, unless said otherwise.
  public init(revision: Int64 = 0, server: MailServer = MailServer(.none)) {
    self.revision = revision
    self.server = server
  }
}

/// One version of a template that an administrator wrote.
public struct StoredMailTemplate: Hashable, Sendable {
  /// Versions that are kept of one template: the last ones.
  public static let keptCount = 20

  /// Which template.
  public var key: MailTemplate.Key
  /// Counts versions from 1. 0 is what comes with the program.
  public var version: Int
  /// What it says; nil from when it was reset to what comes with the program.
  public var template: MailTemplate?
  /// Since when it counts.
  public var at: Timestamp
  /// Who wrote it.
  public var by: AccountID?

  /// A version of a template.
  public init(
    key: MailTemplate.Key, version: Int, template: MailTemplate?, at: Timestamp, by: AccountID?
  ) {
    self.key = key
    self.version = version
    self.template = template
    self.at = at
    self.by = by
  }
}
