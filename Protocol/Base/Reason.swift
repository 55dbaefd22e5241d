/// Why a call failed, for programs. The raw value is on the wire and never changes its meaning.
///
/// Anonymous callers hear ``invalidCredentials`` for every cause until they have shown the right
/// password. Reasons of the connection itself, such as a malformed frame, are ``RuntimeReason``.
public enum Reason: String, CaseIterable, Sendable {
  // Identity
  /// The calling process runs as a user that the configuration does not know.
  case serviceUnknown = "SERVICE_UNKNOWN"
  /// The calling service may not use this method.
  case scopeMissing = "SCOPE_MISSING"
  /// The call needs the session of a person, and there is none.
  case sessionRequired = "SESSION_REQUIRED"
  /// The session is unknown, was ended, or died with a change of the account.
  case sessionInvalid = "SESSION_INVALID"
  /// The session lived its time.
  case sessionExpired = "SESSION_EXPIRED"
  /// Identifier and password do not lead to one account that may sign in.
  case invalidCredentials = "INVALID_CREDENTIALS"
  /// The code of the second factor is wrong or was used.
  case codeInvalid = "CODE_INVALID"
  /// The ticket of a step of the sign-in is unknown, used or too old.
  case ticketInvalid = "TICKET_INVALID"

  // Permission
  /// The roles of the actor lack a permission; the details name it.
  case missingPermission = "MISSING_PERMISSION"
  /// Nobody else may change the account of the Account Administrator.
  case accountAdministratorProtected = "ACCOUNT_ADMINISTRATOR_PROTECTED"
  /// Methods for the passwords of others do not take the own account.
  case useChangeOwnPassword = "USE_CHANGE_OWN_PASSWORD"
  /// This cannot be done to the own account.
  case cannotTargetSelf = "CANNOT_TARGET_SELF"
  /// The target has permissions that the actor lacks.
  case targetOutranksActor = "TARGET_OUTRANKS_ACTOR"
  /// The account is of the other population.
  case wrongPopulation = "WRONG_POPULATION"
  /// Nobody can give a permission that he lacks.
  case cannotGrantUnheldPermission = "CANNOT_GRANT_UNHELD_PERMISSION"
  /// Nobody can change the own roles.
  case cannotChangeOwnRoles = "CANNOT_CHANGE_OWN_ROLES"
  /// The call needs a fresh proof of who sits there.
  case stepUpRequired = "STEP_UP_REQUIRED"

  // Input
  /// A field has a value that is not accepted; the details name it.
  case fieldInvalid = "FIELD_INVALID"
  /// The password breaks rules; the details list all of them.
  case passwordPolicy = "PASSWORD_POLICY"
  /// There is nothing by that name or number.
  case notFound = "NOT_FOUND"
  /// Another account has the address.
  case addressInUse = "ADDRESS_IN_USE"
  /// Another account has the login name.
  case loginNameInUse = "LOGIN_NAME_IN_USE"
  /// Another role has the name.
  case roleNameInUse = "ROLE_NAME_IN_USE"

  // Links
  /// The token is none, or not for this page.
  case linkInvalid = "LINK_INVALID"
  /// The link lived its time.
  case linkExpired = "LINK_EXPIRED"
  /// The link was used.
  case linkUsed = "LINK_USED"
  /// A newer link was sent, or the account changed since.
  case linkSuperseded = "LINK_SUPERSEDED"

  // State
  /// The contact has no e-mail address.
  case contactHasNoEmail = "CONTACT_HAS_NO_EMAIL"
  /// Contacts set their own passwords while the User Activation email is on.
  case userActivationEmailEnabled = "USER_ACTIVATION_EMAIL_ENABLED"
  /// The account has nothing to sign in by.
  case noSignInIdentifier = "NO_SIGN_IN_IDENTIFIER"
  /// A temporary password is out, and links are off until it is used.
  case forcePasswordResetActive = "FORCE_PASSWORD_RESET_ACTIVE"
  /// The password of this account lives elsewhere.
  case notLocalAuthentication = "NOT_LOCAL_AUTHENTICATION"
  /// The account is deactivated.
  case accountDeactivated = "ACCOUNT_DEACTIVATED"
  /// Sign-in is locked.
  case accountLocked = "ACCOUNT_LOCKED"
  /// The account has a password.
  case alreadyActivated = "ALREADY_ACTIVATED"
  /// A second factor is enrolled.
  case secondFactorEnrolled = "SECOND_FACTOR_ENROLLED"
  /// No second factor is enrolled.
  case secondFactorNotEnrolled = "SECOND_FACTOR_NOT_ENROLLED"
  /// Population or role demand a second factor.
  case secondFactorRequired = "SECOND_FACTOR_REQUIRED"
  /// The call has to say that it is meant.
  case confirmationRequired = "CONFIRMATION_REQUIRED"
  /// There is no transport for mail.
  case mailServerNotConfigured = "MAIL_SERVER_NOT_CONFIGURED"
  /// The daemon's configuration decides the mail server.
  case mailServerFixed = "MAIL_SERVER_FIXED"
  /// The first answer held a secret, and secrets are not kept.
  case secretNotRetrievable = "SECRET_NOT_RETRIEVABLE"
  /// There is no Account Administrator yet.
  case notBootstrapped = "NOT_BOOTSTRAPPED"
  /// There is an Account Administrator.
  case alreadyBootstrapped = "ALREADY_BOOTSTRAPPED"
  /// The role has members.
  case roleInUse = "ROLE_IN_USE"
  /// Built-in roles cannot be changed.
  case builtInRole = "BUILT_IN_ROLE"
  /// The call was made before with this key, and its answer is no longer kept.
  case replyNotRetained = "REPLY_NOT_RETAINED"
  /// The key was used for another request.
  case idempotencyKeyReused = "IDEMPOTENCY_KEY_REUSED"
  /// Somebody else changed it since it was read.
  case concurrentChange = "CONCURRENT_CHANGE"

  // Load
  /// Too many wrong secrets.
  case tooManyAttempts = "TOO_MANY_ATTEMPTS"
  /// Too many requests of this kind.
  case tooManyRequests = "TOO_MANY_REQUESTS"
  /// The service has more work than it can queue.
  case overloaded = "OVERLOADED"
  /// The store cannot take changes: the disk is full or read-only, or the service is stopping.
  case storeUnavailable = "STORE_UNAVAILABLE"
  /// The service failed; the log has the incident.
  case `internal` = "INTERNAL"

  /// The status code that goes with it.
  ///
  /// What authorization refuses is `PERMISSION_DENIED`; what would be allowed and cannot be done now is
  /// `FAILED_PRECONDITION`.
  public var status: StatusCode { self.row.status }

  /// What happened, in one sentence for people.
  public var summary: String { self.row.summary }

  /// What the caller can do next, in one sentence for people.
  public var advice: String { self.row.advice }
}
