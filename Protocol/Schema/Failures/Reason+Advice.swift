extension Reason {
  /// The status code that goes with it: the numbers of gRPC.
  ///
  /// Whatever authorization refuses is `PERMISSION_DENIED`; what would be allowed and cannot be done now
  /// is `FAILED_PRECONDITION`.
  public var statusNumber: UInt8 {
    switch self {
    case .fieldInvalid, .passwordPolicy:
      3  // INVALID_ARGUMENT
    case .notFound:
      5  // NOT_FOUND
    case .addressInUse, .loginNameInUse, .roleNameInUse:
      6  // ALREADY_EXISTS
    case .scopeMissing, .missingPermission, .accountAdministratorProtected, .useChangeOwnPassword,
      .cannotTargetSelf, .targetOutranksActor, .wrongPopulation, .cannotGrantUnheldPermission,
      .cannotChangeOwnRoles, .stepUpRequired:
      7  // PERMISSION_DENIED
    case .tooManyAttempts, .tooManyRequests, .overloaded:
      8  // RESOURCE_EXHAUSTED
    case .linkInvalid, .linkExpired, .linkUsed, .linkSuperseded, .contactHasNoEmail,
      .userActivationEmailEnabled, .noSignInIdentifier, .forcePasswordResetActive,
      .notLocalAuthentication, .accountDeactivated, .accountLocked, .alreadyActivated,
      .secondFactorEnrolled, .secondFactorNotEnrolled, .secondFactorRequired,
      .confirmationRequired, .mailServerNotConfigured, .mailServerFixed, .secretNotRetrievable,
      .notBootstrapped,
      .alreadyBootstrapped, .roleInUse, .builtInRole, .replyNotRetained, .idempotencyKeyReused:
      9  // FAILED_PRECONDITION
    case .concurrentChange:
      10  // ABORTED
    case .storeUnavailable:
      14  // UNAVAILABLE
    case .internal:
      13  // INTERNAL
    case .serviceUnknown, .sessionRequired, .sessionInvalid, .sessionExpired, .invalidCredentials,
      .codeInvalid, .ticketInvalid:
      16  // UNAUTHENTICATED
    }
  }

  /// What the caller can do next, in one sentence for people.
  public var advice: String {
    switch self {
    case .serviceUnknown:
      "Ask the operator to add the user of this process to the configuration of the service."
    case .scopeMissing:
      "Ask the operator to give the calling service the scope for this method."
    case .sessionRequired:
      "Sign in first."
    case .sessionInvalid:
      "Sign in again."
    case .sessionExpired:
      "Sign in again."
    case .invalidCredentials:
      "Check identifier and password, or request a reset link."
    case .codeInvalid:
      "Enter the code that the device shows now."
    case .ticketInvalid:
      "Start the sign-in again."
    case .missingPermission:
      "Ask somebody with \"Manage Roles\" to add the permission to one of your roles."
    case .accountAdministratorProtected:
      "Only the Account Administrator can do this, for that account."
    case .useChangeOwnPassword:
      "Change your own password with the current one, or request a reset link."
    case .cannotTargetSelf:
      "Ask a colleague with the same permissions."
    case .targetOutranksActor:
      "Ask somebody whose permissions include all of that account."
    case .wrongPopulation:
      "Use the methods for that kind of account."
    case .cannotGrantUnheldPermission:
      "Ask somebody who has the permission."
    case .cannotChangeOwnRoles:
      "Ask a colleague with \"Manage Agents\"."
    case .stepUpRequired:
      "Prove who you are by your password, then try again within five minutes."
    case .fieldInvalid:
      "Correct the field that is named."
    case .passwordPolicy:
      "Choose a password that satisfies every rule that is listed."
    case .notFound:
      "Check the name; a list shows what there is."
    case .addressInUse:
      "Use another address, or look up the account that has it."
    case .loginNameInUse:
      "Choose another login name."
    case .roleNameInUse:
      "Choose another name."
    case .linkInvalid:
      "Request a new link."
    case .linkExpired:
      "Request a new link."
    case .linkUsed:
      "Sign in with the new password, or request a new link."
    case .linkSuperseded:
      "Use the newest link, or request one."
    case .contactHasNoEmail:
      "Add an address to the contact first."
    case .userActivationEmailEnabled:
      "Switch the User Activation email off, or send the contact a link."
    case .noSignInIdentifier:
      "Add an address, a login name or a telephone number first."
    case .forcePasswordResetActive:
      "Let the person use the temporary password, or issue a new one."
    case .notLocalAuthentication:
      "Change the password where the account signs in."
    case .accountDeactivated:
      "Ask the help desk to reactivate the account."
    case .accountLocked:
      "Wait until the lock ends, or ask somebody with \"Unlock Accounts\"."
    case .alreadyActivated:
      "Send a reset link instead."
    case .secondFactorEnrolled:
      "Switch the present second factor off first."
    case .secondFactorNotEnrolled:
      "Enroll a device first."
    case .secondFactorRequired:
      "Keep the second factor, or enroll another device."
    case .confirmationRequired:
      "Repeat the call with the confirmation."
    case .mailServerNotConfigured:
      "Ask somebody with \"Manage Email\" to set the mail server, or the operator to configure one."
    case .mailServerFixed:
      "Ask the operator to change the key \"mail\" of the daemon's configuration, or to set it to desk."
    case .secretNotRetrievable:
      "Issue a new one."
    case .notBootstrapped:
      "Run the bootstrap on the host as root first."
    case .alreadyBootstrapped:
      "Sign in as the Account Administrator."
    case .roleInUse:
      "Name another role that takes its members."
    case .builtInRole:
      "Create a role of your own with the permissions that you want."
    case .replyNotRetained:
      "Look at what is in force; the first call did its work."
    case .idempotencyKeyReused:
      "Use a new key for every new request."
    case .concurrentChange:
      "Read it again, then repeat the change."
    case .tooManyAttempts:
      "Wait as long as the answer says, then try again."
    case .tooManyRequests:
      "Wait as long as the answer says, then try again."
    case .overloaded:
      "Try again after the delay that the answer names."
    case .storeUnavailable:
      "Ask the operator to look at the disk of the service."
    case .internal:
      "Give the incident number to the operator."
    }
  }
}
