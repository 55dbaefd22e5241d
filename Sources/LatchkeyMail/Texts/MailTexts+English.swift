internal import LatchkeyDomain

extension MailTexts {
  /// English.
  static let english = MailTexts(
    language: "en",
    greeting: { $0.isEmpty ? "Hello," : "Hello \($0)," },
    subjectSeparator: ": ",
    text: { kind, facts in
      switch kind {
      case .selfResetLink:
        MailText(
          "choose a new password",
          [
            .text(
              "Somebody, most likely you, asked for a new password for \(facts.account) at "
                + "\(facts.desk). To choose one, open this page:"),
            .link,
            .text("It is valid for \(facts.lifetime) and can be used once."),
            .text(
              "If this was not you, open the page and choose “This was not me”: the link then "
                + "stops working. Your password stays as it is until the link is used."),
          ])
      case .staffResetLink:
        MailText(
          "choose a new password",
          [
            .text(
              "\(facts.englishStaff) sent you this link, so that you can choose a new password for "
                + "\(facts.account):"),
            .link,
            .text("It is valid for \(facts.lifetime) and can be used once."),
            .text(
              "If you did not expect this, open the page and choose “This was not me”: the link "
                + "then stops working. Your password stays as it is until the link is used."),
          ])
      case .invitation where facts.isAgent:
        MailText(
          "your invitation",
          [
            .text(
              "You are invited to work at \(facts.desk). To choose your password and begin, open "
                + "this page:"),
            .link,
            .text(
              "It is valid for \(facts.lifetime) and can be used once. You sign in as "
                + "\(facts.account). If the time is over, ask your administrator for another "
                + "invitation."),
          ])
      case .invitation:
        MailText(
          "activate your account",
          [
            .text(
              "There is an account for \(facts.account) at \(facts.desk). To choose your password "
                + "and activate it, open this page:"),
            .link,
            .text(
              "It is valid for \(facts.lifetime) and can be used once. If the time is over, use "
                + "“Forgot password” on the sign-in page."),
            .text("If you do not want to sign in there, you need not do anything."),
          ])
      case .emailConfirmation:
        MailText(
          "confirm your new address",
          [
            .text(
              "Somebody, most likely you, wants to use \(facts.account) for an account at "
                + "\(facts.desk). To confirm the address, open this page:"),
            .link,
            .text(
              "It is valid for \(facts.lifetime) and can be used once. Until then the account "
                + "keeps its present address."),
            .text("If this was not you, you need not do anything."),
          ])
      case .notice(let notice): Self.english(notice, facts)
      }
    },
    lifetime: { lifetime in
      let isOne = lifetime.count == 1
      return switch lifetime.unit {
      case .day: "\(lifetime.count) \(isOne ? "day" : "days")"
      case .hour: "\(lifetime.count) \(isOne ? "hour" : "hours")"
      case .minute: "\(lifetime.count) \(isOne ? "minute" : "minutes")"
      case .second: "\(lifetime.count) \(isOne ? "second" : "seconds")"
      }
    })

