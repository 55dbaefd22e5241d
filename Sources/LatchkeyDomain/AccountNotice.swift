import LatchkeyBase

/// What a notice tells the owner of an account, after it happened.
///
/// A notice names no person: it says "an administrator" or "a colleague", since who that was is in the
/// audit, and a mailbox is no place for it. The raw numbers are stored and never change.
public enum AccountNotice: UInt8, CaseIterable, Hashable, Sendable {
  /// The owner changed the password by the current one.
  case passwordChangedByOwner = 1
  /// A password was chosen by a reset link.
  case passwordReset = 2
  /// The first password was chosen by an activation or invitation.
  case activated = 3
  /// Another password was chosen in place of a temporary one, or of one that had to go.
  case passwordReplaced = 4
  /// Staff set the password. Contacts are told only when a setting asks for it.
  case passwordSetByStaff = 5
  /// Staff set a password for one sign-in.
  case oneTimePasswordSet = 6
  /// The next sign-in asks for another password.
  case passwordChangeRequired = 7
  /// An operator on the host replaced the password. For the Account Administrator.
  case passwordReplacedByOperator = 8
  /// An operator on the host replaced the Account Administrator's password. For every Super
  /// Admin.
  case breakGlassUsed = 9

  /// The addresses were changed. Goes to the old and the new one.
  case emailChanged = 10
  /// The login name was changed, or taken away.
  case loginNameChanged = 11

  /// The account was deactivated.
  case deactivated = 12
  /// The account takes part again.
  case reactivated = 13
  /// An administrator stopped sign-in.
  case lockedByStaff = 14
  /// Sign-in is stopped for a while after too many wrong attempts.
  case lockedAutomatically = 15
  /// Sign-in is possible again.
  case unlocked = 16
  /// Another account of the same person was merged into this one.
  case merged = 17
  /// A contact became an agent.
  case becameAgent = 18
  /// An agent became a contact.
  case becameContact = 19
  /// An administrator ended the sessions.
  case sessionsEndedByStaff = 20

  /// The roles were changed.
  case rolesChanged = 21
  /// Handed over the office of the Account Administrator.
  case accountAdministratorHandedOver = 22
  /// Received the office of the Account Administrator.
  case accountAdministratorReceived = 23

  /// The second factor was set up.
  case secondFactorEnabled = 24
  /// The owner switched the second factor off.
  case secondFactorDisabled = 25
  /// An administrator removed the second factor.
  case secondFactorResetByStaff = 26
  /// New recovery codes; the earlier ones are dead.
  case recoveryCodesRenewed = 27
  /// A recovery code took the place of the second factor at a sign-in.
  case recoveryCodeUsed = 28

  /// Another address waits for its confirmation. Goes to the present one.
  case emailChangeProposed = 29

  /// What a notice tells of, as far as lists of mails distinguish it.
  public enum Topic: Hashable, Sendable {
    /// The password.
    case password
    /// The addresses.
    case email
    /// Anything else.
    case account
  }

  /// What it tells of.
  public var topic: Topic {
    switch self {
    case .passwordChangedByOwner, .passwordReset, .activated, .passwordReplaced,
      .passwordSetByStaff, .oneTimePasswordSet, .passwordReplacedByOperator:
      .password
    case .emailChanged, .emailChangeProposed: .email
    case .passwordChangeRequired, .breakGlassUsed, .loginNameChanged, .deactivated, .reactivated,
      .lockedByStaff, .lockedAutomatically, .unlocked, .merged, .becameAgent, .becameContact,
      .sessionsEndedByStaff, .rolesChanged, .accountAdministratorHandedOver,
      .accountAdministratorReceived,
      .secondFactorEnabled, .secondFactorDisabled, .secondFactorResetByStaff,
      .recoveryCodesRenewed, .recoveryCodeUsed:
      .account
    }
  }
}
