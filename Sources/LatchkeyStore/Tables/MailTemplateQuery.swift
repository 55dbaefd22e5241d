internal import LatchkeyApplication
internal import LatchkeyDomain

/// The statements about templates that an administrator wrote.
enum MailTemplateQuery: Int, Query {
  case current
  case versions
  case insert
  case trim

  static let table = Table.mailTemplate

  private static let versionsOfOne = """
    SELECT version, subject, body, at, by FROM mail_template
    WHERE kind = ? AND population = ? AND language = ? ORDER BY version DESC
    """

  var sql: String {
    switch self {
    case .current: "\(Self.versionsOfOne) LIMIT 1"
    case .versions: Self.versionsOfOne
    case .insert:
      """
      INSERT INTO mail_template (kind, population, language, version, subject, body, at, by)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """
    case .trim:
      """
      DELETE FROM mail_template WHERE kind = ? AND population = ? AND language = ? AND version <= ?
      """
    }
  }
}

extension Connection {
  func mailTemplate(_ key: MailTemplate.Key) throws(StoreError) -> StoredMailTemplate? {
    try self.first(MailTemplateQuery.current, Self.values(of: key)) { row throws(StoreError) in
      try Self.readTemplate(&row, key)
    }
  }

  func mailTemplateVersions(
    _ key: MailTemplate.Key
  ) throws(StoreError) -> [StoredMailTemplate] {
    try self.all(MailTemplateQuery.versions, Self.values(of: key)) { row throws(StoreError) in
      try Self.readTemplate(&row, key)
    }
  }

  func insert(_ template: StoredMailTemplate) throws(StoreError) {
    let key = Self.values(of: template.key)
    try self.run(
      MailTemplateQuery.insert,
      key + [
        .integer(template.version), .text(template.template?.subject),
        .text(template.template?.body), .moment(template.at), .account(template.by),
      ])
    try self.run(
      MailTemplateQuery.trim, key + [.integer(template.version - StoredMailTemplate.keptCount)])
  }

  private static func values(of key: MailTemplate.Key) -> [SQLValue] {
    [.raw(key.kind), .raw(key.population), .text(key.language)]
  }

  private static func readTemplate(
    _ row: inout Row, _ key: MailTemplate.Key
  ) throws(StoreError) -> StoredMailTemplate {
    let version = try row.count()
    let subject = try row.optionalText()
    let body = try row.optionalText()
    let template = subject.flatMap { subject in
      body.map { MailTemplate(subject: subject, body: $0) }
    }
    return StoredMailTemplate(
      key: key, version: version, template: template, at: try row.moment(),
      by: try row.optionalAccount())
  }
}
