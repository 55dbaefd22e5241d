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
        "Ask an agent with \"Manage Roles\" to add the permission to one of your roles."
      )
    case .accountAdministratorProtected:
      (
        .permissionDenied,
        "Only the Account Administrator may change this account.",
        "Ask the Account Administrator."
      )
    case .useChangeOwnPassword:
      (
        .permissionDenied,
        "This is your own account: another method changes your own password.",
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
        "Ask an agent who has all permissions of that account."
      )
    case .wrongPopulation:
      (
        .permissionDenied,
        "The account is of the wrong kind: this method takes only agents, or only contacts.",
        "Use the method for the other kind: agents and contacts have methods of their own."
      )
    case .cannotGrantUnheldPermission:
      (
        .permissionDenied,
        "You cannot grant permissions that you do not have.",
        "Ask an agent who has the permission."
      )
    case .cannotChangeOwnRoles:
      (
        .permissionDenied,
        "You cannot change your own roles.",
        "Ask a colleague with \"Manage Agents\"."
      )
    case .stepUpRequired:
      (
        .permissionDenied,
        "This needs a fresh proof of your identity.",
        "Prove your identity by password or code, then try again within five minutes."
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
        "The password does not satisfy the rules.",
        "Choose a password that satisfies every rule that is listed."
      )
    case .notFound:
      (
        .notFound,
        "There is nothing with this name.",
        "Check the name against the list."
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
        "A newer link has replaced this one.",
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
        "The contact has no address, login name or telephone number to sign in with.",
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
        "The password of this account is kept in another system.",
        "Change the password in that system."
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
        "Wait until the lock ends, or ask an agent with \"Unlock Accounts\"."
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
        "Disable the present second factor first."
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
        "Ask an agent with \"Manage Email\" to set the mail server, or the operator to configure one."
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
        "The role still has members.",
        "Name another role for its members."
      )
    case .builtInRole:
      (
        .failedPrecondition,
        "Built-in roles cannot be changed.",
        "Create a role of your own with the permissions that you want."
      )
    case .replyNotRetained:
      (
        .failedPrecondition,
        "This was done before; its answer was not kept.",
        "Look at the present state: the first call succeeded."
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
        "Another call has changed it since it was read.",
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
        "The service is overloaded.",
        "Try again after the delay that the answer names."
      )
    case .storeUnavailable:
      (
        .unavailable,
        "The store cannot write changes at present.",
        "Ask the operator to look at the disk of the service."
      )
    case .internal:
      (
        .internal,
        "The service failed.",
        "Give the incident number to the operator."
      )
    }
  }
}
