public import LatchkeyBase

/// Which template is meant.
public struct TemplateKey: Message {
  /// What the mail is about: `self_reset_link`, `invitation`, `password_reset` and so on.
  public var kind: String
  /// For whom.
  public var population: PopulationName
  /// In which language: `en`, `de` or `fr`.
  public var language: String
}

/// What a template says.
public struct TemplateText: Message {
  /// One line of at most 78 characters; `{desk}` counts as 32.
  public var subject: String
  /// Paragraphs with an empty line between them; at most 4 000 characters. Filled in are `{desk}`,
  /// `{account}`, `{name}`, `{lifetime}` and `{link}`.
  public var body: String
}

/// One template as it stands.
public struct TemplateView: Message {
  /// Which.
  public var key: TemplateKey
  /// Its subject.
  public var subject: String
  /// Whether it differs from what comes with the service.
  public var isEdited: Bool
  /// Counts changes; 0 is what comes with the service. Give it back with an update.
  public var version: Int
  /// When it was changed last.
  public var changedAt: Timestamp?
  /// Who changed it last.
  public var changedBy: AccountSummary?
}

/// One version of a template.
public struct TemplateVersionView: Message {
  /// Counts from 1.
  public var version: Int
  /// Since when it counted.
  public var at: Timestamp
  /// Who wrote it.
  public var by: AccountSummary?
  /// What it said. Absent: it was the reset to what comes with the service.
  public var text: TemplateText?
}

/// What is wrong with a template.
public struct TemplateProblem: Message {
  /// Where.
  public var part: TemplatePart
  /// Which rule is broken.
  public var rule: TemplateRule
  /// What to do about it, for people.
  public var text: String
}
