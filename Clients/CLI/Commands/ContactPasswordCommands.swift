import LatchkeyClient
import LatchkeySchema

/// The ways to a password for a contact.
enum ContactPasswordCommands {
  static let all = [
    Command(
      noun: "contact", verb: "activate", summary: "mail a link to set the first password",
      arguments: [.contact],
      about: "Where no mail can go, the link is shown once, to be handed over.",
      examples: ["latchkey contact activate jane@example.com"], action: Self.activate),
    Command(
      noun: "contact", verb: "reset-link", summary: "mail a link to set a new password",
      arguments: [.contact],
      about: "The present password works until the link is used. Where no mail can go, the link is "
        + "shown once, to be handed over, with the reasons.",
      examples: ["latchkey contact reset-link jane@example.com"], action: Self.resetLink),
    Command(
      noun: "contact", verb: "set-password", summary: "set the password on behalf of a contact",
      arguments: [.contact],
      secrets: [SecretSlot(name: "new-password", question: "Password for them", isNew: true)],
      about:
        "Only with Super Admin, only for contacts with an address, and only while the User "
        + "Activation email is off. Nothing is mailed: hand it over yourself.",
      examples: [
        "latchkey contact set-password jane@example.com",
        "latchkey contact set-password 12 --new-password-fd 3 3< file",
      ],
      action: Self.setPassword),
    Command(
      noun: "contact", verb: "temporary-password",
      summary: "make a temporary password, shown once",
      arguments: [.contact],
      options: [
        Option(name: "--preview", help: "only say what would happen"), Command.yes,
      ],
      about:
        "The old password, all sessions and all links are dead at once. Nothing is mailed: tell it "
        + "to the contact, who has to choose an own password with it. Only the newest one works.",
      examples: [
        "latchkey contact temporary-password jane@example.com",
        "latchkey contact temporary-password 12 --yes --json",
      ],
      action: Self.temporaryPassword),
  ]

  static func activate(_ run: Run) async throws(Refusal) {
    let issued = try await run.call(Contacts.SendActivation(contact: try run.contact()))
    try run.show(issued) { ContactText.link("An activation link", $0) }
  }

  static func resetLink(_ run: Run) async throws(Refusal) {
    let issued = try await run.call(Contacts.SendPasswordResetLink(contact: try run.contact()))
    try run.show(issued) { ContactText.link("A reset link", $0) }
  }

  static func setPassword(_ run: Run) async throws(Refusal) {
    let contact = try run.contact()
    let answer = try await run.call(
      Contacts.SetPassword(contact: contact, newPassword: try run.secret("new-password")))
    try run.show(answer) { answer in
      Layout.card(
        "The password is set. Nothing was mailed: hand it over yourself.",
        [("status", answer.status.rawValue)])
    }
  }

  static func temporaryPassword(_ run: Run) async throws(Refusal) {
    let contact = try run.contact()
    let isPreview = run.values.flag("--preview")
    if isPreview || !run.values.flag("--yes") {
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
    Layout.card(
      preview.action.rawValue,
      [
        ("status", "\(preview.status), then \(preview.statusAfter)"),
        (
          "sessions",
          preview.sessionsToEnd == 0
            ? nil : "\(Times.count(Int64(preview.sessionsToEnd), "session")) would end"
        ),
        ("signs in by", preview.signInIdentifiers.joined(separator: ", ")),
        ("valid", Times.span(milliseconds: preview.lifetimeMilliseconds)),
      ]) + [Layout.visible(preview.question)]
  }
}
