import LatchkeyClient
import LatchkeySchema

extension Run {
  /// The account of a required argument, with `--contact` and `--agent` taken into account.
  func account() throws(Refusal) -> AccountText {
    try self.values.account(try self[AccountArguments.account])
  }

  /// The number of an account. Asks the service only for names.
  func accountID(of account: AccountText) async throws(Refusal) -> Int64 {
    if case .id(let id) = account.reference { return id }
    return account.population == .contact
      ? try await self.call(Contacts.GetContact(contact: account.reference)).id
      : try await self.call(Agents.GetAgent(agent: account.reference)).id
  }

  /// The number of the account that an option names; nil without the option.
  func accountID(_ option: Option<String?>) async throws(Refusal) -> Int64? {
    guard let text = try self[option] else { return nil }
    return try await self.accountID(of: try self.values.account(text))
  }

  /// The number of a role. Asks the service only for names.
  func roleID(_ name: String) async throws(Refusal) -> Int64 {
    try await self.roleIDs([name])[0]
  }

  /// The numbers of roles, in the same order. Asks the service only for names.
  func roleIDs(_ names: [String]) async throws(Refusal) -> [Int64] {
    if names.allSatisfy({ Int64($0) != nil }) { return names.compactMap { Int64($0) } }
    let known = try await self.call(Roles.ListRoles()).roles
    var ids: [Int64] = []
    for name in names {
      let found = known.first { $0.name == name } ?? known.first { "\($0.id)" == name }
      guard let found else {
        throw .here(
          "There is no role \"\(name)\"."
            + Suggestion.sentence(for: name, among: known.map(\.name)),
          next: "latchkey role list", .notFound)
      }
      ids.append(found.id)
    }
    return ids
  }
}
