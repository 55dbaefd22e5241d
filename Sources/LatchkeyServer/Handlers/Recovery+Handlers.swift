import LatchkeyApplication
import LatchkeyDomain
import LatchkeySchema

extension Service {
  /// One constant for everybody (I12, S3.4).
  static let resetRequested = PublicMessage(
    message: "If an account has this address, a message with a link is on its way. "
      + "Nothing there? Look in the spam or junk folder.")

  func requestPasswordReset(
    _ request: Recovery.RequestPasswordReset, _ call: Call
  ) async throws -> PublicMessage {
    try await self.desk.requestPasswordReset(
      call, population: try Population(request.population),
      address: try EmailAddress(request.address, field: "address"))
    return Self.resetRequested
  }

  func inspectLink(
    _ request: Recovery.InspectLink, _ call: Call
  ) async throws -> Recovery.InspectLink.Response {
    let population = try Population(request.population)
    let facts = try await self.desk.inspectLink(
      call, token: SecretBytes(request.token), population: population)
    return Recovery.InspectLink.Response(
      kind: facts.purpose == .activation(population) ? .activation : .passwordReset,
      maskedName: facts.maskedName, expiresAt: UnixMilliseconds(facts.expiresAt),
      policy: PasswordPolicyView(facts.policy, population))
  }

  func completePasswordReset(
    _ request: Recovery.CompletePasswordReset, _ call: Call
  ) async throws -> PublicMessage {
    try await self.desk.completePasswordReset(
      call, token: SecretBytes(request.token), population: try Population(request.population),
      password: SecretBytes(request.newPassword))
    return PublicMessage(message: "The new password is set. Sign in with it.")
  }

  func completeActivation(
    _ request: Recovery.CompleteActivation, _ call: Call
  ) async throws -> SignIn.SignIn.Response {
    SignIn.SignIn.Response(
      try await self.desk.completeActivation(
        call, token: SecretBytes(request.token), population: try Population(request.population),
        password: SecretBytes(request.newPassword)))
  }

  func reportUnexpectedReset(
    _ request: Recovery.ReportUnexpectedReset, _ call: Call
  ) async throws -> PublicMessage {
    try await self.desk.reportUnexpectedReset(
      call, token: SecretBytes(request.token), population: try Population(request.population))
    return PublicMessage(message: "Thank you. The link no longer works, and staff can see this.")
  }
}
