import LatchkeyApplication
import LatchkeyDomain
import LatchkeySchema

extension SecondFactorStatus {
  init(_ state: SecondFactorState, at now: Timestamp) {
    self.init(
      isEnrolled: state.enrolledAt != nil,
      enrolledAt: state.enrolledAt.map(UnixMilliseconds.init),
      recoveryCodesLeft: state.recoveryCodesLeft,
      isRequired: state.requiredFrom.map { $0 <= now } ?? false,
      requiredFrom: state.requiredFrom.map(UnixMilliseconds.init))
  }
}
