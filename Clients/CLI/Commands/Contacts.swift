import LatchkeyClient
import LatchkeySchema

/// Commands that find, add and change contacts.
enum ContactsCommands {
  static let all: [Command<Run>] = [
    Command(
      noun: "contact", verb: "list", summary: "list contacts",
      options: [Self.search, Self.filter, CommonOptions.limit, CommonOptions.after],
      session: .ifPresent,
      examples: [
        "latchkey contact list --filter force_password_reset",
        "latchkey contact list --search miller --json",
      ],
      action: Self.list),
    Command(
      noun: "contact", verb: "show", summary: "show one contact",
      arguments: [AccountArguments.contact], session: .ifPresent,
      examples: ["latchkey contact show jane@example.com"], action: Self.show),
    Command(
      noun: "contact", verb: "create", summary: "add a contact", arguments: [Self.addresses],
      options: [
        ProfileOptions.requiredName, ProfileOptions.login, ProfileOptions.phone,
        ProfileOptions.locale, Self.passwordSource,
      ],
      about: "Mails an activation link if the settings say so.",
      examples: [
        "latchkey contact create jane@example.com --name \"Jane Miller\"",
        "latchkey contact create --name \"Jane Miller\" --login jane --phone +4670123456",
      ],
      action: Self.create),
    Command(
      noun: "contact", verb: "provision",
      summary: "add the requester of a ticket, as services do",
      arguments: [Self.requester], options: [Self.requesterName, ProfileOptions.locale],
      session: .notSent,
      about: "Adds a contact unless the address has one; then it is found.",
      examples: ["latchkey contact provision jane@example.com --name \"Jane Miller\""],
      action: Self.provision),
    Command(
      noun: "contact", verb: "update", summary: "change the given fields of a contact",
      arguments: [AccountArguments.contact],
      options: [
        ProfileOptions.name, ProfileOptions.login, ProfileOptions.phone, ProfileOptions.locale,
        ProfileOptions.emails, Self.passwordSource, CommonOptions.revision,
      ],
      about:
        "An empty --login or --phone removes it. New addresses end links and sessions: links go to "
        + "the new ones.",
      examples: [
        "latchkey contact update jane --email jane@example.com --email miller@example.com"
      ],
      action: Self.update),
  ]

  private static let search = Option(
    "--search", "TEXT", .text,
    help: "only contacts with this text in a name or an address; three letters or more")
  private static let filter = Option(
    "--filter", "WORD", .word(of: ContactFilter.known),
    help: "only these: \(Suggestion.list(ContactFilter.known.map(\.rawValue)))")
  private static let addresses = Argument(
    many: "ADDRESS", .text, help: "e-mail addresses, the primary one first", isOptional: true)
  private static let requester = Argument(
    "ADDRESS", .text, help: "address that the ticket came from")
  private static let requesterName = Option(
    "--name", "NAME", .text, help: "the name, if the ticket has one")
  private static let passwordSource = Option(
    "--password-in", "PLACE", .word(of: AuthenticationSource.known),
    help: "where the password is kept: local or external")

  private static func list(_ run: Run) async throws(Refusal) {
    let answer = try await run.call(
      Contacts.ListContacts(
        limit: Int(try run[CommonOptions.limit]), afterID: try run[CommonOptions.after],
        search: try run[Self.search], filter: try run[Self.filter]))
    try run.show(answer.contacts, none: "There is no such contact.", ContactText.table)
    run.noteMore(CommonOptions.after, answer.nextAfterID)
  }

  private static func show(_ run: Run) async throws(Refusal) {
    let contact = try run[AccountArguments.contact]
    try run.show(
      try await run.call(Contacts.GetContact(contact: contact.reference)), ContactText.card)
  }

  private static func create(_ run: Run) async throws(Refusal) {
    let contact = try await run.call(
      Contacts.CreateContact(
        displayName: try run[ProfileOptions.requiredName], emails: try run[Self.addresses],
        loginName: try run[ProfileOptions.login], phone: try run[ProfileOptions.phone],
        locale: try run[ProfileOptions.locale],
        authenticationSource: try run[Self.passwordSource]))
    try run.show(contact, ContactText.card)
  }

  private static func provision(_ run: Run) async throws(Refusal) {
    let sender = try run[Self.requester]
    let answer = try await run.call(
      Contacts.ProvisionRequester(
        email: sender, displayName: try run[Self.requesterName],
        locale: try run[ProfileOptions.locale]))
    try run.show(answer) { answer in
      let contact = ("contact", answer.contactID.map { "\($0)" })
      switch answer.outcome {
      case .created:
        return Layout.card(
          "\(sender) is a contact now.",
          [contact, ("activation", answer.activationMailID.map { "mail \($0)" } ?? "no mail")])
      case .existing: return Layout.card("\(sender) was a contact already.", [contact])
      case .agent:
        return [Layout.visible("\(sender) belongs to an agent: no contact was added.")]
      default: return [Layout.visible(answer.outcome.rawValue)]
      }
    }
  }

  private static func update(_ run: Run) async throws(Refusal) {
    let contact = try await run.call(
      Contacts.UpdateContact(
        contact: try run[AccountArguments.contact].reference,
        displayName: try run[ProfileOptions.name], emails: try run[ProfileOptions.emails],
        loginName: try run[ProfileOptions.login], phone: try run[ProfileOptions.phone],
        locale: try run[ProfileOptions.locale],
        authenticationSource: try run[Self.passwordSource],
        revision: try run[CommonOptions.revision]))
    try run.show(contact, ContactText.card)
  }
}
