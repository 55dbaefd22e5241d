public import LatchkeyBase

/// Every lifetime, limit and decision of the desk, with defaults that satisfy the five source
/// systems literally.
public struct DeskSettings: Hashable, Sendable {
  /// Policy for contacts (S3).
  public var contactPolicy = PasswordPolicy.portal
  /// Policy for agents: the same by default.
  public var agentPolicy = PasswordPolicy.portal
  /// Words of this desk that are no password, in small letters (OWASP ASVS 6.1.2, 6.2.11).
  public var contextWords = ["helpdesk", "latchkey"]

  /// A reset link that a contact asked for. Customer portal: "valid for 60 minutes only".
  public var contactSelfResetLifetime = Lifetime.minutes(60)
  /// A reset link that an agent asked for: the same by default.
  public var agentSelfResetLifetime = Lifetime.minutes(60)
  /// A reset link that staff sent to a contact. SupportCenter Plus: "valid for 15 minutes".
  public var staffToContactResetLifetime = Lifetime.minutes(15)
  /// A reset link that an agent sent to another. HappyFox: "valid for 48 hours".
  public var staffToAgentResetLifetime = Lifetime.hours(48)
  /// Activation links of contacts.
  public var contactActivationLifetime = Lifetime.days(7)
  /// Invitations of agents.
  public var invitationLifetime = Lifetime.days(7)
  /// A link that confirms a new address.
  public var emailConfirmationLifetime = Lifetime.hours(24)
  /// The ticket between a temporary password and the choice of another.
  public var passwordChangeTicketLifetime = Lifetime.minutes(15)
  /// The ticket between the right password and a code of the device.
  public var secondFactorTicketLifetime = Lifetime.minutes(5)
  /// How long a device may wait for its first code, and the ticket for getting one.
  public var enrollmentLifetime = Lifetime.minutes(15)
  /// An agent's one-time password.
  public var oneTimePasswordLifetime = Lifetime.hours(48)
  /// A contact's temporary password.
  public var temporaryPasswordLifetime = Lifetime.hours(24)
  /// How long a step-up proof is good for.
  public var stepUpLifetime = Lifetime.minutes(5)

  /// Sessions of contacts.
  public var contactSessions = SessionLimits(idle: .hours(12), absolute: .days(14))
  /// Sessions of agents.
  public var agentSessions = SessionLimits(idle: .hours(2), absolute: .hours(12))
  /// How often the last-seen time of a session is written at most.
  public var sessionTouchInterval = Lifetime.minutes(1)
  /// Whether a change of the own password ends the session it is made in, too.
  public var ownChangeEndsCurrentSession = false

  /// Wrong passwords for one identifier, then for one account.
  public var passwordThrottle = ThrottleRule(limit: 10, window: .minutes(15))
  /// Wrong passwords for one account from a place from which its owner has signed in before.
  public var knownOriginThrottle = ThrottleRule(limit: 5, window: .minutes(15))
  /// How long such a place is remembered after the last sign-in from it.
  public var knownOriginLifetime = Lifetime.days(90)
  /// Wrong passwords from one place, at any account. An office may share one place.
  public var originThrottle = ThrottleRule(limit: 100, window: .minutes(15))
  /// Wrong codes of one account's device, then recovery codes, each counted apart. A guess at a code
  /// is right three times in a million.
  public var secondFactorThrottle = ThrottleRule(limit: 5, window: .minutes(15))
  /// Reset requests from one place, for any address.
  public var resetOriginThrottle = ThrottleRule(limit: 20, window: .minutes(15))
  /// Looks at and uses of links from one place.
  public var linkOriginThrottle = ThrottleRule(limit: 120, window: .minutes(1))
  /// How long an attempt waits while an earlier one under the same name is being looked at: some two
  /// hundred hashes.
  public var attemptPatience = Lifetime.seconds(5)
  /// How long the automatic lock holds once the account's limit is reached.
  public var automaticLockLifetime = Lifetime.minutes(15)
  /// Whether a completed reset lifts the automatic lock.
  public var resetLiftsAutomaticLock = true
  /// Reset requests for one identifier.
  public var resetThrottle = ThrottleRule(limit: 3, window: .minutes(15))
  /// Inspections and completions of links through one sibling service.
  public var linkThrottle = ThrottleRule(limit: 6_000, window: .minutes(1))
  /// Checks of candidate passwords through one sibling service.
  public var candidateThrottle = ThrottleRule(limit: 6_000, window: .minutes(1))
  /// Reset requests through one sibling service. Each writes to the audit for good.
  public var requestThrottle = ThrottleRule(limit: 1_200, window: .minutes(1))
  /// Audit entries for throttled calls through one sibling service; beyond it they are refused
  /// without an entry, or a flood would fill the disk.
  public var refusalThrottle = ThrottleRule(limit: 600, window: .minutes(1))

