internal import LatchkeyDomain

extension MailTexts {
  /// English.
  static let english = MailTexts(
    subject: { kind, facts in
      switch kind {
      case .selfResetLink, .staffResetLink: "\(facts.desk): choose a new password"
      case .invitation: "\(facts.desk): your invitation"
      case .passwordChanged: "\(facts.desk): your password was changed"
      case .emailChanged: "\(facts.desk): your e-mail address was changed"
      case .accountNotice: "\(facts.desk): a change to your account"
      }
    },
    body: { kind, facts in
      [.text(facts.name.isEmpty ? "Hello," : "Hello \(facts.name),")]
        + Self.englishMessage(kind, facts) + [.text("-- \n\(facts.desk)")]
    },
    lifetime: Self.englishLifetime)

  private static func englishMessage(_ kind: MailKind, _ facts: MailFacts) -> [MailParagraph] {
    switch kind {
    case .selfResetLink:
      [
        .text(
          "somebody, most likely you, asked for a new password for \(facts.account) at "
            + "\(facts.desk). To choose one, open this page:"),
        .link,
        .text("It is valid for \(facts.lifetime) and can be used once."),
        .text(
          "If you did not ask for it, you need not do anything: your password stays as it is."),
      ]
    case .staffResetLink:
      [
        .text(
          "a colleague at \(facts.desk) sent you this link, so that you can choose a new password "
            + "for \(facts.account):"),
        .link,
        .text("It is valid for \(facts.lifetime) and can be used once."),
        .text(
          "Until you use it your password stays as it is. If you do not know why you received "
            + "this, ask your administrator."),
      ]
    case .invitation:
      [
        .text(
          "you are invited to \(facts.desk). To choose your password and begin, open this page:"),
        .link,
        .text(
          "It is valid for \(facts.lifetime) and can be used once. You sign in as "
            + "\(facts.account)."),
      ]
    case .passwordChanged:
      [
        .text("the password for \(facts.account) at \(facts.desk) was changed."),
        .text(
          "If this was not you and nobody told you about it, tell your administrator at once."),
      ]
    case .emailChanged:
      [
        .text("the e-mail address of your account at \(facts.desk) was changed."),
        .text(
          "This message goes to the old and to the new address. If this was not you and nobody "
            + "told you about it, tell your administrator at once."),
      ]
    case .accountNotice:
      [
        .text(
          "your account \(facts.account) at \(facts.desk) was changed."
            + (facts.note.isEmpty ? "" : " \(facts.note)")),
        .text("If you do not know why, ask your administrator."),
      ]
    }
  }

  /// "15 minutes", "60 minutes", "48 hours", "7 days": in the unit that people would choose, and
  /// never rounded up.
  private static func englishLifetime(_ lifetime: Lifetime) -> String {
    let seconds = lifetime.milliseconds / 1_000
    for (unit, length, least) in [
      ("day", 86_400, 3), ("hour", 3_600, 2), ("minute", 60, 1),
    ] as [(String, Int64, Int64)] where seconds >= least * length && seconds % length == 0 {
      let count = seconds / length
      return "\(count) \(unit)\(count == 1 ? "" : "s")"
    }
    return seconds >= 60
      ? "\(seconds / 60) minutes" : "\(seconds) second\(seconds == 1 ? "" : "s")"
  }
}
