public import LatchkeyBase

/// The rules that a new password must pass, one policy for each population.
///
/// The same function decides on every path: own change, reset, activation, set by staff.
public struct PasswordPolicy: Hashable, Sendable {
  /// A rule that a candidate broke, in the order in which they are listed to people.
  public enum Violation: UInt8, CaseIterable, Hashable, Sendable {
    /// Fewer characters than ``PasswordPolicy/minimumLength``.
    case tooShort = 1
    /// More characters than ``PasswordPolicy/maximumLength``.
    case tooLong = 2
    /// No uppercase letter.
    case noUppercase = 3
    /// No digit.
    case noDigit = 4
    /// No visible character other than letters with their accents, digits and spaces.
    case noSpecial = 5
    /// Among the passwords that are tried first.
    case commonPassword = 6
    /// Holds characters in a row of the person's name.
    case containsName = 7
    /// Holds characters in a row of the e-mail's local part.
    case containsEmail = 8
    /// Holds characters in a row of the login name.
    case containsLoginName = 9
    /// The password that is in force already.
    case sameAsCurrent = 10
    /// The temporary password that it should replace.
    case sameAsTemporary = 11
    /// Not valid UTF-8, or holds control characters.
    case invalidCharacters = 12
  }

  /// Characters (Unicode code points) at least. Customer portal: "at least 8 characters".
  public var minimumLength: Int
  /// Characters at least while a second factor is enrolled (NIST SP 800-63B-4, 3.1.1.2).
  public var minimumLengthWithSecondFactor: Int
  /// Characters at most. NIST SP 800-63B-4, 3.1.1.2 asks for 64 or more to be permitted.
  public var maximumLength: Int
  /// Whether an uppercase letter is needed.
  public var requiresUppercase: Bool
  /// Whether a digit is needed.
  public var requiresDigit: Bool
  /// Whether a special character is needed.
  public var requiresSpecial: Bool
  /// Characters in a row of the person's name, login name or address that are too many.
  public var nameMatchLength: Int

  /// The rules of the customer portal, the default of both populations.
  public static let portal = Self(
    minimumLength: 8, maximumLength: 256, requiresUppercase: true, requiresDigit: true,
    requiresSpecial: true)

  /// NIST SP 800-63B-4, 3.1.1.2: 15 characters for a password that is the only factor, 8 with a
  /// second one, no composition.
  public static let nist = Self(
    minimumLength: 15, minimumLengthWithSecondFactor: 8, maximumLength: 256,
    requiresUppercase: false, requiresDigit: false, requiresSpecial: false)

  /// A policy. Without a length of its own, a second factor makes no difference.
  public init(
    minimumLength: Int, minimumLengthWithSecondFactor: Int? = nil, maximumLength: Int,
    requiresUppercase: Bool, requiresDigit: Bool, requiresSpecial: Bool, nameMatchLength: Int = 4
  ) {
    self.minimumLength = minimumLength
    self.minimumLengthWithSecondFactor = minimumLengthWithSecondFactor ?? minimumLength
    self.maximumLength = maximumLength
    self.requiresUppercase = requiresUppercase
    self.requiresDigit = requiresDigit
    self.requiresSpecial = requiresSpecial
    self.nameMatchLength = nameMatchLength
  }

  /// Bytes that a candidate may have before anything is done with it: 4 for each of the 256
  /// characters. Longer ones are refused without a look at their characters.
  public static let candidateBytesMax = 1_024

  /// The words of the person that a password must not hold.
  public struct Person: Hashable, Sendable {
    /// The display name, if known.
    public var displayName: String
    /// The login name, if there is one.
    public var loginName: String
    /// The local part of each address.
    public var emailLocalParts: [String]
    /// Whether a second factor is enrolled.
    public var hasSecondFactor: Bool

    /// The words of one person; empty ones forbid nothing.
    public init(
      displayName: String = "", loginName: String = "", emailLocalParts: [String] = [],
      hasSecondFactor: Bool = false
    ) {
      self.hasSecondFactor = hasSecondFactor
      self.displayName = displayName
      self.loginName = loginName
      self.emailLocalParts = emailLocalParts
    }

    /// The words of an account's owner, and whether a device is asked for in addition to the password.
    public init(_ account: Account) {
      self.init(
        displayName: account.displayName.text, loginName: account.loginName?.text ?? "",
        emailLocalParts: account.emails.map { String($0.localPart) },
        hasSecondFactor: account.hasSecondFactor)
    }
  }

  /// Finds every rule that a candidate breaks. The cost is bounded by the permitted length.
  ///
  /// - Parameters:
  ///   - candidate: The password exactly as it was received (OWASP ASVS 6.2.8).
  ///   - person: The person that the password is for.
  ///   - isCommon: Whether a password, in small letters, is among those tried first.
  /// - Returns: The broken rules in fixed order; none when the candidate may be used.
  public func violations(
    of candidate: Secret, person: Person, isCommon: ([UInt8]) -> Bool
  ) -> [Violation] {
    guard candidate.byteCount <= Self.candidateBytesMax else { return [.tooLong] }
    guard var characters = candidate.withBytes(CandidateText.characters) else {
      return [.invalidCharacters]
    }
    defer { wipe(&characters) }

    var broken: [Violation] = []
    if characters.count < self.minimumLength(hasSecondFactor: person.hasSecondFactor) {
      broken.append(.tooShort)
    }
    if characters.count > self.maximumLength { broken.append(.tooLong) }
    if self.requiresUppercase && !characters.contains(where: \.properties.isUppercase) {
      broken.append(.noUppercase)
    }
    if self.requiresDigit && !characters.contains(where: CandidateText.isDigit) {
      broken.append(.noDigit)
    }
    if self.requiresSpecial && !characters.contains(where: CandidateText.isSpecial) {
      broken.append(.noSpecial)
    }
    if CandidateText.isCommon(characters, in: isCommon) { broken.append(.commonPassword) }
    var folded = CandidateText.folded(characters)
    defer { wipe(&folded) }
    func shares(_ word: String) -> Bool {
      CandidateText.shares(self.nameMatchLength, folded, with: word)
    }
    if shares(person.displayName) { broken.append(.containsName) }
    if person.emailLocalParts.contains(where: shares) {
      broken.append(.containsEmail)
    }
    if shares(person.loginName) {
      broken.append(.containsLoginName)
    }
    if characters.contains(where: { $0.properties.generalCategory == .control }) {
      broken.append(.invalidCharacters)
    }
    return broken
  }

  /// Characters at least, with or without a second factor.
  public func minimumLength(hasSecondFactor: Bool) -> Int {
    hasSecondFactor ? self.minimumLengthWithSecondFactor : self.minimumLength
  }

  /// The rules in words, as they are listed to people.
  public var rules: [String] {
    var rules = ["At least \(self.minimumLength) characters, at most \(self.maximumLength)."]
    if self.minimumLengthWithSecondFactor < self.minimumLength {
      rules.append("With a second factor, \(self.minimumLengthWithSecondFactor) are enough.")
    }
    if self.requiresUppercase { rules.append("At least one uppercase letter.") }
    if self.requiresDigit { rules.append("At least one number.") }
    if self.requiresSpecial { rules.append("At least one special character.") }
    rules.append("Not a password that is easily guessed, such as password123.")
    rules.append("Not your own name, login name or e-mail address.")
    return rules
  }
}
