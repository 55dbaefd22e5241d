import LatchkeyBase

extension SettingTable {
  /// What staff may do with contacts' credentials.
  static let contacts: [Setting] = [
    .flag(
      "contacts.staff_set_password_with_activation_email",
      .at(\.staffMaySetPasswordWhileActivationEmail),
      "Whether staff may set a contact's password while the User Activation email is on.",
      source: "Freshdesk refuses it"),
    .flag(
      "contacts.credentials_need_step_up", .at(\.contactCredentialsNeedStepUp),
      "Whether staff must prove who they are before they touch a contact's credentials.",
      source: "the model's step-up: off, because a front desk issues many"),
  ]

  /// What is mailed.
  static let notifications: [Setting] = [
    .flag(
      "notifications.user_activation_email", .at(\.userActivationEmail),
      "\"User Activation email\": whether a contact who is added gets an activation mail.",
      source: "Freshdesk: a setting that an administrator switches", authority: .notifications),
    .flag(
      "notifications.contact_password_set", .at(\.notifiesContactsOfStaffPasswords),
      "Whether a contact is told when staff set the password. Never the password.",
      source: "Freshdesk tells the contact nothing", authority: .notifications, nist: true,
      deviations: { isTold in
        isTold ? [] : ["ASVS 6.3.7: people are told of changes of their credentials."]
      }),
    .number(
      "notifications.undeliverable_after", .at(\.undeliverableAfter), 1...100,
      "How often an address is refused for good before staff are told that it is undeliverable.",
      source: "SupportCenter Plus mails such an address all the same, and tells no one else",
      authority: .notifications),
    .duration(
      "notifications.mail_given_up_after", .at(\.mailGivenUpAfter), .hours(1) ... .days(7),
      "How long a mail that cannot go is tried before it counts as failed.",
      source: "RFC 5321, 4.5.4.1 speaks of days; a link is of no use so late",
      authority: .notifications),
    .number(
      "notifications.mails_per_hour", .at(\.mailsPerHour), 10...1_000_000,
      "Mails an hour. What is more waits; a tenth is kept free of invitations.",
      source: "recovery mails as a cannon at strangers; what servers of providers accept",
      authority: .notifications),
    .number(
      "notifications.mails_per_recipient_and_hour", .at(\.mailsPerRecipientAndHour), 1...1_000,
      "Mails an hour to one address. What is more waits.",
      source: "reset mails flooded mailboxes of other help desks",
      authority: .notifications),
  ]

  /// Decisions of the model that no value changes. They are listed, so that an administrator who looks for one
  /// finds it and the reason.
  static let decided: [Setting] = [
    .fixed(
      "decided.contact_without_email", "refuse_set_show_link_any_identifier",
      "A contact without an address: a set password is refused, a link is shown to the "
        + "administrator, a temporary password needs any identifier to sign in with.",
      source: "Freshdesk, SupportCenter Plus and AMP Memberships, each for its own way",
      because: "each of the three source systems publishes its own rule, and no value fits all"),
    .fixed(
      "decided.link_while_forced", "refused",
      "A reset link for a contact who holds a temporary password.",
      source: "AMP Memberships sends no link then",
      because: "at most one secret is accepted for an account at any time"),
    .fixed(
      "decided.set_while_forced", "supersedes",
      "A password set for a contact who holds a temporary password takes its place.",
      source: "Freshdesk and AMP Memberships, taken together",
      because: "the set password is the one secret that is accepted from then on"),
    .fixed(
      "decided.owner_protected", "true",
      "No one else touches the account of the Account Administrator, by any method.",
      source: "HappyFox: no other agent changes that password",
      because: "an agent who could take that account could take every other"),
    .fixed(
      "decided.containment", "true",
      "No agent acts on an account with permissions that this agent lacks.",
      source: "no source system says",
      because: "without it two permissions over passwords would amount to Super Admin"),
    .fixed(
      "decided.session_after_reset", "false",
      "A reset by a link ends without a session.", source: "the source systems disagree",
      because: "a link proves who reads the mailbox; the second factor is asked for at sign-in"),
    .fixed(
      "decided.session_after_activation", "true",
      "An activation, and the choice of a password after a temporary one, end with a session.",
      source: "AMP Memberships signs the customer in",
      because: "the secret of one use was just shown, and asking for the new one proves no more"),
    .fixed(
      "decided.reset_bypasses_second_factor", "false",
      "A reset by a link leads past no second factor.", source: "ASVS 6.4.3",
      because: "a mailbox would be enough to get in"),
    .fixed(
      "decided.link_minted_at_delivery", "true",
      "The life of a mailed link begins when the message is handed over.",
      source: "delayed mails of other help desks arrived with expired links",
      because: "the outbox holds no secret, and a slow mail server takes no time from a link"),
    .fixed(
      "decided.sessions_after_change", "others_end",
      "A change of the own password ends all other sessions; a change by another person ends all.",
      source: "AMP Memberships: every session ends",
      because: "sessions of before must not outlive the password"),
    .fixed(
      "decided.shared_address", "identifies_nobody",
      "An address that several contacts have is no name to sign in with, and gets no link.",
      source: "SupportCenter Plus mails nothing to a shared address",
      because: "a link or a password would serve every reader of the mailbox"),
    .fixed(
      "decided.population", "part_of_the_request",
      "A person who is contact and agent has two accounts with two credentials.",
      source: "the customer portal and the agents' console are two places",
      because: "the portal's password would open the console"),
    .fixed(
      "decided.address_comparison", "ascii_case_folded",
      "Addresses are compared whole, without regard to the case of ASCII letters.",
      source: "Unicode case folding let two addresses meet in other systems",
      because: "wider folding would let two different addresses meet"),
  ]

  /// Facts of the installation, from the daemon's configuration.
  static let host: [Setting] = [
    .host(
      "host.contact_link", .at(\.contactLinkBase), "Where links of contacts lead.",
      source: "key contact-link: with it everybody's links go elsewhere"),
    .host(
      "host.agent_link", .at(\.agentLinkBase), "Where links of agents lead.",
      source: "key agent-link: with it everybody's links go elsewhere"),
    .host(
      "host.mail_domain", .at(\.mailDomain), "The domain of the sender and of Message-IDs.",
      source: "key mail-domain"),
    .host(
      "host.desk_name", .at(\.deskName), "The name of the desk in mails.", source: "key desk-name"),
  ]
}