  /// How long a mail that cannot go is tried. RFC 5321, 4.5.4.1 speaks of days; a link that a person
  /// waits for is of no use so late, and staff learn of it in time.
  public var mailGivenUpAfter = Lifetime.hours(24)
  /// Mails an hour. What is more waits; a tenth of it is kept free of invitations.
  public var mailsPerHour = 3_600
  /// Mails an hour to one address. What is more waits.
  public var mailsPerRecipientAndHour = 30

  /// "User Activation email": whether a contact who is added gets an activation mail.
  public var userActivationEmail = true
  /// Whether staff may set a contact's password while ``userActivationEmail`` is on.
  public var staffMaySetPasswordWhileActivationEmail = false
  /// Whether a contact is told when staff set the password.
  public var notifiesContactsOfStaffPasswords = false
  /// Refusals of an address for good, one after the other, from which on staff are told that it is
  /// undeliverable.
  public var undeliverableAfter = 3
  /// Whether staff must prove who they are before they touch a contact's credentials. Off, because
  /// a front desk issues many.
  public var contactCredentialsNeedStepUp = false
  /// From when on contacts must have a second factor; nil for never.
  public var contactsNeedSecondFactorFrom: Timestamp?
  /// From when on agents must have a second factor; nil for never.
  public var agentsNeedSecondFactorFrom: Timestamp?
  /// Roles that require a second factor of their holders.
  public var rolesWithSecondFactor: [RoleID] = []
  /// From when on those holders must have one; nil for never.
  public var rolesNeedSecondFactorFrom: Timestamp?
  /// Whether audit entries go that are older than ``auditRetention``. Off: they are kept for ever.
  public var auditRemovesOldEntries = false
  /// How long audit entries are kept at least, once old ones are removed.
  public var auditRetention = Lifetime.days(365)

  /// Where reset links lead: an https address of the portal or console, without the token. The
  /// token is added behind `#`, which browsers do not send to servers (OWASP ASVS 14.2.1).
  public var contactLinkBase = "https://portal.invalid/password"
  /// Where agents' links lead.
  public var agentLinkBase = "https://console.invalid/password"
  /// The domain in Message-IDs and in the sender's address.
  public var mailDomain = "helpdesk.invalid"
  /// The name of the desk in mails.
  public var deskName = "Help Desk"

  /// The defaults.
  public init() {}

  /// The policy of a population.
  public func policy(_ population: Population) -> PasswordPolicy {
    population == .agent ? self.agentPolicy : self.contactPolicy
  }

  /// Whether a password, in small letters, is a word of this desk: one of ``contextWords``, or the
  /// desk's name with or without its spaces.
  public func isContextWord(_ password: [UInt8]) -> Bool {
    let name = TextRules.asciiLowercased(self.deskName)
    return self.contextWords.contains { $0.utf8.elementsEqual(password) }
      || name.utf8.elementsEqual(password)
      || name.utf8.lazy.filter { $0 != UInt8(ascii: " ") }.elementsEqual(password)
  }

  /// The limits of a population's sessions.
  public func sessionLimits(_ population: Population) -> SessionLimits {
    population == .agent ? self.agentSessions : self.contactSessions
  }

  /// From when on an account must have a second factor; nil when nothing asks for one. The time may
  /// be over, or in the future: until then the owner is told and let in.
  public func secondFactorRequiredFrom(_ account: Account) -> Timestamp? {
    var moments: [Timestamp] = []
    switch account.population {
    case .contact: moments += self.contactsNeedSecondFactorFrom.map { [$0] } ?? []
    case .agent:
      moments += self.agentsNeedSecondFactorFrom.map { [$0] } ?? []
      if let moment = self.rolesNeedSecondFactorFrom,
        account.roles.contains(where: self.rolesWithSecondFactor.contains)
      {
        moments.append(moment)
      }
    }
    return moments.min()
  }

  /// How long the link in a mail of this kind is valid.
  public func linkLifetime(_ kind: MailKind, for population: Population) -> Lifetime {
    switch kind {
    case .selfResetLink:
      population == .agent ? self.agentSelfResetLifetime : self.contactSelfResetLifetime
    case .staffResetLink:
      population == .agent ? self.staffToAgentResetLifetime : self.staffToContactResetLifetime
    case .invitation:
      population == .agent ? self.invitationLifetime : self.contactActivationLifetime
    case .emailConfirmation: self.emailConfirmationLifetime
    case .notice: Lifetime(milliseconds: 0)
    }
  }
}
