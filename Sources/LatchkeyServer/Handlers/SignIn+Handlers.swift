import LatchkeyApplication
import LatchkeyDomain
import LatchkeySchema

extension Service {
  func signIn(_ request: SignIn.SignIn, _ call: Call) async throws -> SignIn.SignIn.Response {
    let result = try await self.desk.signIn(
      try call.coming(from: request.origin), population: try Population(request.population),
      identifier: request.identifier, password: SecretBytes(request.password))
    switch result {
    case .session(let session):
      return SignIn.SignIn.Response(session)
    case .passwordChangeRequired(let ticket):
      // Not asked of the desk: the ticket is given out, and nothing may fail any more.
      return SignIn.SignIn.Response(
        ticket, self.desk.settings.policy(ticket.account.population))
    }
  }

  func completePasswordChange(
    _ request: SignIn.CompletePasswordChange, _ call: Call
  ) async throws -> SignIn.SignIn.Response {
    SignIn.SignIn.Response(
      try await self.desk.completePasswordChange(
        try call.coming(from: request.origin), ticket: SecretBytes(request.ticket),
        password: SecretBytes(request.newPassword)))
  }

  func reauthenticate(
    _ request: SignIn.Reauthenticate, _ call: Call
  ) async throws -> SignIn.Reauthenticate.Response {
    guard let password = request.password else {
      throw FieldError(field: "password", problem: "The own password is the proof.")
    }
    let freshUntil = try await self.desk.reauthenticate(call, password: SecretBytes(password))
    return SignIn.Reauthenticate.Response(freshUntil: UnixMilliseconds(freshUntil))
  }

  func signOut(_ request: SignIn.SignOut, _ call: Call) async throws -> Acknowledgement {
    try await self.desk.signOut(call)
    return Acknowledgement()
  }
}
