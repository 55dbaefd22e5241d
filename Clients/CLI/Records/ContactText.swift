import LatchkeySchema

/// Contacts as lines for people.
enum ContactText {
  static func card(_ contact: ContactDetails) -> [String] {
    Layout.card(
      "\(contact.displayName) · contact \(contact.id)",
      [
        ("status", contact.status.rawValue), ("lock", contact.lock.map(LockText.sentence)),
        ("address", contact.emails.isEmpty ? "–" : contact.emails.joined(separator: ", ")),
        (
          "shared",
          contact.isEmailShared
            ? "another contact has this address too: it identifies neither of them" : nil
        ),
        ("rejected", contact.undeliverable.map(UndeliverableText.sentence)),
        ("login", contact.loginName), ("phone", contact.phone), ("language", contact.locale),
        ("password", contact.authenticationSource == .local ? nil : "kept in another system"),
        ("second factor", contact.hasSecondFactor ? "enrolled" : nil),
        ("action", contact.temporaryPasswordAction.rawValue),
        ("merged into", contact.mergedIntoID.map { "contact \($0)" }),
        ("erased", contact.isErased ? "yes" : nil), ("since", Times.date(contact.createdAt)),
        ("revision", "\(contact.revision)"),
      ])
  }

  static func table(_ contacts: [ContactDetails]) -> [String] {
    Layout.table(
      ["ID", "NAME", "ADDRESS", "LOGIN", "PHONE", "STATUS"],
      contacts.map { contact in
        [
          "\(contact.id)", contact.displayName,
          (contact.emails.first ?? "–") + (contact.isEmailShared ? " (shared)" : ""),
          contact.loginName ?? "", contact.phone ?? "", contact.status.rawValue,
        ]
      })
  }

  /// The lines for a link that was mailed, or that has to be handed over by hand.
  static func link(_ what: String, _ issued: LinkIssued) -> [String] {
    let lifetime = Times.span(milliseconds: issued.lifetimeMilliseconds)
    guard let link = issued.link else {
      return Layout.card(
        "\(what) is on its way to \(issued.address ?? "the contact").",
        [
          ("valid", lifetime), ("mail", issued.mailID.map { "\($0)" }),
          ("warning", issued.undeliverable.map(UndeliverableText.sentence)),
        ])
    }
    return Layout.card(
      "No mail can be sent. Hand this link over yourself; it is not shown again:",
      [
        ("link", link.text), ("why", issued.reasons.map(Self.words).joined(separator: "; ")),
        ("valid", issued.expiresAt.map { Times.until($0) } ?? lifetime),
      ])
  }

  private static func words(for reason: LinkFallbackReason) -> String {
    switch reason {
    case .mailServerNotConfigured: "no mail server is configured"
    case .noPrimaryEmail: "the contact has no address"
    case .emailNotUnique: "another contact has the same address"
    default: reason.rawValue
    }
  }
}
