import LatchkeyClient
import LatchkeySchema

/// Contacts, other than their passwords.
enum ContactCommands {
  static let all = [
    Command(
      noun: "contact", verb: "list", summary: "who there is",
      options: [
        Option(
          name: "--search", value: "TEXT",
          help: "only with this in a name or an address; three letters or more"),
        Option(
          name: "--filter", value: "WORD",
          help: "only these: \(Suggestion.list(ContactFilter.known.map(\.rawValue)))"),
        Command.limit, Command.after,
      ],
      identity: .sessionIfAny,
      examples: [
        "latchkey contact list --filter force_password_reset",
        "latchkey contact list --search miller --json",
      ],
      action: Self.list),
    Command(
      noun: "contact", verb: "show", summary: "one contact", arguments: [.contact],
      identity: .sessionIfAny, examples: ["latchkey contact show jane@example.com"],
      action: Self.show),
    Command(
      noun: "contact", verb: "create", summary: "add a contact",
      arguments: [
        Argument(
          name: "ADDRESS", help: "e-mail addresses, the primary one first", isOptional: true,
          isMany: true)
      ],
      options: Self.profile + [Self.source],
      about: "A mail for activation goes out if the settings say so.",
      examples: [
        "latchkey contact create jane@example.com --name \"Jane Miller\"",
        "latchkey contact create --name \"Jane Miller\" --login jane --phone +4670123456",
      ],
      action: Self.create),
    Command(
      noun: "contact", verb: "provision", summary: "who raised a ticket, as services say it",
      arguments: [Argument(name: "ADDRESS", help: "where the ticket came from")],
      options: [
        Option(name: "--name", value: "NAME", help: "the name, if the ticket has one"),
        Option(name: "--locale", value: "TAG", help: "language of mails, such as en or de-AT"),
      ],
      identity: .nobody,
      about: "Adds a contact unless there is one. Asking again finds the same one.",
      examples: ["latchkey contact provision jane@example.com --name \"Jane Miller\""],
      action: Self.provision),
    Command(
      noun: "contact", verb: "update", summary: "change what is given", arguments: [.contact],
      options: Self.profile + [
        Option(
          name: "--email", value: "ADDRESS",
          help: "all addresses from now on, the primary one first; once for each", isMany: true),
        Self.source, Command.revision,
      ],
      about:
        "An empty --login or --phone removes it. Other addresses end links and sessions: links go "
        + "to the new ones.",
      examples: [
        "latchkey contact update jane --email jane@example.com --email miller@example.com"
      ],
      action: Self.update),
    Command(
      noun: "contact", verb: "deactivate", summary: "end sign-in, sessions and links",
      arguments: [.contact],
      options: [Option(name: "--reason", value: "TEXT", help: "shown to staff"), Command.yes],
      examples: ["latchkey contact deactivate jane --reason \"contract ended\""],
      action: Self.deactivate),
    Command(
      noun: "contact", verb: "reactivate", summary: "take a contact back in, without a password",
      arguments: [.contact], examples: ["latchkey contact reactivate jane"],
      action: Self.reactivate),
    Command(
      noun: "contact", verb: "merge", summary: "fold a duplicate into the contact that stays",
      arguments: [
        .contact, Argument(name: "DUPLICATE", help: "the one that goes, in the same ways"),
      ],
      options: [Command.yes],
      about:
        "Addresses move over. The password of the one that stays remains; sessions and links of the "
        + "other end. It cannot be undone.",
      examples: ["latchkey contact merge jane@example.com 12"], action: Self.merge),
    Command(
      noun: "contact", verb: "erase", summary: "remove everything personal for good",
      arguments: [Argument(name: "NUMBER", help: "number of the contact, and nothing else")],
      options: [Command.yes], about: "The audit keeps a pseudonym. It cannot be undone.",
      examples: ["latchkey contact erase 12"], action: Self.erase),
    Command(
      noun: "contact", verb: "convert", summary: "make an agent of a contact",
      arguments: [.contact], options: [AgentCommands.role, Command.yes],
      about: "The contact is put aside, and the agent gets an invitation.",
      examples: ["latchkey contact convert jane@example.com --role Agent"], action: Self.convert),
  ]

  private static let profile = [
    Option(name: "--name", value: "NAME", help: "the name that people read"),
    Option(name: "--login", value: "NAME", help: "another way to sign in"),
    Option(name: "--phone", value: "NUMBER", help: "telephone number"),
    Option(name: "--locale", value: "TAG", help: "language of mails, such as en or de-AT"),
  ]
  private static let source = Option(
    name: "--password-in", value: "PLACE", help: "where the password lives: local or external")

