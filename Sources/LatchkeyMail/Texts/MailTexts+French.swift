internal import LatchkeyBase
internal import LatchkeyDomain

extension MailTexts {
  /// French, with the formal address. A no-break space stands before colons and inside quotation
  /// marks.
  static let french = MailTexts(
    language: "fr",
    greeting: "Bonjour {name},",
    subjectSeparator: "\u{A0}: ",
    words: { kind, population in
      switch kind {
      case .selfResetLink:
        MailWords(
          "choisissez un nouveau mot de passe",
          [
            "Quelqu’un, sans doute vous-même, a demandé un nouveau mot de passe pour "
              + "{account} auprès de {desk}. Pour le choisir, ouvrez cette "
              + "page\u{A0}:",
            MailTemplate.linkParagraph,
            "Le lien est valable pendant {lifetime} et ne sert qu’une fois.",
            "Si ce n’était pas vous, ouvrez la page et choisissez «\u{A0}Ce n’était pas "
              + "moi\u{A0}»\u{A0}: le lien ne fonctionnera plus. Votre mot de passe reste le "
              + "même tant que le lien n’a pas été utilisé.",
          ])
      case .staffResetLink:
        MailWords(
          "choisissez un nouveau mot de passe",
          [
            "\(population.frenchStaff) vous a envoyé ce lien pour que vous puissiez choisir un nouveau "
              + "mot de passe pour {account} auprès de {desk}\u{A0}:",
            MailTemplate.linkParagraph,
            "Le lien est valable pendant {lifetime} et ne sert qu’une fois.",
            "Si vous ne l’attendiez pas, ouvrez la page et choisissez «\u{A0}Ce n’était pas "
              + "moi\u{A0}»\u{A0}: le lien ne fonctionnera plus. Votre mot de passe reste le "
              + "même tant que le lien n’a pas été utilisé.",
          ])
      case .invitation where population == .agent:
        MailWords(
          "votre invitation",
          [
            "Vous êtes invité(e) à rejoindre l’équipe de {desk}. Pour choisir votre mot de "
              + "passe et commencer, ouvrez cette page\u{A0}:",
            MailTemplate.linkParagraph,
            "Le lien est valable pendant {lifetime} et ne sert qu’une fois. Votre "
              + "identifiant est {account}. Si le délai est passé, demandez une autre "
              + "invitation à votre administration.",
          ])
      case .invitation:
        MailWords(
          "activez votre compte",
          [
            "Il existe un compte pour {account} auprès de {desk}. Pour choisir "
              + "votre mot de passe et activer le compte, ouvrez cette page\u{A0}:",
            MailTemplate.linkParagraph,
            "Le lien est valable pendant {lifetime} et ne sert qu’une fois. Si le délai "
              + "est passé, utilisez «\u{A0}Mot de passe oublié\u{A0}» sur la page de connexion.",
            "Si vous ne souhaitez pas vous y connecter, vous n’avez rien à faire.",
          ])
      case .emailConfirmation:
        MailWords(
          "confirmez votre nouvelle adresse",
          [
            "Quelqu’un, sans doute vous-même, veut utiliser {account} pour un compte "
              + "auprès de {desk}. Pour confirmer l’adresse, ouvrez cette page\u{A0}:",
            MailTemplate.linkParagraph,
            "Le lien est valable pendant {lifetime} et ne sert qu’une fois. D’ici là, le "
              + "compte garde son adresse actuelle.",
            "Si ce n’était pas vous, vous n’avez rien à faire.",
          ])
      case .notice(let notice): Self.french(notice, population)
      }
    },
    lifetime: { lifetime in
      // Zero is singular in French.
      let isOne = lifetime.count < 2
      return switch lifetime.unit {
      case .day: "\(lifetime.count) \(isOne ? "jour" : "jours")"
      case .hour: "\(lifetime.count) \(isOne ? "heure" : "heures")"
      case .minute: "\(lifetime.count) \(isOne ? "minute" : "minutes")"
      case .second: "\(lifetime.count) \(isOne ? "seconde" : "secondes")"
      }
    })

