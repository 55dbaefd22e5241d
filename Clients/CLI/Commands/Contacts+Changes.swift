import LatchkeyClient
import LatchkeySchema

/// Commands that end, restore, merge, erase and convert contacts.
enum ContactChangeCommands {
  static let all: [Command<Run>] = [
    Command(
      noun: "contact", verb: "deactivate", summary: "end sign-in, sessions and links",
      arguments: [AccountArguments.contact], options: [Self.reason, CommonOptions.yes],
      examples: ["latchkey contact deactivate jane --reason \"contract ended\""],
      action: Self.deactivate),
    Command(
      noun: "contact", verb: "reactivate", summary: "reactivate a contact, without a password",
      arguments: [AccountArguments.contact], examples: ["latchkey contact reactivate jane"],
      action: Self.reactivate),
    Command(
      noun: "contact", verb: "merge", summary: "merge a duplicate into the contact that stays",
      arguments: [AccountArguments.contact, Self.duplicate], options: [CommonOptions.yes],
      about:
        "Addresses move to the contact that stays, which keeps its password. Sessions and links of "
        + "the duplicate end. This cannot be undone.",
      examples: ["latchkey contact merge jane@example.com 12"], action: Self.merge),
    Command(
      noun: "contact", verb: "erase", summary: "erase all personal data of a contact",
      arguments: [Self.number], options: [CommonOptions.yes],
      about: "The audit keeps a pseudonym. This cannot be undone.",
      examples: ["latchkey contact erase 12"], action: Self.erase),
    Command(
      noun: "contact", verb: "convert", summary: "turn a contact into an agent",
      arguments: [AccountArguments.contact], options: [CommonOptions.role, CommonOptions.yes],
      about: "The contact is deactivated, and the agent gets an invitation.",
      examples: ["latchkey contact convert jane@example.com --role Agent"], action: Self.convert),
  ]

  private static let reason = Option("--reason", "TEXT", .text, help: "shown to staff")
  private static let duplicate = Argument(
    "DUPLICATE", .contact, help: "the contact that goes, named in the same ways")
  private static let number = Argument(
    "NUMBER", .number, help: "number of the contact; no other name is taken here")

  private static func deactivate(_ run: Run) async throws(Refusal) {
    let contact = try run[AccountArguments.contact]
    try run.confirm("Deactivate \(contact.text)? Sessions and links end at once.")
    let answer = try await run.call(
      Contacts.DeactivateContact(contact: contact.reference, reason: try run[Self.reason]))
    try run.show(answer) { ["\(Layout.visible($0.displayName)) is deactivated."] }
  }

  private static func reactivate(_ run: Run) async throws(Refusal) {
    let contact = try run[AccountArguments.contact]
    let answer = try await run.call(Contacts.ReactivateContact(contact: contact.reference))
    try run.show(answer) {
      Layout.card(
        "\($0.displayName) is reactivated.",
        [("status", $0.status.rawValue), ("next", "latchkey contact activate \($0.id)")])
    }
  }

  private static func merge(_ run: Run) async throws(Refusal) {
    let contact = try run[AccountArguments.contact]
    let duplicate = try run[Self.duplicate]
    try run.confirm("Merge \(duplicate.text) into \(contact.text)? This cannot be undone.")
    let answer = try await run.call(
      Contacts.MergeContacts(
        contact: contact.reference, duplicateID: try await run.accountID(of: duplicate)))
    try run.show(answer, ContactText.card)
  }

  private static func erase(_ run: Run) async throws(Refusal) {
    let id = try run[Self.number]
    try run.confirm("Erase all personal data of contact \(id)? This cannot be undone.")
    let done = try await run.call(Contacts.EraseContact(contactID: id, confirmed: true))
    try run.show(done) { _ in ["Contact \(id) is erased."] }
  }

  private static func convert(_ run: Run) async throws(Refusal) {
    let contact = try run[AccountArguments.contact]
    let roles = try await run.roleIDs(try run[CommonOptions.role] ?? [])
    try run.confirm("Turn \(contact.text) into an agent? The contact is deactivated.")
    let agent = try await run.call(
      Contacts.ConvertToAgent(contact: contact.reference, roleIDs: roles))
    try run.show(agent, AgentText.card)
  }
}
