public import LatchkeyDomain

/// A template as it stands.
public struct MailTemplateState: Sendable {
  /// Which template.
  public let key: MailTemplate.Key
  /// What it says.
  public let template: MailTemplate
  /// The version that counts; nil while it was never changed.
  public let stored: StoredMailTemplate?
  /// Who wrote that version, if the account is still there.
  public let author: Account?
}

/// A template, and the mail that comes of it.
public struct MailTemplatePreview: Sendable {
  /// How it stands.
  public let state: MailTemplateState
  /// What is shown: the draft, or what it says now.
  public let shown: MailTemplate
  /// What comes with the program.
  public let builtIn: MailTemplate
  /// The mail, with sample facts.
  public let preview: MailPreview
  /// Everything that is wrong with it.
  public let problems: [MailTemplateProblem]
  /// The versions that are kept, the newest first, with their authors.
  public let versions: [(version: StoredMailTemplate, author: Account?)]
}
