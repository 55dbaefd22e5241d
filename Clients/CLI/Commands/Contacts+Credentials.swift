import LatchkeyClient
import LatchkeySchema

/// Commands that give a contact a password: links, temporary passwords, passwords set by hand.
enum ContactCredentialCommands {
  static let all: [Command<Run>] = [
    Command(
      noun: "contact", verb: "activate", summary: "mail a link to set the first password",
      arguments: [AccountArguments.contact],
      about: "Where no mail can be sent, the link is shown once, to be handed over.",
      examples: ["latchkey contact activate jane@example.com"], action: Self.activate),
    Command(
      noun: "contact", verb: "reset-link", summary: "mail a link to set a new password",
      arguments: [AccountArguments.contact],
      about:
        "The current password works until the link is used. Where no mail can be sent, the link "
        + "is shown once, to be handed over, with the reasons.",
      examples: ["latchkey contact reset-link jane@example.com"], action: Self.resetLink),
    Command(
      noun: "contact", verb: "set-password", summary: "set the password of a contact",
      arguments: [AccountArguments.contact], secrets: [Self.newPassword],
      about:
        "Needs Super Admin. Only for contacts with an address, and only while the User Activation "
        + "email is off. Nothing is mailed: hand the password over yourself.",
      examples: [
        "latchkey contact set-password jane@example.com",
        "latchkey contact set-password 12 --new-password-fd 3 3< file",
      ],
      action: Self.setPassword),
    Command(
      noun: "contact", verb: "temporary-password",
      summary: "issue a temporary password, shown once",
      arguments: [AccountArguments.contact], options: [Self.preview, CommonOptions.yes],
      about:
        "The old password, all sessions and all links end at once. Nothing is mailed: tell the "
        + "password to the contact, who has to choose another one at the first sign-in. Only the "
        + "newest temporary password works.",
      examples: [
        "latchkey contact temporary-password jane@example.com",
        "latchkey contact temporary-password 12 --yes --json",
      ],
      action: Self.temporaryPassword),
  ]

  private static let newPassword = SecretSlot(
    name: "new-password", question: "New password of the contact", isNew: true)
  private static let preview = Option(flag: "--preview", help: "only show what would happen")

  private static func activate(_ run: Run) async throws(Refusal) {
    let contact = try run[AccountArguments.contact]
    let issued = try await run.call(Contacts.SendActivation(contact: contact.reference))
    try run.show(issued) { ContactText.link("An activation link", $0) }
  }

  private static func resetLink(_ run: Run) async throws(Refusal) {
    let contact = try run[AccountArguments.contact]
    let issued = try await run.call(Contacts.SendPasswordResetLink(contact: contact.reference))
    try run.show(issued) { ContactText.link("A reset link", $0) }
  }

  private static func setPassword(_ run: Run) async throws(Refusal) {
    let contact = try run[AccountArguments.contact]
    let answer = try await run.call(
      Contacts.SetPassword(
        contact: contact.reference, newPassword: try run.secret(Self.newPassword)))
    try run.show(answer) { answer in
      Layout.card(
        "The password is set. Nothing was mailed: hand it over yourself.",
        [("status", answer.status.rawValue)])
    }
  }

  private static func temporaryPassword(_ run: Run) async throws(Refusal) {
    let contact = try run[AccountArguments.contact].reference
    let isPreview = try run[Self.preview]
    let isConfirmed = try run[CommonOptions.yes]
    if isPreview || !isConfirmed {
      let preview = try await run.call(Contacts.PreviewTemporaryPassword(contact: contact))
      guard !isPreview else { return try run.show(preview, Self.card) }
      for line in Self.card(preview).dropLast() { run.output.note(line) }
      try run.confirm(Layout.visible(preview.question))
    }
    let issued = try await run.call(
      Contacts.IssueTemporaryPassword(contact: contact, confirmed: true))
    try run.show(issued) { issued in
      Layout.card(
        "The temporary password, which is not shown again:",
        [
          ("password", issued.temporaryPassword.text),
          ("valid until", Times.until(issued.expiresAt)), ("status", issued.status.rawValue),
          ("next", "Tell it to the contact, letter by letter. Nothing was mailed."),
        ])
    }
  }

  private static func card(_ preview: Contacts.PreviewTemporaryPassword.Response) -> [String] {
    let sessions = Int64(preview.sessionsToEnd)
    return Layout.card(
      preview.action.rawValue,
      [
        ("status", "\(preview.status), then \(preview.statusAfter)"),
        ("sessions", sessions == 0 ? nil : "\(Times.count(sessions, "session")) would end"),
        ("signs in by", preview.signInIdentifiers.joined(separator: ", ")),
        ("valid", Times.span(milliseconds: preview.lifetimeMilliseconds)),
      ]) + [Layout.visible(preview.question)]
  }
}
