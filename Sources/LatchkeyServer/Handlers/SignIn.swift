import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// Handlers of the service `SignIn`: signing in and out.
struct SignInHandlers {
  let desk: Desk

  func signIn(_ request: SignIn.SignIn, _ call: Call) async throws -> SignIn.SignIn.Response {
    SignIn.SignIn.Response(
      try await self.desk.signIn.signIn(
        try call.coming(from: request.origin), population: try Population(request.population),
        identifier: request.identifier, password: request.password),
      under: self.desk.settings.now)
  }

  func completeSecondFactor(
    _ request: SignIn.CompleteSecondFactor, _ call: Call
  ) async throws -> SignIn.SignIn.Response {
    let code: ShownCode =
      switch (request.code, request.recoveryCode) {
      case (let code?, nil): .device(code)
      case (nil, let code?): .recovery(code)
      default:
        throw FieldError(
          field: "code", problem: "Give either a code of the device or a recovery code.")
      }
    return SignIn.SignIn.Response(
      try await self.desk.signIn.completeSecondFactor(
        try call.coming(from: request.origin), ticket: request.ticket, code: code),
      under: self.desk.settings.now)
  }

  func completePasswordChange(
    _ request: SignIn.CompletePasswordChange, _ call: Call
  ) async throws -> SignIn.SignIn.Response {
    SignIn.SignIn.Response(
      try await self.desk.signIn.completePasswordChange(
        try call.coming(from: request.origin), ticket: request.ticket,
        password: request.newPassword), under: self.desk.settings.now)
  }

  func reauthenticate(
    _ request: SignIn.Reauthenticate, _ call: Call
  ) async throws -> SignIn.Reauthenticate.Response {
    let freshUntil =
      switch (request.password, request.code) {
      case (let password?, nil):
        try await self.desk.signIn.reauthenticate(call, password: password)
      case (nil, let code?):
        try await self.desk.signIn.reauthenticate(call, code: code)
      default:
        throw FieldError(
          field: "password",
          problem: "The proof is the own password or a code of the own device, one of them.")
      }
    return SignIn.Reauthenticate.Response(freshUntil: freshUntil)
  }

  func signOut(_ request: SignIn.SignOut, _ call: Call) async throws -> Acknowledgement {
    try await self.desk.signIn.signOut(call)
    return Acknowledgement()
  }
}
