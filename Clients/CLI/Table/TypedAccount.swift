import LatchkeyClient
import LatchkeySchema

/// An account as people type it: `17`, `contact:jane@example.org`, `agent:bo`, `contact:+4670123456`.
struct TypedAccount: Sendable {
  /// Which one.
  let reference: AccountReference
  /// Customer or staff; nil where a number says it all.
  let population: PopulationName?
  /// As it was typed.
  let text: String

  /// Takes a text apart.
  ///
  /// - Throws: ``Refusal`` if what stands in front of the text is not the population that is meant, or
  ///   if a name comes without one: the same address may be a customer's and a colleague's.
  init(
    _ text: String, as meant: PopulationName? = nil, of command: Command
  ) throws(Refusal) {
    var name = text
    var said: PopulationName?
    for population in PopulationName.known where text.hasPrefix("\(population):") {
      said = population
      name = String(text.dropFirst(population.rawValue.count + 1))
    }
    if let said, let meant, said != meant {
      throw command.usage("\(text) is \(said.withArticle), and \(meant.withArticle) is meant here.")
    }
    let reference = AccountReference(typed: name)
    self.text = text
    self.reference = reference
    self.population = said ?? meant
    if case .id = reference { return }
    guard self.population != nil else {
      throw .usage(
        "\(text) may be a contact and an agent: say which.",
        hint: "latchkey \(command.name), with contact:\(text) or agent:\(text)")
    }
  }
}

extension AccountReference {
  /// Takes what people type: digits are a number, an at sign makes an address, a plus sign in front of
  /// digits a telephone number, and the rest is a login name.
  init(typed text: String) {
    if text.allSatisfy({ $0.isASCII && $0.isNumber }), let id = Int64(text), id > 0 {
      self = .id(id)
    } else if text.contains("@") {
      self = .address(text)
    } else if text.hasPrefix("+"), text.contains(where: \.isNumber) {
      self = .phone(text)
    } else {
      self = .loginName(text)
    }
  }
}

extension PopulationName {
  /// `a contact`, `an agent`.
  var withArticle: String { self == .agent ? "an agent" : "a contact" }
}

extension Option {
  static let isContact = Option(name: "--contact", help: "the name is that of a contact")
  static let isAgent = Option(name: "--agent", help: "the name is that of an agent")
}

extension Argument {
  static let contact = Argument(
    name: "CONTACT", help: "address, login name, telephone number or number")
  static let account = Argument(
    name: "ACCOUNT", help: "number, or contact: or agent: with address, login name or phone")
}

extension Run {
  /// Whose names are meant, where an option says so.
  func meantPopulation() throws(Refusal) -> PopulationName? {
    switch (self.values.flag("--contact"), self.values.flag("--agent")) {
    case (true, true): throw self.command.usage("Either --contact or --agent.")
    case (true, false): return .contact
    case (false, true): return .agent
    case (false, false): return nil
    }
  }

  /// The account of either population that a text names.
  func account(_ text: String) throws(Refusal) -> TypedAccount {
    try TypedAccount(text, as: try self.meantPopulation(), of: self.command)
  }

  /// The account that was named.
  func account() throws(Refusal) -> TypedAccount { try self.account(self.argument("ACCOUNT")) }

  /// The agent that was named.
  func agent() throws(Refusal) -> AccountReference {
    try TypedAccount(self.argument("AGENT"), as: .agent, of: self.command).reference
  }

  /// The contact that was named.
  func contact() throws(Refusal) -> AccountReference {
    try TypedAccount(self.argument("CONTACT"), as: .contact, of: self.command).reference
  }

  /// The number of an account. Asks the service only for names.
  func accountID(of account: TypedAccount) async throws(Refusal) -> Int64 {
    if case .id(let id) = account.reference { return id }
    return account.population == .contact
      ? try await self.call(Contacts.GetContact(contact: account.reference)).id
      : try await self.call(Agents.GetAgent(agent: account.reference)).id
  }
}
