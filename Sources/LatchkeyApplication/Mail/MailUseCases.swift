import LatchkeyDomain

/// The service `Mail`: the mail server, the texts of mails, and the outbox.
public struct MailUseCases: Sendable {
  let gate: Gate
  /// How mail goes, and what it says.
  let mail: DeskMail
  /// Trials of mail servers.
  let trials = MailTrialLimit()
}
