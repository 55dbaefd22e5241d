/// The rules that a new password has to satisfy, as values for programs and as sentences for
/// people.
public struct PasswordPolicyView: Message {
  /// Whose rules these are.
  public var population: PopulationName
  /// Fewest characters.
  public var minimumLength: Int
  /// Most characters.
  public var maximumLength: Int
  /// At least one upper-case letter.
  public var requiresUppercase: Bool
  /// At least one digit.
  public var requiresDigit: Bool
  /// At least one character that is neither letter nor digit.
  public var requiresSpecial: Bool
  /// Passwords that are easily guessed are refused.
  public var refusesCommon: Bool
  /// Passwords that hold the own name, login name or address are refused.
  public var refusesNames: Bool
  /// The same, one sentence a rule, in the order in which to show them.
  public var rules: [String]
}
