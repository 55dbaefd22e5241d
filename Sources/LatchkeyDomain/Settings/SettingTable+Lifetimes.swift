import LatchkeyBase

extension SettingTable {
  /// How long links are valid, from the time at which they are mailed or shown.
  static let links: [Setting] = [
    .duration(
      "links.contact_self_reset", .at(\.contactSelfResetLifetime), .minutes(5) ... .days(7),
      "A reset link that a contact asked for.",
      source: "the customer portal: \"valid for 60 minutes only\"",
      deviations: Self.mailedCode),
    .duration(
      "links.agent_self_reset", .at(\.agentSelfResetLifetime), .minutes(5) ... .days(7),
      "A reset link that an agent asked for.", source: "as for contacts",
      deviations: Self.mailedCode),
    .duration(
      "links.contact_staff_reset", .at(\.staffToContactResetLifetime), .minutes(5) ... .days(7),
      "A reset link that staff sent to a contact, or was shown to staff.",
      source: "SupportCenter Plus: \"valid for 15 minutes\"", deviations: Self.mailedCode),
    .duration(
      "links.agent_staff_reset", .at(\.staffToAgentResetLifetime), .minutes(5) ... .days(7),
      "A reset link that an agent sent to another.", source: "HappyFox: \"valid for 48 hours\"",
      nist: .hours(24),
      deviations: Self.mailedCode),
    .duration(
      "links.contact_activation", .at(\.contactActivationLifetime), .hours(1) ... .days(30),
      "An activation link of a contact.", source: "no source system says: a week"),
    .duration(
      "links.agent_invitation", .at(\.invitationLifetime), .hours(1) ... .days(30),
      "An invitation of an agent.", source: "no source system says: a week"),
    .duration(
      "links.email_confirmation", .at(\.emailConfirmationLifetime), .minutes(15) ... .days(7),
      "A link that confirms a new address.", source: "the model, 24 h", deviations: Self.mailedCode),
  ]

  private static func mailedCode(_ lifetime: Lifetime) -> [String] {
    lifetime > .hours(24)
      ? ["NIST SP 800-63B-4, 4.2.1.2: a recovery code that is mailed is valid for 24 hours."] : []
  }

  /// How long temporary passwords, tickets and proofs count.
  static let secrets: [Setting] = [
    .duration(
      "temporary_passwords.contact", .at(\.temporaryPasswordLifetime), .hours(1) ... .days(7),
      "A contact's temporary password. After it the account stays locked until there is another.",
      source: "no source system says: a day"),
    .duration(
      "temporary_passwords.agent", .at(\.oneTimePasswordLifetime), .hours(1) ... .days(7),
      "An agent's one-time password. After it the account stays locked until there is another.",
      source: "no source system says: as long as HappyFox's link"),
    .duration(
      "tickets.password_change", .at(\.passwordChangeTicketLifetime), .minutes(2) ... .hours(1),
      "The ticket between a temporary password and the choice of another.",
      source: "AMP Memberships: no session exists in between"),
    .duration(
      "tickets.second_factor", .at(\.secondFactorTicketLifetime), .minutes(1) ... .minutes(10),
      "The ticket between the right password and a code of the device.",
      source: "the model, 5 minutes; ASVS 6.5.5"),
    .duration(
      "tickets.enrollment", .at(\.enrollmentLifetime), .minutes(2) ... .hours(1),
      "How long a new device may wait for its first code.",
      source: "the customer portal: an authenticator app is at hand"),
    .duration(
      "step_up.lifetime", .at(\.stepUpLifetime), .minutes(1) ... .minutes(5),
      "How long a proof of who sits there counts for sensitive calls.",
      source: "the model's step-up, 5 minutes at most"),
  ]

  /// How long sessions last. A change counts for sessions that begin afterwards.
  static let sessions: [Setting] = [
    .duration(
      "sessions.contact_idle", .at(\.contactSessions.idle), .minutes(5) ... .days(30),
      "How long a contact's session may go unseen.", source: "the model, per population"),
    .duration(
      "sessions.contact_absolute", .at(\.contactSessions.absolute), .minutes(15) ... .days(90),
      "How long a contact's session lasts at most.", source: "the model, per population",
      deviations: { lifetime in
        lifetime > .days(30)
          ? ["NIST SP 800-63B-4, 2.1.3: 30 days at most where one factor is asked for."] : []
      }),
    .duration(
      "sessions.agent_idle", .at(\.agentSessions.idle), .minutes(5) ... .days(7),
      "How long an agent's session may go unseen.", source: "the model, per population",
      nist: .hours(1),
      deviations: { lifetime in
        lifetime > .hours(1)
          ? ["NIST SP 800-63B-4, 2.2.3: an hour without activity where two factors are asked for."]
          : []
      }),
    .duration(
      "sessions.agent_absolute", .at(\.agentSessions.absolute), .minutes(15) ... .days(30),
      "How long an agent's session lasts at most.", source: "the model, per population",
      deviations: { lifetime in
        lifetime > .hours(24)
          ? ["NIST SP 800-63B-4, 2.2.3: 24 hours at most where two factors are asked for."] : []
      }),
    .duration(
      "sessions.touch_interval", .at(\.sessionTouchInterval), .seconds(1) ... .minutes(5),
      "A session's last-seen time is written at most this often.",
      source: "one write a minute and session"),
    .flag(
      "sessions.own_change_ends_current", .at(\.ownChangeEndsCurrentSession),
      "Whether a change of the own password ends the session it is made in, too. A caller can ask "
        + "for it in either case.",
      source: "the source systems disagree; the owner may choose"),
  ]
}
