import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// Handlers of the service `SecondFactor`: devices and recovery codes.
struct SecondFactorHandlers {
  let desk: Desk
  let read: RequestReader

  func getStatus(
    _ request: SecondFactor.GetStatus, _ call: Call
  ) async throws -> SecondFactorStatus {
    SecondFactorStatus(try await self.desk.secondFactor.getStatus(call), at: self.desk.now)
  }

  func beginTOTPEnrollment(
    _ request: SecondFactor.BeginTOTPEnrollment, _ call: Call
  ) async throws -> SecondFactor.BeginTOTPEnrollment.Response {
    let enrollment = try await self.desk.secondFactor.beginTOTPEnrollment(
      call, ticket: request.ticket)
    return SecondFactor.BeginTOTPEnrollment.Response(
      seed: enrollment.seed, uri: enrollment.uri,
      expiresAt: enrollment.expiresAt)
  }

  func confirmTOTPEnrollment(
    _ request: SecondFactor.ConfirmTOTPEnrollment, _ call: Call
  ) async throws -> SecondFactor.ConfirmTOTPEnrollment.Response {
    let enrollment = try await self.desk.secondFactor.confirmTOTPEnrollment(
      call, code: request.code, ticket: request.ticket)
    return SecondFactor.ConfirmTOTPEnrollment.Response(
      recoveryCodes: enrollment.recoveryCodes,
      signIn: enrollment.signIn.map { SignIn.SignIn.Response($0, under: self.desk.settings.now) })
  }

  func regenerateRecoveryCodes(
    _ request: SecondFactor.RegenerateRecoveryCodes, _ call: Call
  ) async throws -> SecondFactor.RegenerateRecoveryCodes.Response {
    SecondFactor.RegenerateRecoveryCodes.Response(
      recoveryCodes: try await self.desk.secondFactor.regenerateRecoveryCodes(call))
  }

  func disableSecondFactor(
    _ request: SecondFactor.DisableSecondFactor, _ call: Call
  ) async throws -> SecondFactorStatus {
    SecondFactorStatus(
      try await self.desk.secondFactor.disableSecondFactor(call), at: self.desk.now)
  }

  func resetSecondFactor(
    _ request: SecondFactor.ResetSecondFactor, _ call: Call
  ) async throws -> Acknowledgement {
    try await self.desk.secondFactor.resetSecondFactor(
      call, of: try self.read.account(request.account, in: request.population),
      reason: try ShortText.checked(request.reason, field: "reason"))
    return Acknowledgement()
  }
}
