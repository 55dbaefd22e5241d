/// The text of one statement that the store uses, for those who check them all.
package struct StatementText: Sendable {
  /// The table and the statement: "session.standing".
  package let name: String
  /// The statement.
  package let sql: String

  /// Every statement.
  package static var all: [StatementText] {
    Table.allCases.flatMap { table in
      switch table {
      case .transaction: Self.texts(of: TransactionQuery.self)
      case .desk: Self.texts(of: DeskQuery.self)
      case .account: Self.texts(of: AccountQuery.self)
      case .contact: Self.texts(of: ContactQuery.self)
      case .contactSearch: Self.texts(of: ContactSearchQuery.self)
      case .role: Self.texts(of: RoleQuery.self)
      case .session: Self.texts(of: SessionQuery.self)
      case .revocation: Self.texts(of: RevocationQuery.self)
      case .token: Self.texts(of: TokenQuery.self)
      case .throttle: Self.texts(of: ThrottleQuery.self)
      case .mail: Self.texts(of: MailQuery.self)
      case .audit: Self.texts(of: AuditEntryQuery.self)
      case .rememberedCall: Self.texts(of: RememberedCallQuery.self)
      case .setting: Self.texts(of: SettingQuery.self)
      case .knownOrigin: Self.texts(of: KnownOriginQuery.self)
      case .secondFactor: Self.texts(of: SecondFactorQuery.self)
      case .mailTemplate: Self.texts(of: MailTemplateQuery.self)
      case .mailAttempt: Self.texts(of: MailAttemptQuery.self)
      case .addressTrouble: Self.texts(of: AddressTroubleQuery.self)
      case .mailServer: Self.texts(of: MailServerQuery.self)
      }
    }
  }

  private static func texts<Each: Query>(of queries: Each.Type) -> [StatementText] {
    queries.allCases.map { query in
      StatementText(name: "\(queries.table).\(query)", sql: query.sql)
    }
  }
}