  static func list(_ run: Run) async throws(Refusal) {
    var filter: ContactFilter?
    if let word = run.values.option("--filter") {
      filter = ContactFilter(rawValue: word)
      guard filter?.isKnown == true else {
        throw run.command.usage(
          "There is no such filter."
            + Suggestion.sentence(for: word, among: ContactFilter.known.map(\.rawValue)))
      }
    }
    let answer = try await run.call(
      Contacts.ListContacts(
        limit: try run.values.limit(of: run.command),
        afterID: try run.values.number("--after", of: run.command),
        search: run.values.option("--search"), filter: filter))
    try run.show(answer.contacts, none: "There is no such contact.", ContactText.table)
    if let next = answer.nextAfterID { run.output.note("There are more: --after \(next)") }
  }

  static func show(_ run: Run) async throws(Refusal) {
    try run.show(
      try await run.call(Contacts.GetContact(contact: try run.contact())), ContactText.card)
  }

  static func create(_ run: Run) async throws(Refusal) {
    guard let name = run.values.option("--name") else {
      throw run.command.usage("--name is missing: the name that people read.")
    }
    let contact = try await run.call(
      Contacts.CreateContact(
        displayName: name, emails: run.values.arguments("ADDRESS"),
        loginName: run.values.option("--login"), phone: run.values.option("--phone"),
        locale: run.values.option("--locale"), authenticationSource: try Self.source(run)))
    try run.show(contact, ContactText.card)
  }

  static func provision(_ run: Run) async throws(Refusal) {
    let address = run.argument("ADDRESS")
    let answer = try await run.call(
      Contacts.ProvisionRequester(
        email: address, displayName: run.values.option("--name"),
        locale: run.values.option("--locale")))
    try run.show(answer) { answer in
      switch answer.outcome {
      case .created:
        Layout.card(
          "\(address) is a contact now.",
          [
            ("contact", answer.contactID.map { "\($0)" }),
            ("activation", answer.activationMailID.map { "mail \($0)" } ?? "no mail"),
          ])
      case .existing:
        Layout.card(
          "\(address) was there already.", [("contact", answer.contactID.map { "\($0)" })])
      case .agent: [Layout.visible("\(address) is an agent's: nobody was added.")]
      default: [Layout.visible(answer.outcome.rawValue)]
      }
    }
  }

  static func update(_ run: Run) async throws(Refusal) {
    let contact = try await run.call(
      Contacts.UpdateContact(
        contact: try run.contact(), displayName: run.values.option("--name"),
        emails: run.values.options("--email"), loginName: run.values.option("--login"),
        phone: run.values.option("--phone"), locale: run.values.option("--locale"),
        authenticationSource: try Self.source(run),
        revision: try run.values.number("--revision", of: run.command)))
    try run.show(contact, ContactText.card)
  }

  static func deactivate(_ run: Run) async throws(Refusal) {
    let contact = try run.contact()
    try run.confirm("Deactivate \(run.argument("CONTACT"))? Sessions and links end at once.")
    let answer = try await run.call(
      Contacts.DeactivateContact(contact: contact, reason: run.values.option("--reason")))
    try run.show(answer) { ["\(Layout.visible($0.displayName)) is deactivated."] }
  }

  static func reactivate(_ run: Run) async throws(Refusal) {
    let contact = try await run.call(Contacts.ReactivateContact(contact: try run.contact()))
    try run.show(contact) {
      Layout.card(
        "\($0.displayName) is let in again.",
        [
          ("status", $0.status.rawValue), ("next", "latchkey contact activate \($0.id)"),
        ])
    }
  }

  static func merge(_ run: Run) async throws(Refusal) {
    let contact = try run.contact()
    let duplicate = try TypedAccount(run.argument("DUPLICATE"), as: .contact, of: run.command)
    try run.confirm(
      "Fold \(duplicate.text) into \(run.argument("CONTACT"))? It cannot be undone.")
    let answer = try await run.call(
      Contacts.MergeContacts(
        contact: contact, duplicateID: try await run.accountID(of: duplicate)))
    try run.show(answer, ContactText.card)
  }

  static func erase(_ run: Run) async throws(Refusal) {
    guard let id = try run.values.numberArgument("NUMBER", of: run.command) else { return }
    try run.confirm("Remove everything personal of contact \(id)? It cannot be undone.")
    let done = try await run.call(Contacts.EraseContact(contactID: id, confirmed: true))
    try run.show(done) { _ in ["Contact \(id) is erased."] }
  }

  static func convert(_ run: Run) async throws(Refusal) {
    let contact = try run.contact()
    let roles = try await run.roleIDs(run.values.options("--role") ?? [])
    try run.confirm("Make an agent of \(run.argument("CONTACT"))? The contact is put aside.")
    let agent = try await run.call(Contacts.ConvertToAgent(contact: contact, roleIDs: roles))
    try run.show(agent, AgentText.card)
  }

  private static func source(_ run: Run) throws(Refusal) -> AuthenticationSource? {
    guard let word = run.values.option("--password-in") else { return nil }
    let source = AuthenticationSource(rawValue: word)
    guard source.isKnown else { throw run.command.usage("--password-in takes local or external.") }
    return source
  }
}