  private static func french(_ notice: AccountNotice, _ population: Population) -> MailWords {
    let account = "{account} auprès de {desk}"
    let staff = population.frenchStaff
    let warning = "Si ce n’était pas vous, \(population.frenchAlarm) immédiatement."
    let question = "Si vous ne savez pas pourquoi, \(population.frenchQuestion)."
    switch notice {
    case .passwordChangedByOwner:
      return MailWords(
        "votre mot de passe a été modifié",
        "Le mot de passe pour \(account) a été modifié par quelqu’un qui connaissait l’ancien, sans "
          + "doute vous-même.",
        "Si ce n’était pas vous, choisissez-en un autre avec «\u{A0}Mot de passe oublié\u{A0}» sur "
          + "la page de connexion, et \(population.frenchAlarm) immédiatement.")
    case .passwordReset:
      return MailWords(
        "votre mot de passe a été réinitialisé",
        "Un nouveau mot de passe pour \(account) a été choisi avec un lien de réinitialisation. "
          + "L’ancien ne fonctionne plus.", warning)
    case .activated:
      return MailWords(
        "votre compte est actif",
        "Le premier mot de passe pour \(account) a été choisi. Le compte est maintenant actif.",
        warning)
    case .passwordReplaced:
      return MailWords(
        "votre mot de passe a été modifié",
        "Un autre mot de passe pour \(account) a été choisi à la connexion, à la place de celui "
          + "qu’il fallait changer.", warning)
    case .passwordSetByStaff:
      return MailWords(
        "votre mot de passe a été remplacé",
        "\(staff) a défini un nouveau mot de passe pour \(account). L’ancien ne fonctionne plus. Le "
          + "nouveau n’est jamais envoyé par e-mail.", question)
    case .oneTimePasswordSet:
      return MailWords(
        "mot de passe à usage unique défini",
        "\(staff) a défini un mot de passe à usage unique pour \(account). L’ancien mot de passe ne "
          + "fonctionne plus. Après la prochaine connexion, vous choisirez le vôtre. Le mot de "
          + "passe à usage unique n’est jamais envoyé par e-mail.", question)
    case .passwordChangeRequired:
      return MailWords(
        "choisissez un autre mot de passe",
        "À la prochaine connexion pour \(account), il vous sera demandé de choisir un autre mot de "
          + "passe.", question)
    case .passwordReplacedByOperator:
      return MailWords(
        "votre mot de passe a été remplacé",
        "Le mot de passe pour \(account) a été remplacé sur le serveur par un mot de passe "
          + "provisoire. L’ancien ne fonctionne plus.",
        "Si vous ne savez pas pourquoi, éclaircissez-le immédiatement\u{A0}: la personne qui l’a "
          + "fait a accès au serveur.")
    case .breakGlassUsed:
      return MailWords(
        "l’accès d’urgence a été utilisé",
        "Le mot de passe de l’Account Administrator a été remplacé sur le serveur de {desk} "
          + "par un mot de passe provisoire. Vous en êtes averti(e) parce que vos rôles comprennent "
          + "Super Admin.",
        "Si vous ne savez pas pourquoi, éclaircissez-le immédiatement\u{A0}: la personne qui l’a "
          + "fait a accès au serveur.")
    case .emailChanged:
      return MailWords(
        "votre adresse e-mail a été modifiée",
        "L’adresse e-mail de votre compte auprès de {desk} a été modifiée. Ce message est "
          + "envoyé à l’ancienne et à la nouvelle adresse.", warning)
    case .emailChangeProposed:
      return MailWords(
        "une nouvelle adresse e-mail a été indiquée",
        "Une nouvelle adresse e-mail a été indiquée pour votre compte auprès de {desk}. Elle "
          + "sera valable dès qu’elle aura été confirmée par le lien qui y a été envoyé.", warning)
    case .loginNameChanged:
      return MailWords(
        "votre identifiant a été modifié", "L’identifiant de \(account) a été modifié.", warning)
    case .deactivated:
      return MailWords(
        "votre compte a été désactivé",
        "Le compte \(account) a été désactivé. Vous ne pouvez plus vous connecter.", question)
    case .reactivated:
      return MailWords(
        "votre compte a été réactivé", "Le compte \(account) a été réactivé.", question)
    case .lockedByStaff:
      return MailWords(
        "votre compte a été bloqué",
        "\(staff) a bloqué le compte \(account). Vous ne pouvez pas vous connecter.", question)
    case .lockedAutomatically:
      return MailWords(
        "connexion bloquée pour un moment",
        "Il y a eu trop de tentatives de connexion erronées pour \(account). La connexion est "
          + "bloquée pour un moment.",
        "Si ces tentatives n’étaient pas les vôtres\u{A0}: elles ont échoué, et votre mot de passe "
          + "reste le même. Si cela se reproduit, \(population.frenchAlarm).")
    case .unlocked:
      return MailWords(
        "vous pouvez vous reconnecter",
        "Le compte \(account) a été débloqué. Vous pouvez de nouveau vous connecter.", question)
    case .merged:
      return MailWords(
        "vos comptes ont été fusionnés",
        "Un autre de vos comptes a été fusionné avec \(account). Connectez-vous désormais avec "
          + "celui-ci.", question)
    case .becameAgent:
      return MailWords(
        "votre compte est un compte d’agent",
        "Le compte \(account) est désormais un compte d’agent.", question)
    case .becameContact:
      return MailWords(
        "votre compte n’est plus un compte d’agent",
        "Le compte \(account) n’est plus un compte d’agent.", question)
    case .sessionsEndedByStaff:
      return MailWords(
        "vous avez été déconnecté(e)",
        "\(staff) a mis fin aux sessions de \(account). Veuillez vous reconnecter.", question)
    case .rolesChanged:
      return MailWords(
        "vos rôles ont été modifiés",
        "Les rôles de \(account) ont été modifiés. Vos droits ont changé immédiatement.", question)
    case .accountAdministratorHandedOver:
      return MailWords(
        "vous avez transmis votre fonction",
        "Vous avez transmis la fonction d’Account Administrator auprès de {desk}. Elle est "
          + "maintenant exercée par quelqu’un d’autre.", warning)
    case .accountAdministratorReceived:
      return MailWords(
        "vous êtes Account Administrator",
        "La fonction d’Account Administrator auprès de {desk} vous a été transmise.",
        "Si vous ne savez pas pourquoi, demandez à la personne qui l’exerçait.")
    case .secondFactorEnabled:
      return MailWords(
        "second facteur activé",
        "Un second facteur a été configuré pour \(account). Désormais, un code sera aussi demandé à "
          + "la connexion.", warning)
    case .secondFactorDisabled:
      return MailWords(
        "second facteur désactivé",
        "Le second facteur pour \(account) a été désactivé. Seul le mot de passe sera demandé à la "
          + "connexion.", warning)
    case .secondFactorResetByStaff:
      return MailWords(
        "second facteur supprimé",
        "\(staff) a supprimé le second facteur pour \(account). Vous pourrez en configurer un autre "
          + "après vous être connecté(e).", question)
    case .recoveryCodesRenewed:
      return MailWords(
        "nouveaux codes de secours",
        "De nouveaux codes de secours ont été créés pour \(account). Les anciens ne fonctionnent "
          + "plus.", warning)
    case .recoveryCodeUsed:
      return MailWords(
        "un code de secours a été utilisé",
        "Un code de secours a été utilisé pour se connecter à \(account). Il ne servira plus. "
          + "Créez-en de nouveaux avant qu’il ne vous en manque.", warning)
    }
  }
}

extension Population {
  /// Who did it, at the beginning of a sentence. Never a name.
  fileprivate var frenchStaff: String {
    self == .agent ? "Un membre de votre équipe" : "Un membre de l’équipe d’assistance"
  }

  /// Ask whom.
  fileprivate var frenchQuestion: String {
    self == .agent
      ? "demandez à votre administration" : "demandez à l’assistance de {desk}"
  }

  /// What to do when something is wrong.
  fileprivate var frenchAlarm: String {
    self == .agent ? "prévenez votre administration" : "prévenez l’assistance de {desk}"
  }
}
