import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

extension PasswordPolicyView {
  init(_ policy: PasswordPolicy, _ population: Population) {
    self.init(
      population: PopulationName(population), minimumLength: policy.minimumLength,
      maximumLength: policy.maximumLength, requiresUppercase: policy.requiresUppercase,
      requiresDigit: policy.requiresDigit, requiresSpecial: policy.requiresSpecial,
      refusesCommon: true, refusesNames: true, rules: policy.rules)
  }
}

extension PasswordViolation {
  init(_ violation: PasswordPolicy.Violation) {
    self =
      switch violation {
      case .tooShort: .tooShort
      case .tooLong: .tooLong
      case .noUppercase: .noUppercase
      case .noDigit: .noDigit
      case .noSpecial: .noSpecial
      case .commonPassword: .commonPassword
      case .containsName: .containsName
      case .containsEmail: .containsEmail
      case .containsLoginName: .containsLoginName
      case .sameAsCurrent: .sameAsCurrent
      case .sameAsTemporary: .sameAsTemporary
      case .invalidCharacters: .invalidCharacters
      }
  }
}
