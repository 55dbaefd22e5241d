extension PasswordViolation {
  /// What is wrong, for the person who chose it.
  public var text: String {
    switch self {
    case .tooShort: "It is too short."
    case .tooLong: "It is too long."
    case .noUppercase: "It needs an upper-case letter."
    case .noDigit: "It needs a digit."
    case .noSpecial: "It needs a special character."
    case .commonPassword: "It is one of the passwords that are guessed first."
    case .breachedPassword: "It is known from a data breach."
    case .containsName: "It contains your name."
    case .containsEmail: "It contains your e-mail address."
    case .containsLoginName: "It contains your login name."
    case .sameAsCurrent: "It is the current password."
    case .sameAsTemporary: "It is the temporary password."
    case .reused: "It was used before."
    case .invalidCharacters: "It contains characters that cannot be accepted."
    default: self.rawValue
    }
  }
}
