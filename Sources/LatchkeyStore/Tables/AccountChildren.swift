internal import LatchkeyBase
internal import LatchkeyDomain

/// The table of addresses, a row for each. Whether contacts share one is kept by ``ContactQuery``.
enum EmailColumn: Int, TableColumn {
  case text, account, position, population, canonical

  static let table = "email"
  static let lastRead = Self.text
}

/// An address at its place in an account.
struct EmailRow: TableRow {
  let email: EmailAddress
  let position: Int
  let account: Account

  static let inserted = EmailColumn.allCases

  func value(of column: EmailColumn) -> SQLValue {
    switch column {
    case .text: .text(self.email.text)
    case .account: .account(self.account.id)
    case .position: .integer(self.position)
    case .population: .raw(self.account.population)
    case .canonical: .text(self.email.canonical)
    }
  }
}

/// The table of the roles that agents hold.
enum AccountRoleColumn: Int, TableColumn {
  case role, account

  static let table = "account_role"
  static let lastRead = Self.role
}

/// A role that an agent holds.
struct AccountRoleRow: TableRow {
  let role: RoleID
  let account: AccountID

  static let inserted = AccountRoleColumn.allCases

  func value(of column: AccountRoleColumn) -> SQLValue {
    switch column {
    case .role: .integer(self.role.rawValue)
    case .account: .account(self.account)
    }
  }
}
