internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

extension SQLTransaction {
  func insert(_ new: NewAccount) throws(Failure) -> AccountID {
    try self.together { () throws(Failure) -> AccountID in
      let draft = Account(new, id: AccountID(rawValue: 0))
      let id = AccountID(rawValue: try self.add(AccountQuery.insert, draft.insertedValues))
      let account = Account(new, id: id)
      try self.insertEmails(of: account)
      try self.insertRoles(of: account)
      if account.population == .contact { try self.indexContact(from: nil, to: account) }
      return id
    }
  }

  func update(_ account: Account) throws(Failure) {
    // Before the statement, which makes the transaction forget what it knows.
    let known = self.known[account.id]
    try self.together { () throws(Failure) in
      let former = if let known { known } else { try self.account(account.id) }
      let changed = try self.run(
        AccountQuery.update, account.values(of: Account.updateParameters))
      guard changed == 1 else { throw .store(.changedMeanwhile) }
      // Most changes leave addresses and roles alone, and then so do we.
      if former?.emails != account.emails {
        try self.run(AccountQuery.deleteEmails, [.account(account.id)])
        try self.insertEmails(of: account)
      }
      if former?.roles != account.roles {
        try self.run(AccountQuery.deleteRoles, [.account(account.id)])
        try self.insertRoles(of: account)
      }
      if let former, account.population == .contact {
        try self.indexContact(from: former, to: account)
      }
    }
    var stored = account
    stored.revision += 1
    self.known.keep(stored)
  }

  private func insertEmails(of account: Account) throws(Failure) {
    for (position, email) in account.emails.enumerated() {
      let row = EmailRow(email: email, position: position, account: account)
      try self.run(AccountQuery.insertEmail, row.insertedValues)
    }
  }

  private func insertRoles(of account: Account) throws(Failure) {
    for role in account.roles {
      try self.run(
        AccountQuery.insertRole, AccountRoleRow(role: role, account: account.id).insertedValues)
    }
  }
}
