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

  enum CodingKeys: Int, CodingKey {
    case population = 1
    case minimumLength = 2
    case maximumLength = 3
    case requiresUppercase = 4
    case requiresDigit = 5
    case requiresSpecial = 6
    case refusesCommon = 7
    case refusesNames = 8
    case rules = 9
  }

  /// All fields, in the order of their keys.
  public init(
    population: PopulationName, minimumLength: Int, maximumLength: Int, requiresUppercase: Bool,
    requiresDigit: Bool, requiresSpecial: Bool, refusesCommon: Bool, refusesNames: Bool,
    rules: [String]
  ) {
    self.population = population
    self.minimumLength = minimumLength
    self.maximumLength = maximumLength
    self.requiresUppercase = requiresUppercase
    self.requiresDigit = requiresDigit
    self.requiresSpecial = requiresSpecial
    self.refusesCommon = refusesCommon
    self.refusesNames = refusesNames
    self.rules = rules
  }
}
