import LatchkeyApplication
import LatchkeyDomain
import LatchkeySchema

extension LinkKind {
  /// What a link is for, in either population.
  init(_ purpose: TokenPurpose) {
    self =
      switch purpose {
      case .activation(purpose.population): .activation
      case .emailChange(purpose.population): .emailChange
      default: .passwordReset
      }
  }
}
