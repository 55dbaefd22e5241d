internal import LatchkeyBase
internal import LatchkeyDomain

extension MailTexts {
  /// German, with the formal address.
  static let german = MailTexts(
    language: "de",
    greeting: "Guten Tag {name},",
    subjectSeparator: ": ",
    words: { kind, population in
      switch kind {
      case .selfResetLink:
        MailWords(
          "neues Passwort wählen",
          [
            "jemand, vermutlich Sie selbst, hat für {account} bei {desk} ein neues "
              + "Passwort angefordert. Um es zu wählen, öffnen Sie diese Seite:",
            MailTemplate.linkParagraph,
            "Der Link gilt {lifetime} lang und lässt sich einmal verwenden.",
            "Wenn Sie das nicht waren, öffnen Sie die Seite und wählen Sie „Das war ich nicht“: "
              + "Dann wird der Link ungültig. Ihr Passwort bleibt, wie es ist, bis der Link "
              + "verwendet wird.",
          ])
      case .staffResetLink:
        MailWords(
          "neues Passwort wählen",
          [
            "\(population.germanStaff) bei {desk} hat Ihnen diesen Link geschickt, damit Sie "
              + "für {account} ein neues Passwort wählen können:",
            MailTemplate.linkParagraph,
            "Der Link gilt {lifetime} lang und lässt sich einmal verwenden.",
            "Wenn Sie das nicht erwartet haben, öffnen Sie die Seite und wählen Sie „Das war ich "
              + "nicht“: Dann wird der Link ungültig. Ihr Passwort bleibt, wie es ist, bis der "
              + "Link verwendet wird.",
          ])
      case .invitation where population == .agent:
        MailWords(
          "Ihre Einladung",
          [
            "Sie sind zur Mitarbeit bei {desk} eingeladen. Um Ihr Passwort zu wählen und "
              + "zu beginnen, öffnen Sie diese Seite:",
            MailTemplate.linkParagraph,
            "Der Link gilt {lifetime} lang und lässt sich einmal verwenden. Sie melden "
              + "sich als {account} an. Ist die Zeit abgelaufen, bitten Sie Ihre "
              + "Administration um eine neue Einladung.",
          ])
      case .invitation:
        MailWords(
          "Konto aktivieren",
          [
            "für {account} gibt es ein Konto bei {desk}. Um Ihr Passwort zu wählen "
              + "und das Konto zu aktivieren, öffnen Sie diese Seite:",
            MailTemplate.linkParagraph,
            "Der Link gilt {lifetime} lang und lässt sich einmal verwenden. Ist die Zeit "
              + "abgelaufen, verwenden Sie „Passwort vergessen“ auf der Anmeldeseite.",
            "Wenn Sie sich dort nicht anmelden möchten, müssen Sie nichts tun.",
          ])
      case .emailConfirmation:
        MailWords(
          "neue Adresse bestätigen",
          [
            "jemand, vermutlich Sie selbst, möchte {account} für ein Konto bei "
              + "{desk} verwenden. Um die Adresse zu bestätigen, öffnen Sie diese Seite:",
            MailTemplate.linkParagraph,
            "Der Link gilt {lifetime} lang und lässt sich einmal verwenden. Bis dahin "
              + "behält das Konto seine bisherige Adresse.",
            "Wenn Sie das nicht waren, müssen Sie nichts tun.",
          ])
      case .notice(let notice): Self.german(notice, population)
      }
    },
    lifetime: { lifetime in
      let isOne = lifetime.count == 1
      return switch lifetime.unit {
      case .day: "\(lifetime.count) \(isOne ? "Tag" : "Tage")"
      case .hour: "\(lifetime.count) \(isOne ? "Stunde" : "Stunden")"
      case .minute: "\(lifetime.count) \(isOne ? "Minute" : "Minuten")"
      case .second: "\(lifetime.count) \(isOne ? "Sekunde" : "Sekunden")"
      }
    })

