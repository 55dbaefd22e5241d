import LatchkeySchema

/// A contact, for people.
enum ContactText {
  static func card(_ contact: ContactDetails) -> [String] {
    Layout.card(
      "\(contact.displayName) · contact \(contact.id)",
      [
        ("status", contact.status.rawValue), ("lock", contact.lock.map(AgentText.lock)),
        ("address", contact.emails.isEmpty ? "–" : contact.emails.joined(separator: ", ")),
        (
          "shared",
          contact.isEmailShared
            ? "another contact has this address too: it identifies nobody" : nil
        ),
        ("refused", contact.undeliverable.map(MailText.undeliverable)),
        ("login", contact.loginName), ("phone", contact.phone), ("language", contact.locale),
        ("password", contact.authenticationSource == .local ? nil : "in another system"),
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

  /// A link that is on its way, or that somebody has to hand over.
  static func link(_ what: String, _ issued: LinkIssued) -> [String] {
    let lifetime = Times.span(milliseconds: issued.lifetimeMilliseconds)
    guard let link = issued.link else {
      return Layout.card(
        "\(what) is on its way to \(issued.address ?? "the contact").",
        [
          ("valid", lifetime), ("mail", issued.mailID.map { "\($0)" }),
          ("warning", issued.undeliverable.map(MailText.undeliverable)),
        ])
    }
    return Layout.card(
      "No mail can go. Hand this link over yourself; it is not shown again:",
      [
        ("link", link.text), ("why", issued.reasons.map(Self.words).joined(separator: "; ")),
        ("valid", issued.expiresAt.map { Times.until($0) } ?? lifetime),
      ])
  }

  private static func words(for reason: LinkFallbackReason) -> String {
    switch reason {
    case .mailServerNotConfigured: "there is no transport for mail"
    case .noPrimaryEmail: "the contact has no address"
    case .emailNotUnique: "another contact has the same address"
    default: reason.rawValue
    }
  }
}

extension Secret {
  /// The bytes as text, for the one time that a secret is shown to a person.
  var text: String {
    self.withBytes { bytes in
      var copy: [UInt8] = []
      copy.reserveCapacity(bytes.count)
      for index in bytes.indices { copy.append(bytes[index]) }
      defer { Secret.wipe(&copy) }
      return String(decoding: copy, as: UTF8.self)
    }
  }
}
