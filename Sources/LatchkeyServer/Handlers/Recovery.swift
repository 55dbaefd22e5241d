import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// Handlers of the service `Recovery`: links: resetting a password, activating an account, confirming an address.
struct RecoveryHandlers {
  /// One constant for known and unknown addresses: the reply must not tell which of them have an account.
  static let resetRequested = PublicMessage(
    message: "If an account has this address, a message with a link is on its way. "
      + "Nothing there? Look in the spam or junk folder.")

  let desk: Desk
  let read: RequestReader

  func requestPasswordReset(
    _ request: Recovery.RequestPasswordReset, _ call: Call
  ) async throws -> PublicMessage {
    try await self.desk.recovery.requestPasswordReset(
      try call.coming(from: request.origin), population: try Population(request.population),
      address: try self.read.email(request.address, field: "address"))
    return Self.resetRequested
  }

  func inspectLink(
    _ request: Recovery.InspectLink, _ call: Call
  ) async throws -> Recovery.InspectLink.Response {
    let population = try Population(request.population)
    let facts = try await self.desk.recovery.inspectLink(
      try call.coming(from: request.origin), token: request.token,
      population: population)
    return Recovery.InspectLink.Response(
      kind: LinkKind(facts.purpose),
      maskedName: facts.maskedName, expiresAt: facts.expiresAt,
      policy: PasswordPolicyView(facts.policy, population))
  }

  func completePasswordReset(
    _ request: Recovery.CompletePasswordReset, _ call: Call
  ) async throws -> PublicMessage {
    try await self.desk.recovery.completePasswordReset(
      try call.coming(from: request.origin), token: request.token,
      population: try Population(request.population),
      password: request.newPassword)
    return PublicMessage(message: "The new password is set. Sign in with it.")
  }

  func completeActivation(
    _ request: Recovery.CompleteActivation, _ call: Call
  ) async throws -> SignIn.SignIn.Response {
    SignIn.SignIn.Response(
      try await self.desk.recovery.completeActivation(
        try call.coming(from: request.origin), token: request.token,
        population: try Population(request.population),
        password: request.newPassword), under: self.desk.settings.now)
  }

  func reportUnexpectedReset(
    _ request: Recovery.ReportUnexpectedReset, _ call: Call
  ) async throws -> PublicMessage {
    try await self.desk.recovery.reportUnexpectedReset(
      try call.coming(from: request.origin), token: request.token,
      population: try Population(request.population))
    return PublicMessage(message: "Thank you. The link no longer works, and staff can see this.")
  }

  func confirmEmailChange(
    _ request: Recovery.ConfirmEmailChange, _ call: Call
  ) async throws -> PublicMessage {
    try await self.desk.recovery.confirmEmailChange(
      try call.coming(from: request.origin), token: request.token,
      population: try Population(request.population))
    return PublicMessage(message: "The new address is confirmed. Sign in again.")
  }
}