  private static func german(_ notice: AccountNotice, _ population: Population) -> MailWords {
    let account = "{account} bei {desk}"
    let staff = population.germanStaff
    let warning = "Wenn Sie das nicht waren, \(population.germanAlarm)."
    let question = "Wenn Sie nicht wissen, warum, fragen Sie \(population.germanContact)."
    switch notice {
    case .passwordChangedByOwner:
      return MailWords(
        "Ihr Passwort wurde geändert",
        "das Passwort für \(account) wurde von jemandem geändert, der das bisherige kannte, "
          + "vermutlich von Ihnen selbst.",
        "Wenn Sie das nicht waren, wählen Sie über „Passwort vergessen“ auf der Anmeldeseite ein "
          + "anderes, und \(population.germanAlarm).")
    case .passwordReset:
      return MailWords(
        "Ihr Passwort wurde zurückgesetzt",
        "für \(account) wurde über einen Link ein neues Passwort gewählt. Das bisherige gilt nicht "
          + "mehr.", warning)
    case .activated:
      return MailWords(
        "Ihr Konto ist aktiv",
        "für \(account) wurde das erste Passwort gewählt. Das Konto ist jetzt aktiv.", warning)
    case .passwordReplaced:
      return MailWords(
        "Ihr Passwort wurde geändert",
        "für \(account) wurde bei der Anmeldung ein anderes Passwort gewählt, anstelle dessen, das "
          + "zu ändern war.", warning)
    case .passwordSetByStaff:
      return MailWords(
        "Ihr Passwort wurde neu gesetzt",
        "\(staff) hat für \(account) ein neues Passwort gesetzt. Das bisherige gilt nicht mehr. "
          + "Das neue wird nie per E-Mail verschickt.", question)
    case .oneTimePasswordSet:
      return MailWords(
        "ein Einmalpasswort wurde gesetzt",
        "\(staff) hat für \(account) ein Einmalpasswort gesetzt. Das bisherige Passwort gilt nicht "
          + "mehr. Nach der nächsten Anmeldung wählen Sie ein eigenes. Das Einmalpasswort wird nie "
          + "per E-Mail verschickt.", question)
    case .passwordChangeRequired:
      return MailWords(
        "bitte anderes Passwort wählen",
        "bei der nächsten Anmeldung für \(account) werden Sie gebeten, ein anderes Passwort zu "
          + "wählen.", question)
    case .passwordReplacedByOperator:
      return MailWords(
        "Ihr Passwort wurde ersetzt",
        "auf dem Server wurde das Passwort für \(account) durch ein vorläufiges ersetzt. Das "
          + "bisherige gilt nicht mehr.",
        "Wenn Sie nicht wissen, warum, klären Sie es sofort: Wer das getan hat, hat Zugang zum "
          + "Server.")
    case .breakGlassUsed:
      return MailWords(
        "Notfallzugang wurde verwendet",
        "auf dem Server von {desk} wurde das Passwort des Account Administrators durch ein "
          + "vorläufiges ersetzt. Sie erfahren es, weil zu Ihren Rollen Super Admin gehört.",
        "Wenn Sie nicht wissen, warum, klären Sie es sofort: Wer das getan hat, hat Zugang zum "
          + "Server.")
    case .emailChanged:
      return MailWords(
        "Ihre E-Mail-Adresse wurde geändert",
        "die E-Mail-Adresse Ihres Kontos bei {desk} wurde geändert. Diese Nachricht geht an "
          + "die alte und an die neue Adresse.", warning)
    case .emailChangeProposed:
      return MailWords(
        "eine neue E-Mail-Adresse wurde angegeben",
        "für Ihr Konto bei {desk} wurde eine neue E-Mail-Adresse angegeben. Sie gilt, sobald "
          + "sie über den Link bestätigt ist, der dorthin geschickt wurde.", warning)
    case .loginNameChanged:
      return MailWords(
        "Ihr Anmeldename wurde geändert", "der Anmeldename für \(account) wurde geändert.", warning)
    case .deactivated:
      return MailWords(
        "Ihr Konto wurde deaktiviert",
        "das Konto \(account) wurde deaktiviert. Sie können sich nicht mehr anmelden.", question)
    case .reactivated:
      return MailWords(
        "Ihr Konto wurde reaktiviert", "das Konto \(account) wurde wieder aktiviert.", question)
    case .lockedByStaff:
      return MailWords(
        "Ihr Konto wurde gesperrt",
        "\(staff) hat das Konto \(account) gesperrt. Sie können sich nicht anmelden.", question)
    case .lockedAutomatically:
      return MailWords(
        "Anmeldung für einige Zeit gesperrt",
        "für \(account) gab es zu viele fehlgeschlagene Anmeldeversuche. Die Anmeldung ist für "
          + "einige Zeit gesperrt.",
        "Wenn die Versuche nicht von Ihnen waren: Sie sind gescheitert, und Ihr Passwort bleibt, "
          + "wie es ist. Wenn das wieder vorkommt, \(population.germanAlarm).")
    case .unlocked:
      return MailWords(
        "Sie können sich wieder anmelden",
        "das Konto \(account) wurde entsperrt. Sie können sich wieder anmelden.", question)
    case .merged:
      return MailWords(
        "Ihre Konten wurden zusammengeführt",
        "ein anderes Konto von Ihnen wurde mit \(account) zusammengeführt. Melden Sie sich künftig "
          + "mit diesem an.", question)
    case .becameAgent:
      return MailWords(
        "Ihr Konto ist jetzt ein Agentenkonto", "das Konto \(account) ist jetzt ein Agentenkonto.",
        question)
    case .becameContact:
      return MailWords(
        "Ihr Konto ist kein Agentenkonto mehr",
        "das Konto \(account) ist kein Agentenkonto mehr.", question)
    case .sessionsEndedByStaff:
      return MailWords(
        "Sie wurden abgemeldet",
        "\(staff) hat die Sitzungen von \(account) beendet. Bitte melden Sie sich neu an.",
        question)
    case .rolesChanged:
      return MailWords(
        "Ihre Rollen wurden geändert",
        "die Rollen von \(account) wurden geändert. Was Sie tun dürfen, hat sich sofort geändert.",
        question)
    case .accountAdministratorHandedOver:
      return MailWords(
        "Sie haben Ihr Amt übergeben",
        "Sie haben das Amt des Account Administrators bei {desk} übergeben. Es ist jetzt in "
          + "anderen Händen.", warning)
    case .accountAdministratorReceived:
      return MailWords(
        "Sie sind jetzt Account Administrator",
        "Ihnen wurde das Amt des Account Administrators bei {desk} übergeben.",
        "Wenn Sie nicht wissen, warum, fragen Sie die Person, die es bisher hatte.")
    case .secondFactorEnabled:
      return MailWords(
        "zweiter Faktor eingeschaltet",
        "für \(account) wurde ein zweiter Faktor eingerichtet. Von jetzt an wird bei der Anmeldung "
          + "auch nach einem Code gefragt.", warning)
    case .secondFactorDisabled:
      return MailWords(
        "zweiter Faktor ausgeschaltet",
        "der zweite Faktor für \(account) wurde ausgeschaltet. Bei der Anmeldung wird nur noch nach "
          + "dem Passwort gefragt.", warning)
    case .secondFactorResetByStaff:
      return MailWords(
        "zweiter Faktor entfernt",
        "\(staff) hat den zweiten Faktor für \(account) entfernt. Nach der Anmeldung können Sie "
          + "einen neuen einrichten.", question)
    case .recoveryCodesRenewed:
      return MailWords(
        "neue Wiederherstellungscodes",
        "für \(account) wurden neue Wiederherstellungscodes erzeugt. Die bisherigen gelten nicht "
          + "mehr.", warning)
    case .recoveryCodeUsed:
      return MailWords(
        "Wiederherstellungscode verwendet",
        "bei der Anmeldung als \(account) wurde ein Wiederherstellungscode verwendet. Er gilt kein "
          + "zweites Mal. Erzeugen Sie neue, bevor Ihnen die Codes ausgehen.", warning)
    }
  }
}

extension Population {
  /// Who did it, inside a sentence. Never a name.
  fileprivate var germanStaff: String {
    self == .agent ? "jemand aus dem Kollegium" : "jemand aus dem Support-Team"
  }

  /// Whom to ask, in the accusative.
  fileprivate var germanContact: String {
    self == .agent ? "Ihre Administration" : "den Support von {desk}"
  }

  /// What to do when something is wrong.
  fileprivate var germanAlarm: String { "verständigen Sie sofort \(self.germanContact)" }
}
