extension Reason {
  /// All that is said of each reason: its status code, what happened, what to do next.
  var row: (status: StatusCode, summary: String, advice: String) {
    switch self {
    case .serviceUnknown:
      (
        .unauthenticated,
        "The user of this process is not configured as a service.",
        "Ask the operator to add the user of this process to the configuration of the service."
      )
    case .scopeMissing:
      (
        .permissionDenied,
        "The calling service lacks the scope for this method.",
        "Ask the operator to give the calling service the scope for this method."
      )
    case .sessionRequired:
      (
        .unauthenticated,
        "This method needs a session.",
        "Sign in first."
      )
    case .sessionInvalid:
      (
        .unauthenticated,
        "The session is no longer valid.",
        "Sign in again."
      )
    case .sessionExpired:
      (
        .unauthenticated,
        "The session has expired.",
        "Sign in again."
      )
    case .invalidCredentials:
      (
        .unauthenticated,
        "Identifier or password is wrong.",
        "Check identifier and password, or request a reset link."
      )
    case .codeInvalid:
      (
        .unauthenticated,
        "The code is wrong.",
        "Enter the code that the device shows now."
      )
    case .ticketInvalid:
      (
        .unauthenticated,
        "The ticket is no longer valid.",
        "Start the sign-in again."
      )
    case .missingPermission:
      (
        .permissionDenied,
        "Your roles do not allow this.",
        "Ask somebody with \"Manage Roles\" to add the permission to one of your roles."
      )
    case .accountAdministratorProtected:
      (
        .permissionDenied,
        "The Account Administrator's account is touched by nobody else.",
        "Only the Account Administrator can do this, for that account."
      )
    case .useChangeOwnPassword:
      (
        .permissionDenied,
        "This is your own account; your password is changed otherwise.",
        "Change your own password with the current one, or request a reset link."
      )
    case .cannotTargetSelf:
      (
        .permissionDenied,
        "This cannot be done to your own account.",
        "Ask a colleague with the same permissions."
      )
    case .targetOutranksActor:
      (
        .permissionDenied,
        "The target has permissions that you lack.",
        "Ask somebody whose permissions include all of that account."
      )
    case .wrongPopulation:
      (
        .permissionDenied,
        "This is for accounts of the other kind.",
        "Use the methods for that kind of account."
      )
    case .cannotGrantUnheldPermission:
      (
        .permissionDenied,
        "Nobody gives permissions that they lack.",
        "Ask somebody who has the permission."
      )
    case .cannotChangeOwnRoles:
      (
        .permissionDenied,
        "Nobody changes their own roles.",
        "Ask a colleague with \"Manage Agents\"."
      )
    case .stepUpRequired:
      (
        .permissionDenied,
        "This needs a fresh proof of who you are.",
        "Prove who you are by your password, then try again within five minutes."
      )
    case .fieldInvalid:
      (
        .invalidArgument,
        "A field of the request is not acceptable.",
        "Correct the field that is named."
      )
    case .passwordPolicy:
      (
        .invalidArgument,
        "The password breaks the rules.",
        "Choose a password that satisfies every rule that is listed."
      )
    case .notFound:
      (
        .notFound,
        "There is nothing by this name.",
        "Check the name; a list shows what there is."
      )
    case .addressInUse:
      (
        .alreadyExists,
        "Another account has this address.",
        "Use another address, or look up the account that has it."
      )
    case .loginNameInUse:
      (
        .alreadyExists,
        "Another account has this login name.",
        "Choose another login name."
      )
    case .roleNameInUse:
      (
        .alreadyExists,
        "Another role has this name.",
        "Choose another name."
      )
    case .linkInvalid:
      (
        .failedPrecondition,
        "The link is not valid.",
        "Request a new link."
      )
    case .linkExpired:
      (
        .failedPrecondition,
        "The link has expired.",
        "Request a new link."
      )
    case .linkUsed:
      (
        .failedPrecondition,
        "The link was used already.",
        "Sign in with the new password, or request a new link."
      )
    case .linkSuperseded:
      (
        .failedPrecondition,
        "A newer link took the place of this one.",
        "Use the newest link, or request one."
      )
    case .contactHasNoEmail:
      (
        .failedPrecondition,
        "The contact has no e-mail address.",
        "Add an address to the contact first."
      )
    case .userActivationEmailEnabled:
      (
        .failedPrecondition,
        "The User Activation email is switched on.",
        "Switch the User Activation email off, or send the contact a link."
      )
    case .noSignInIdentifier:
      (
        .failedPrecondition,
        "The contact has nothing to sign in with.",
        "Add an address, a login name or a telephone number first."
      )
    case .forcePasswordResetActive:
      (
        .failedPrecondition,
        "A temporary password was issued and must be used first.",
        "Let the person use the temporary password, or issue a new one."
      )
    case .notLocalAuthentication:
      (
        .failedPrecondition,
        "The account signs in elsewhere.",
        "Change the password where the account signs in."
      )
    case .accountDeactivated:
      (
        .failedPrecondition,
        "The account is deactivated.",
        "Ask the help desk to reactivate the account."
      )
    case .accountLocked:
      (
        .failedPrecondition,
        "The account is locked.",
        "Wait until the lock ends, or ask somebody with \"Unlock Accounts\"."
      )
    case .alreadyActivated:
      (
        .failedPrecondition,
        "The account has a password already.",
        "Send a reset link instead."
      )
    case .secondFactorEnrolled:
      (
        .failedPrecondition,
        "A second factor is enrolled already.",
        "Switch the present second factor off first."
      )
    case .secondFactorNotEnrolled:
      (
        .failedPrecondition,
        "No second factor is enrolled.",
        "Enroll a device first."
      )
    case .secondFactorRequired:
      (
        .failedPrecondition,
        "A second factor is required here.",
        "Keep the second factor, or enroll another device."
      )
    case .confirmationRequired:
      (
        .failedPrecondition,
        "This needs a confirmation.",
        "Repeat the call with the confirmation."
      )
    case .mailServerNotConfigured:
      (
        .failedPrecondition,
        "Mail is not configured.",
        "Ask somebody with \"Manage Email\" to set the mail server, or the operator to configure one."
      )
    case .mailServerFixed:
      (
        .failedPrecondition,
        "The daemon's configuration decides the mail server.",
        "Ask the operator to change the key \"mail\" of the daemon's configuration, or to set it to desk."
      )
    case .secretNotRetrievable:
      (
        .failedPrecondition,
        "This was done before; its answer held a secret and is not kept.",
        "Issue a new one."
      )
    case .notBootstrapped:
      (
        .failedPrecondition,
        "There is no Account Administrator yet.",
        "Run the bootstrap on the host as root first."
      )
    case .alreadyBootstrapped:
      (
        .failedPrecondition,
        "There is an Account Administrator already.",
        "Sign in as the Account Administrator."
      )
    case .roleInUse:
      (
        .failedPrecondition,
        "Agents hold this role.",
        "Name another role that takes its members."
      )
    case .builtInRole:
      (
        .failedPrecondition,
        "Built-in roles stay as they are.",
        "Create a role of your own with the permissions that you want."
      )
    case .replyNotRetained:
      (
        .failedPrecondition,
        "This was done before; its answer was not kept.",
        "Look at what is in force; the first call did its work."
      )
    case .idempotencyKeyReused:
      (
        .failedPrecondition,
        "The idempotency key belongs to another request.",
        "Use a new key for every new request."
      )
    case .concurrentChange:
      (
        .aborted,
        "Somebody else changed it at the same time.",
        "Read it again, then repeat the change."
      )
    case .tooManyAttempts:
      (
        .resourceExhausted,
        "Too many attempts.",
        "Wait as long as the answer says, then try again."
      )
    case .tooManyRequests:
      (
        .resourceExhausted,
        "Too many requests.",
        "Wait as long as the answer says, then try again."
      )
    case .overloaded:
      (
        .resourceExhausted,
        "The service has too much to do at present.",
        "Try again after the delay that the answer names."
      )
    case .storeUnavailable:
      (
        .unavailable,
        "The store cannot take changes at present.",
        "Ask the operator to look at the disk of the service."
      )
    case .internal:
      (
        .internal,
        "Something went wrong on our side.",
        "Give the incident number to the operator."
      )
    }
  }
}
