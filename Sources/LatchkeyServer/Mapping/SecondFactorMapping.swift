import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

extension SecondFactorStatus {
  init(_ state: SecondFactorState, at now: Timestamp) {
    self.init(
      isEnrolled: state.enrolledAt != nil,
      enrolledAt: state.enrolledAt,
      recoveryCodesLeft: state.recoveryCodesLeft,
      isRequired: state.requiredFrom.map { $0 <= now } ?? false,
      requiredFrom: state.requiredFrom)
  }
}
