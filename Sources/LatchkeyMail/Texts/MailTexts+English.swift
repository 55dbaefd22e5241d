internal import LatchkeyBase
internal import LatchkeyDomain

extension MailTexts {
  /// English.
  static let english = MailTexts(
    language: "en",
    greeting: "Hello {name},",
    subjectSeparator: ": ",
    words: { kind, population in
      switch kind {
      case .selfResetLink:
        MailWords(
          "choose a new password",
          [
            "Somebody, most likely you, asked for a new password for {account} at "
              + "{desk}. To choose one, open this page:",
            MailTemplate.linkParagraph,
            "It is valid for {lifetime} and can be used once.",
            "If this was not you, open the page and choose “This was not me”: the link then "
              + "stops working. Your password stays as it is until the link is used.",
          ])
      case .staffResetLink:
        MailWords(
          "choose a new password",
          [
            "\(population.englishStaff) sent you this link, so that you can choose a new password for "
              + "{account}:",
            MailTemplate.linkParagraph,
            "It is valid for {lifetime} and can be used once.",
            "If you did not expect this, open the page and choose “This was not me”: the link "
              + "then stops working. Your password stays as it is until the link is used.",
          ])
      case .invitation where population == .agent:
        MailWords(
          "your invitation",
          [
            "You are invited to work at {desk}. To choose your password and begin, open "
              + "this page:",
            MailTemplate.linkParagraph,
            "It is valid for {lifetime} and can be used once. You sign in as "
              + "{account}. If the time is over, ask your administrator for another "
              + "invitation.",
          ])
      case .invitation:
        MailWords(
          "activate your account",
          [
            "There is an account for {account} at {desk}. To choose your password "
              + "and activate it, open this page:",
            MailTemplate.linkParagraph,
            "It is valid for {lifetime} and can be used once. If the time is over, use "
              + "“Forgot password” on the sign-in page.",
            "If you do not want to sign in there, you need not do anything.",
          ])
      case .emailConfirmation:
        MailWords(
          "confirm your new address",
          [
            "Somebody, most likely you, wants to use {account} for an account at "
              + "{desk}. To confirm the address, open this page:",
            MailTemplate.linkParagraph,
            "It is valid for {lifetime} and can be used once. Until then the account "
              + "keeps its present address.",
            "If this was not you, you need not do anything.",
          ])
      case .notice(let notice): Self.english(notice, population)
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

  private static func english(_ notice: AccountNotice, _ population: Population) -> MailWords {
    let account = "{account} at {desk}"
    let staff = population.englishStaff
    let warning = "If this was not you, \(population.englishAlarm) at once."
    let question = "If you do not know why, ask \(population.englishContact)."
    switch notice {
    case .passwordChangedByOwner:
      return MailWords(
        "your password was changed",
        "The password for \(account) was changed by somebody who knew the earlier one, most likely "
          + "you.",
        "If this was not you, choose another by “Forgot password” on the sign-in page, and "
          + "\(population.englishAlarm) at once.")
    case .passwordReset:
      return MailWords(
        "your password was reset",
        "A new password for \(account) was chosen with a reset link. The earlier one no longer "
          + "works.", warning)
    case .activated:
      return MailWords(
        "your account is active",
        "The first password for \(account) was chosen. The account is active now.", warning)
    case .passwordReplaced:
      return MailWords(
        "your password was changed",
        "Another password for \(account) was chosen at sign-in, in place of the one that had to be "
          + "changed.", warning)
    case .passwordSetByStaff:
      return MailWords(
        "your password was set",
        "\(staff) set a new password for \(account). The earlier one no longer works. The new one "
          + "is never sent by e-mail.", question)
    case .oneTimePasswordSet:
      return MailWords(
        "a one-time password was set",
        "\(staff) set a one-time password for \(account). The earlier password no longer works. "
          + "After the next sign-in you choose one of your own. The one-time password is never "
          + "sent by e-mail.", question)
    case .passwordChangeRequired:
      return MailWords(
        "choose another password",
        "At the next sign-in for \(account) you are asked to choose another password.", question)
    case .passwordReplacedByOperator:
      return MailWords(
        "your password was replaced",
        "An operator on the server replaced the password for \(account) by a temporary one. The "
          + "earlier one no longer works.",
        "If you do not know why, find out at once: whoever did this has access to the server.")
    case .breakGlassUsed:
      return MailWords(
        "emergency access was used",
        "An operator on the server of {desk} replaced the password of the Account "
          + "Administrator by a temporary one. You are told because your roles include Super Admin.",
        "If you do not know why, find out at once: whoever did this has access to the server.")
    case .emailChanged:
      return MailWords(
        "your e-mail address was changed",
        "The e-mail address of your account at {desk} was changed. This message goes to the "
          + "old and to the new address.", warning)
    case .emailChangeProposed:
      return MailWords(
        "a new e-mail address was given",
        "A new e-mail address was given for your account at {desk}. It counts as soon as it is "
          + "confirmed by the link that was sent there.", warning)
    case .loginNameChanged:
      return MailWords(
        "your login name was changed", "The login name of \(account) was changed.", warning)
    case .deactivated:
      return MailWords(
        "your account was deactivated",
        "The account \(account) was deactivated. You can no longer sign in.", question)
    case .reactivated:
      return MailWords(
        "your account was reactivated", "The account \(account) was reactivated.", question)
    case .lockedByStaff:
      return MailWords(
        "your account was locked", "\(staff) locked the account \(account). You cannot sign in.",
        question)
    case .lockedAutomatically:
      return MailWords(
        "sign-in is stopped for a while",
        "There were too many wrong attempts to sign in as \(account). Sign-in is stopped for a "
          + "while.",
        "If the attempts were not yours: they failed, and your password stays as it is. If this "
          + "happens again, \(population.englishAlarm).")
    case .unlocked:
      return MailWords(
        "you can sign in again", "The account \(account) was unlocked. You can sign in again.",
        question)
    case .merged:
      return MailWords(
        "your accounts were merged",
        "Another account of yours was merged into \(account). Sign in with this one.", question)
    case .becameAgent:
      return MailWords(
        "you are an agent now", "The account \(account) is an agent's account now.", question)
    case .becameContact:
      return MailWords(
        "you are no longer an agent", "The account \(account) is no longer an agent's account.",
        question)
    case .sessionsEndedByStaff:
      return MailWords(
        "you were signed out", "\(staff) ended the sessions of \(account). Please sign in again.",
        question)
    case .rolesChanged:
      return MailWords(
        "your roles were changed",
        "The roles of \(account) were changed. What you may do changed at once.", question)
    case .accountAdministratorHandedOver:
      return MailWords(
        "you handed over your office",
        "You handed over the office of Account Administrator at {desk}. A colleague holds "
          + "it now.", warning)
    case .accountAdministratorReceived:
      return MailWords(
        "you are the Account Administrator",
        "The office of Account Administrator at {desk} was handed over to you.",
        "If you do not know why, ask the colleague who held it.")
    case .secondFactorEnabled:
      return MailWords(
        "second factor switched on",
        "A second factor was set up for \(account). From now on sign-in asks for a code as well.",
        warning)
    case .secondFactorDisabled:
      return MailWords(
        "second factor switched off",
        "The second factor for \(account) was switched off. Sign-in asks for the password only.",
        warning)
    case .secondFactorResetByStaff:
      return MailWords(
        "second factor removed",
        "\(staff) removed the second factor for \(account). You can set up another after you have "
          + "signed in.", question)
    case .recoveryCodesRenewed:
      return MailWords(
        "new recovery codes",
        "New recovery codes were made for \(account). The earlier ones no longer work.", warning)
    case .recoveryCodeUsed:
      return MailWords(
        "a recovery code was used",
        "A recovery code was used to sign in as \(account). It cannot be used again. Make new ones "
          + "before you run out of them.", warning)
    }
  }
}

extension Population {
  /// Who did it, at the beginning of a sentence. Never a name.
  fileprivate var englishStaff: String {
    self == .agent ? "A colleague at {desk}" : "A member of staff at {desk}"
  }

  /// Whom to ask.
  fileprivate var englishContact: String {
    self == .agent ? "your administrator" : "{desk}"
  }

  /// What to do when something is wrong.
  fileprivate var englishAlarm: String { "tell \(self.englishContact)" }
}
