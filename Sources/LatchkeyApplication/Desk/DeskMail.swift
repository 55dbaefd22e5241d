internal import LatchkeyBase
public import LatchkeyDomain
import LatchkeySchema

/// How mail goes, and what it says: what the desk needs to know of it.
public struct DeskMail: Sendable {
  /// By which way mail goes at present.
  let outlet: CurrentMailOutlet
  /// Makes other ways, and tries them out.
  let transports: any MailTransportFactory
  /// The texts that come with the program.
  let templates: any MailTemplates
  /// The mail server of the daemon's configuration; nil when the stored one counts.
  let fixed: MailServer?
  /// Called after a commit that queued mail.
  let queued: @Sendable () -> Void

  /// How mail goes, and what it says.
  ///
  /// - Parameters:
  ///   - outlet: By which way mail goes at present; the desk replaces it.
  ///   - transports: Makes other ways, and tries them out.
  ///   - templates: The texts that come with the program.
  ///   - fixed: The mail server of the daemon's configuration; nil when the stored one counts.
  ///   - queued: Called after a commit that queued mail.
  public init(
    outlet: CurrentMailOutlet, transports: any MailTransportFactory,
    templates: any MailTemplates, fixed: MailServer?, queued: @escaping @Sendable () -> Void
  ) {
    self.outlet = outlet
    self.transports = transports
    self.templates = templates
    self.fixed = fixed
    self.queued = queued
  }
}
