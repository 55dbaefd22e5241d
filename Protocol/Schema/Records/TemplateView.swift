public import LatchkeyBase

/// Which template is meant.
public struct TemplateKey: Message {
  /// What the mail is about: `self_reset_link`, `invitation`, `password_reset` and so on.
  public var kind: String
  /// For whom.
  public var population: PopulationName
  /// In which language: `en`, `de` or `fr`.
  public var language: String

  enum CodingKeys: Int, CodingKey {
    case kind = 1
    case population = 2
    case language = 3
  }

  /// All fields, in the order of their keys.
  public init(kind: String, population: PopulationName, language: String) {
    self.kind = kind
    self.population = population
    self.language = language
  }
}

/// What a template says.
public struct TemplateText: Message {
  /// One line of at most 78 characters; `{desk}` counts as 32.
  public var subject: String
  /// Paragraphs with an empty line between them; at most 4 000 characters. Filled in are `{desk}`,
  /// `{account}`, `{name}`, `{lifetime}` and `{link}`.
  public var body: String

  enum CodingKeys: Int, CodingKey {
    case subject = 1
    case body = 2
  }

  /// All fields, in the order of their keys.
  public init(subject: String, body: String) {
    self.subject = subject
    self.body = body
  }
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

  enum CodingKeys: Int, CodingKey {
    case key = 1
    case subject = 2
    case isEdited = 3
    case version = 4
    case changedAt = 5
    case changedBy = 6
  }

  /// All fields, in the order of their keys.
  public init(
    key: TemplateKey, subject: String, isEdited: Bool, version: Int,
    changedAt: Timestamp? = nil, changedBy: AccountSummary? = nil
  ) {
    self.key = key
    self.subject = subject
    self.isEdited = isEdited
    self.version = version
    self.changedAt = changedAt
    self.changedBy = changedBy
  }
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

  enum CodingKeys: Int, CodingKey {
    case version = 1
    case at = 2
    case by = 3
    case text = 4
  }

  /// All fields, in the order of their keys.
  public init(
    version: Int, at: Timestamp, by: AccountSummary? = nil, text: TemplateText? = nil
  ) {
    self.version = version
    self.at = at
    self.by = by
    self.text = text
  }
}

/// What is wrong with a template.
public struct TemplateProblem: Message {
  /// Where.
  public var part: TemplatePart
  /// Which rule is broken.
  public var rule: TemplateRule
  /// What to do about it, for people.
  public var text: String

  enum CodingKeys: Int, CodingKey {
    case part = 1
    case rule = 2
    case text = 3
  }

  /// All fields, in the order of their keys.
  public init(part: TemplatePart, rule: TemplateRule, text: String) {
    self.part = part
    self.rule = rule
    self.text = text
  }
}
