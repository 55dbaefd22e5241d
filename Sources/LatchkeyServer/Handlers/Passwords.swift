import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// Handlers of the service `Passwords`: password rules and the own password.
struct PasswordsHandlers {
  let desk: Desk

  func getPasswordPolicy(
    _ request: Passwords.GetPasswordPolicy, _ call: Call
  ) async throws -> PasswordPolicyView {
    let population = try Population(request.population)
    return PasswordPolicyView(
      try await self.desk.passwords.getPasswordPolicy(call, of: population), population)
  }

  func checkPassword(
    _ request: Passwords.CheckPassword, _ call: Call
  ) async throws -> Passwords.CheckPassword.Response {
    let violations = try await self.desk.passwords.checkPassword(
      try call.coming(from: request.origin), population: try Population(request.population),
      candidate: request.candidate, token: request.token)
    return Passwords.CheckPassword.Response(violations: violations.map { PasswordViolation($0) })
  }

  func changePassword(
    _ request: Passwords.ChangePassword, _ call: Call
  ) async throws -> Passwords.ChangePassword.Response {
    Passwords.ChangePassword.Response(
      otherSessionsEnded: try await self.desk.passwords.changePassword(
        call, current: request.current, new: request.newPassword,
        endCurrentSession: request.endCurrentSession ?? false))
  }
}
