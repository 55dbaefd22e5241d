internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// The table of templates that an administrator wrote, a row for each version.
enum MailTemplateColumn: Int, TableColumn {
  case version, subject, body, at, by
  case kind, population, language

  static let table = "mail_template"
  static let lastRead = Self.by
}

extension StoredMailTemplate: TableRow {
  static let inserted = MailTemplateColumn.allCases

  func value(of column: MailTemplateColumn) -> SQLValue {
    switch column {
    case .kind: .raw(self.key.kind)
    case .population: .raw(self.key.population)
    case .language: .text(self.key.language)
    case .version: .integer(self.version)
    case .subject: .text(self.template?.subject)
    case .body: .text(self.template?.body)
    case .at: .time(self.at)
    case .by: .account(self.by)
    }
  }

  init(
    reading row: Row<some SQLCursor, MailTemplateColumn>, key: MailTemplate.Key
  ) throws(Failure) {
    let subject = try row.optionalText(.subject)
    let body = try row.optionalText(.body)
    let template = subject.flatMap { subject in
      body.map { MailTemplate(subject: subject, body: $0) }
    }
    self.init(
      key: key, version: try row.count(.version), template: template, at: try row.time(.at),
      by: try row.optionalAccount(.by))
  }
}

/// The statements about templates that an administrator wrote.
enum MailTemplateQuery: Int, Query {
  case current
  case versions
  case insert
  case trim

  static let table = Table.mailTemplate

  var changes: StoreChanges { [] }

  private static let isOfKey = "kind = ? AND population = ? AND language = ?"
  private static let versionsOfOne = """
    SELECT \(MailTemplateColumn.selection) FROM mail_template
    WHERE \(Self.isOfKey) ORDER BY version DESC
    """

  var sql: String {
    switch self {
    case .current: "\(Self.versionsOfOne) LIMIT 1"
    case .versions: Self.versionsOfOne
    case .insert: StoredMailTemplate.insertion
    case .trim: "DELETE FROM mail_template WHERE \(Self.isOfKey) AND version <= ?"
    }
  }
}

extension SQLTransaction {
  func mailTemplate(_ key: MailTemplate.Key) throws(Failure) -> StoredMailTemplate? {
    try self.first(MailTemplateQuery.current, values(of: key)) {
      (row: Row<Cursor, MailTemplateColumn>) throws(Failure) in
      try StoredMailTemplate(reading: row, key: key)
    }
  }

  func mailTemplateVersions(_ key: MailTemplate.Key) throws(Failure) -> [StoredMailTemplate] {
    try self.all(MailTemplateQuery.versions, values(of: key)) {
      (row: Row<Cursor, MailTemplateColumn>) throws(Failure) in
      try StoredMailTemplate(reading: row, key: key)
    }
  }

  func insert(_ template: StoredMailTemplate) throws(Failure) {
    try self.run(MailTemplateQuery.insert, template.insertedValues)
    try self.run(
      MailTemplateQuery.trim,
      values(of: template.key) + [.integer(template.version - StoredMailTemplate.keptCount)])
  }
}

/// The parameters that find a template.
private func values(of key: MailTemplate.Key) -> [SQLValue] {
  [.raw(key.kind), .raw(key.population), .text(key.language)]
}
