import LatchkeyApplication
import LatchkeyDomain
import LatchkeySchema

extension Service {
  func signIn(_ request: SignIn.SignIn, _ call: Call) async throws -> SignIn.SignIn.Response {
    self.response(
      to: try await self.desk.signIn(
        try call.coming(from: request.origin), population: try Population(request.population),
        identifier: request.identifier, password: SecretBytes(request.password)))
  }

  func completeSecondFactor(
    _ request: SignIn.CompleteSecondFactor, _ call: Call
  ) async throws -> SignIn.SignIn.Response {
    let code: ShownCode =
      switch (request.code, request.recoveryCode) {
      case (let code?, nil): .device(SecretBytes(code))
      case (nil, let code?): .recovery(SecretBytes(code))
      default:
        throw FieldError(
          field: "code", problem: "It is a code of the device or a recovery code, one of them.")
      }
    return self.response(
      to: try await self.desk.completeSecondFactor(
        try call.coming(from: request.origin), ticket: SecretBytes(request.ticket), code: code))
  }

  func completePasswordChange(
    _ request: SignIn.CompletePasswordChange, _ call: Call
  ) async throws -> SignIn.SignIn.Response {
    self.response(
      to: try await self.desk.completePasswordChange(
        try call.coming(from: request.origin), ticket: SecretBytes(request.ticket),
        password: SecretBytes(request.newPassword)))
  }

  func reauthenticate(
    _ request: SignIn.Reauthenticate, _ call: Call
  ) async throws -> SignIn.Reauthenticate.Response {
    let freshUntil =
      switch (request.password, request.code) {
      case (let password?, nil):
        try await self.desk.reauthenticate(call, password: SecretBytes(password))
      case (nil, let code?):
        try await self.desk.reauthenticate(call, code: SecretBytes(code))
      default:
        throw FieldError(
          field: "password",
          problem: "The proof is the own password or a code of the own device, one of them.")
      }
    return SignIn.Reauthenticate.Response(freshUntil: UnixMilliseconds(freshUntil))
  }

  /// How a sign-in goes on. What it needs is not asked of the desk: tickets are given out, and nothing
  /// may fail any more.
  func response(to result: LatchkeyApplication.SignInResult) -> SignIn.SignIn.Response {
    switch result {
    case .session(let session):
      SignIn.SignIn.Response(session)
    case .passwordChangeRequired(let ticket):
      SignIn.SignIn.Response(ticket, self.desk.settings.policy(ticket.account.population))
    case .secondFactorRequired(let ticket):
      SignIn.SignIn.Response(ticket, .secondFactorRequired)
    case .enrollmentRequired(let ticket):
      SignIn.SignIn.Response(ticket, .secondFactorEnrollmentRequired)
    }
  }

  func signOut(_ request: SignIn.SignOut, _ call: Call) async throws -> Acknowledgement {
    try await self.desk.signOut(call)
    return Acknowledgement()
  }
}
