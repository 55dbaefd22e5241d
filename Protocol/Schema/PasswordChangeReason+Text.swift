extension PasswordChangeReason {
  /// Why, for the person who signed in.
  public var text: String {
    switch self {
    case .oneTimePassword: "It was set for you, for one sign-in."
    case .temporaryPassword: "It is a temporary password."
    case .requiredByAdministrator: "An administrator asks for a new one."
    case .compromised: "It may be known to somebody else."
    case .expiredByPolicy: "It is older than the policy allows."
    default: "A new one is required."
    }
  }
}
