import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

extension StoreReading {
  /// No other agent may have an agent's address. Contacts share them.
  func requireFree(_ email: EmailAddress, for account: Account) throws(Failure) {
    guard account.population == .agent else { return }
    let holders = try self.accounts(in: .agent, withAnyEmail: email.canonical, limit: 2)
    guard holders.allSatisfy({ $0.id == account.id }) else {
      throw .field("email", "Another agent has this address.", reason: .addressInUse)
    }
  }
}
