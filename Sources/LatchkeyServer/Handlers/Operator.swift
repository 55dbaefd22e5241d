import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// Handlers of the service `Operator`: the operator on the host.
struct OperatorHandlers {
  let desk: Desk
  let read: RequestReader
  let facts: ServiceFacts
  let health: HealthBoard
  let host: HostActions

  func bootstrap(_ request: Operator.Bootstrap, _ call: Call) async throws -> AgentDetails {
    AgentDetails(
      try await self.desk.operator.bootstrap(
        call, displayName: try DisplayName(request.displayName),
        email: try self.read.email(request.email),
        loginName: try request.loginName.map { (text) throws in try LoginName(text) },
        password: request.password))
  }

  func breakGlass(
    _ request: Operator.BreakGlass, _ call: Call
  ) async throws -> Operator.BreakGlass.Response {
    let broken = try await self.desk.operator.breakGlass(
      call, reason: try ShortText.checked(request.reason, field: "reason"),
      removesSecondFactor: request.removeSecondFactor, isConfirmed: request.confirmed)
    return Operator.BreakGlass.Response(
      account: AccountSummary(broken.account),
      temporaryPassword: broken.password,
      expiresAt: broken.expiresAt)
  }

  func backup(
    _ request: Operator.Backup, _ call: Call
  ) async throws -> Operator.Backup.Response {
    let facts = try await self.desk.operator.backup(call, to: request.path, by: self.host.backup)
    return Operator.Backup.Response(
      path: request.path, bytes: facts.bytes, auditSequence: facts.auditSequence,
      note: "The key file is not in it. Keep a copy of the key file too, in another place.")
  }

  func drain(_ request: Operator.Drain, _ call: Call) async throws -> Acknowledgement {
    try await self.desk.operator.drain(call)
    self.host.drain()
    return Acknowledgement()
  }

  func rotateKeys(
    _ request: Operator.RotateKeys, _ call: Call
  ) async throws -> Operator.RotateKeys.Response {
    let rotated = try await self.desk.operator.rotateKeys(
      call, of: self.host.keys, isCompromised: request.compromised, isConfirmed: request.confirmed)
    return Operator.RotateKeys.Response(keyID: rotated.id, toReseal: Int64(rotated.toReseal))
  }
}
