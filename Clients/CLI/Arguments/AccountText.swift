import LatchkeySchema

/// An account as people type it: `17`, `contact:jane@example.org`, `agent:bo`, `contact:+4670123456`.
struct AccountText: Sendable {
  let reference: AccountReference
  /// Contact or agent; nil for a number without one, which is unique.
  let population: PopulationName?
  /// The text that was typed.
  let text: String

  /// Parses a text.
  ///
  /// - Parameters:
  ///   - text: The text that was typed.
  ///   - expected: The population that the command or an option names.
  /// - Throws: ``WrongValue`` if the text names the other population, or if a name comes without one:
  ///   a contact and an agent may have the same address.
  init(_ text: String, expected: PopulationName? = nil) throws(WrongValue) {
    var name = text
    var said: PopulationName?
    for population in PopulationName.known where text.hasPrefix("\(population):") {
      said = population
      name = String(text.dropFirst(population.rawValue.count + 1))
    }
    if let said, let expected, said != expected {
      throw WrongValue(
        sentence: "\(text) is \(said.withArticle), and \(expected.withArticle) is expected here.")
    }
    self.text = text
    self.reference = AccountReference(typed: name)
    self.population = said ?? expected
    if case .id = self.reference { return }
    guard self.population != nil else {
      throw WrongValue(
        sentence: "\(text) may be a contact or an agent: say which.",
        hint: ", with contact:\(text) or agent:\(text)")
    }
  }
}

extension AccountReference {
  /// Parses a text: digits are an account number, an at sign makes an address, a plus sign in front of
  /// digits a telephone number, and all other texts are login names.
  fileprivate init(typed text: String) {
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

extension ValueKind<AccountText> {
  static var agent: ValueKind {
    ValueKind { text, _ throws(WrongValue) in
      try AccountText(text, expected: .agent)
    }
  }
  static var contact: ValueKind {
    ValueKind { text, _ throws(WrongValue) in
      try AccountText(text, expected: .contact)
    }
  }
}

/// Arguments and options that name accounts.
enum AccountArguments {
  static let agent = Argument("AGENT", .agent, help: "address, login name or number")
  static let contact = Argument(
    "CONTACT", .contact, help: "address, login name, telephone number or number")
  /// Read together with ``isContact`` and ``isAgent``.
  static let account = Argument("ACCOUNT", .text, help: Self.accountHelp)
  /// Any number of accounts, read together with ``isContact`` and ``isAgent``.
  static let accounts = Argument(many: "ACCOUNT", .text, help: Self.accountHelp, isOptional: true)
  static let isContact = Option(flag: "--contact", help: "the name is that of a contact")
  static let isAgent = Option(flag: "--agent", help: "the name is that of an agent")

  private static let accountHelp =
    "number, or contact: or agent: with address, login name or phone"
}

extension Values {
  /// The population that `--contact` or `--agent` names; nil without either.
  func expectedPopulation() throws(Refusal) -> PopulationName? {
    let isContact = try self[AccountArguments.isContact]
    let isAgent = try self[AccountArguments.isAgent]
    if isContact, isAgent { throw self.usage("Either --contact or --agent.") }
    return isContact ? .contact : isAgent ? .agent : nil
  }

  /// The account that a text names, with `--contact` and `--agent` taken into account.
  func account(_ text: String) throws(Refusal) -> AccountText {
    let expected = try self.expectedPopulation()
    do throws(WrongValue) {
      return try AccountText(text, expected: expected)
    } catch {
      throw self.syntax.usage(error)
    }
  }
}
