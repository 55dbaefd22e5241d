import LatchkeyApplication
import LatchkeyDomain
import LatchkeySchema

extension Service {
  func getSecondFactorStatus(
    _ request: SecondFactor.GetStatus, _ call: Call
  ) async throws -> SecondFactorStatus {
    SecondFactorStatus(try await self.desk.secondFactorState(call), at: self.desk.now)
  }

  func beginEnrollment(
    _ request: SecondFactor.BeginTOTPEnrollment, _ call: Call
  ) async throws -> SecondFactor.BeginTOTPEnrollment.Response {
    let device = try await self.desk.beginEnrollment(
      call, ticket: request.ticket.map { SecretBytes($0) })
    return SecondFactor.BeginTOTPEnrollment.Response(
      seed: Secret(device.seed), uri: Secret(device.uri),
      expiresAt: UnixMilliseconds(device.expiresAt))
  }

  func confirmEnrollment(
    _ request: SecondFactor.ConfirmTOTPEnrollment, _ call: Call
  ) async throws -> SecondFactor.ConfirmTOTPEnrollment.Response {
    let device = try await self.desk.confirmEnrollment(
      call, code: SecretBytes(request.code), ticket: request.ticket.map { SecretBytes($0) })
    return SecondFactor.ConfirmTOTPEnrollment.Response(
      recoveryCodes: device.recoveryCodes.map { Secret($0) },
      signIn: device.signIn.map { self.response(to: $0) })
  }

  func renewRecoveryCodes(
    _ request: SecondFactor.RegenerateRecoveryCodes, _ call: Call
  ) async throws -> SecondFactor.RegenerateRecoveryCodes.Response {
    SecondFactor.RegenerateRecoveryCodes.Response(
      recoveryCodes: try await self.desk.renewRecoveryCodes(call).map { Secret($0) })
  }

  func disableSecondFactor(
    _ request: SecondFactor.DisableSecondFactor, _ call: Call
  ) async throws -> SecondFactorStatus {
    SecondFactorStatus(try await self.desk.disableSecondFactor(call), at: self.desk.now)
  }

  func resetSecondFactor(
    _ request: SecondFactor.ResetSecondFactor, _ call: Call
  ) async throws -> Acknowledgement {
    try await self.desk.resetSecondFactor(
      call, of: try AccountSelector(request.account, in: request.population, field: "account"),
      reason: try ShortText.checked(request.reason, field: "reason"))
    return Acknowledgement()
  }
}

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