  private static func english(_ notice: AccountNotice, _ facts: MailFacts) -> MailText {
    let account = "\(facts.account) at \(facts.desk)"
    let staff = facts.englishStaff
    let warning = "If this was not you, \(facts.englishAlarm) at once."
    let question = "If you do not know why, ask \(facts.englishContact)."
    switch notice {
    case .passwordChangedByOwner:
      return MailText(
        "your password was changed",
        "The password for \(account) was changed by somebody who knew the earlier one, most likely "
          + "you.",
        "If this was not you, choose another by “Forgot password” on the sign-in page, and "
          + "\(facts.englishAlarm) at once.")
    case .passwordReset:
      return MailText(
        "your password was reset",
        "A new password for \(account) was chosen with a reset link. The earlier one no longer "
          + "works.", warning)
    case .activated:
      return MailText(
        "your account is active",
        "The first password for \(account) was chosen. The account is active now.", warning)
    case .passwordReplaced:
      return MailText(
        "your password was changed",
        "Another password for \(account) was chosen at sign-in, in place of the one that had to be "
          + "changed.", warning)
    case .passwordSetByStaff:
      return MailText(
        "your password was set",
        "\(staff) set a new password for \(account). The earlier one no longer works. The new one "
          + "is never sent by e-mail.", question)
    case .oneTimePasswordSet:
      return MailText(
        "a one-time password was set",
        "\(staff) set a one-time password for \(account). The earlier password no longer works. "
          + "After the next sign-in you choose one of your own. The one-time password is never "
          + "sent by e-mail.", question)
    case .passwordChangeRequired:
      return MailText(
        "choose another password",
        "At the next sign-in for \(account) you are asked to choose another password.", question)
    case .passwordReplacedByOperator:
      return MailText(
        "your password was replaced",
        "An operator on the server replaced the password for \(account) by a temporary one. The "
          + "earlier one no longer works.",
        "If you do not know why, find out at once: whoever did this has access to the server.")
    case .breakGlassUsed:
      return MailText(
        "emergency access was used",
        "An operator on the server of \(facts.desk) replaced the password of the Account "
          + "Administrator by a temporary one. You are told because your roles include Super Admin.",
        "If you do not know why, find out at once: whoever did this has access to the server.")
    case .emailChanged:
      return MailText(
        "your e-mail address was changed",
        "The e-mail address of your account at \(facts.desk) was changed. This message goes to the "
          + "old and to the new address.", warning)
    case .emailChangeProposed:
      return MailText(
        "a new e-mail address was given",
        "A new e-mail address was given for your account at \(facts.desk). It counts as soon as it is "
          + "confirmed by the link that was sent there.", warning)
    case .loginNameChanged:
      return MailText(
        "your login name was changed", "The login name of \(account) was changed.", warning)
    case .deactivated:
      return MailText(
        "your account was deactivated",
        "The account \(account) was deactivated. You can no longer sign in.", question)
    case .reactivated:
      return MailText(
        "your account was reactivated", "The account \(account) was reactivated.", question)
    case .lockedByStaff:
      return MailText(
        "your account was locked", "\(staff) locked the account \(account). You cannot sign in.",
        question)
    case .lockedAutomatically:
      return MailText(
        "sign-in is stopped for a while",
        "There were too many wrong attempts to sign in as \(account). Sign-in is stopped for a "
          + "while.",
        "If the attempts were not yours: they failed, and your password stays as it is. If this "
          + "happens again, \(facts.englishAlarm).")
    case .unlocked:
      return MailText(
        "you can sign in again", "The account \(account) was unlocked. You can sign in again.",
        question)
    case .merged:
      return MailText(
        "your accounts were merged",
        "Another account of yours was merged into \(account). Sign in with this one.", question)
    case .becameAgent:
      return MailText(
        "you are an agent now", "The account \(account) is an agent's account now.", question)
    case .becameContact:
      return MailText(
        "you are no longer an agent", "The account \(account) is no longer an agent's account.",
        question)
    case .sessionsEndedByStaff:
      return MailText(
        "you were signed out", "\(staff) ended the sessions of \(account). Please sign in again.",
        question)
    case .rolesChanged:
      return MailText(
        "your roles were changed",
        "The roles of \(account) were changed. What you may do changed at once.", question)
    case .officeHandedOver:
      return MailText(
        "you handed over your office",
        "You handed over the office of Account Administrator at \(facts.desk). A colleague holds "
          + "it now.", warning)
    case .officeReceived:
      return MailText(
        "you are the Account Administrator",
        "The office of Account Administrator at \(facts.desk) was handed over to you.",
        "If you do not know why, ask the colleague who held it.")
    case .secondFactorEnabled:
      return MailText(
        "second factor switched on",
        "A second factor was set up for \(account). From now on sign-in asks for a code as well.",
        warning)
    case .secondFactorDisabled:
      return MailText(
        "second factor switched off",
        "The second factor for \(account) was switched off. Sign-in asks for the password only.",
        warning)
    case .secondFactorResetByStaff:
      return MailText(
        "second factor removed",
        "\(staff) removed the second factor for \(account). You can set up another after you have "
          + "signed in.", question)
    case .recoveryCodesRenewed:
      return MailText(
        "new recovery codes",
        "New recovery codes were made for \(account). The earlier ones no longer work.", warning)
    case .recoveryCodeUsed:
      return MailText(
        "a recovery code was used",
        "A recovery code was used to sign in as \(account). It cannot be used again. Make new ones "
          + "before you run out of them.", warning)
    }
  }
}

extension MailFacts {
  /// Who did it, at the beginning of a sentence. Never a name.
  fileprivate var englishStaff: String {
    self.isAgent ? "A colleague at \(self.desk)" : "A member of staff at \(self.desk)"
  }

  /// Whom to ask.
  fileprivate var englishContact: String {
    self.isAgent ? "your administrator" : self.desk
  }

  /// What to do when something is wrong.
  fileprivate var englishAlarm: String { "tell \(self.englishContact)" }
}
