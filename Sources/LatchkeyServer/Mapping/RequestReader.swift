import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// Reads accounts, addresses and hosts that requests name. An international domain becomes ASCII labels
/// here (IDNA), and the domain model knows nothing else.
struct RequestReader {
  let names: any DomainNames

  /// An agent.
  func agent(_ reference: AccountReference) throws(FieldError) -> AccountSelector {
    try self.account(reference, .agent, field: "agent")
  }

  /// A contact.
  func contact(_ reference: AccountReference) throws(FieldError) -> AccountSelector {
    try self.account(reference, .contact, field: "contact")
  }

  /// An account of either population. An address or a name says nothing without one.
  func account(
    _ reference: AccountReference, in population: PopulationName?, field: String = "account"
  ) throws(FieldError) -> AccountSelector {
    if case .id(let id) = reference { return .id(AccountID(rawValue: id)) }
    guard let population else {
      throw FieldError(
        field: "population", problem: "Say whose address or name it is: contact or agent.")
    }
    return try self.account(reference, try Population(population), field: field)
  }

  private func account(
    _ reference: AccountReference, _ population: Population, field: String
  ) throws(FieldError) -> AccountSelector {
    switch reference {
    case .id(let id): .id(AccountID(rawValue: id))
    case .address(let address):
      .email(try self.email(address, field: "\(field).address"), population)
    case .loginName(let name):
      .loginName(try LoginName(name, field: "\(field).loginName"), population)
    case .phone(let number):
      .phone(try PhoneNumber(number, field: "\(field).phone"), population)
    }
  }

  /// An address.
  func email(_ text: String, field: String = "email") throws(FieldError) -> EmailAddress {
    try self.names.address(text, field: field)
  }

  /// Addresses, a number of them that `counts` allows; `problem` says which.
  func emails(
    _ texts: [String], _ counts: ClosedRange<Int>, problem: String
  ) throws(FieldError) -> [EmailAddress] {
    guard counts.contains(texts.count) else {
      throw FieldError(field: "emails", problem: problem)
    }
    var addresses: [EmailAddress] = []
    for (index, text) in texts.enumerated() {
      addresses.append(try self.email(text, field: "emails[\(index)]"))
    }
    return addresses
  }

  /// The addresses of a contact, which may have none.
  func contactEmails(_ texts: [String]) throws(FieldError) -> [EmailAddress] {
    try self.emails(
      texts, 0...Account.emailsMax,
      problem: "A contact has at most \(Account.emailsMax) addresses.")
  }

  /// A host.
  func host(_ text: String, field: String = "host") throws(FieldError) -> HostName {
    try self.names.host(text, field: field)
  }
}
