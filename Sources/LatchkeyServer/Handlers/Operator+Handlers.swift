public import LatchkeyApplication
import LatchkeyDomain
import LatchkeySchema

/// What the service does to itself and its host when the operator asks for it.
public struct HostActions: Sendable {
  /// Makes new keys.
  public var keys: any KeyKeeping
  /// Copies the store.
  public var backup: any StoreBackup
  /// Begins the orderly stop, as the signal to terminate does. Must return at once.
  public var drain: @Sendable () -> Void
  /// What was counted since the service began.
  public var metrics: @Sendable () async -> HostMetrics

  /// Actions on a host.
  public init(
    keys: any KeyKeeping, backup: any StoreBackup, drain: @escaping @Sendable () -> Void,
    metrics: @escaping @Sendable () async -> HostMetrics = { HostMetrics() }
  ) {
    self.keys = keys
    self.backup = backup
    self.drain = drain
    self.metrics = metrics
  }
}

extension Service {
  func breakGlass(
    _ request: Operator.BreakGlass, _ call: Call
  ) async throws -> Operator.BreakGlass.Response {
    let broken = try await self.desk.breakGlass(
      call, reason: try ShortText.checked(request.reason, field: "reason"),
      removesSecondFactor: request.removeSecondFactor, isConfirmed: request.confirmed)
    return Operator.BreakGlass.Response(
      account: AccountSummary(broken.account),
      temporaryPassword: Secret(broken.password),
      expiresAt: UnixMilliseconds(broken.expiresAt))
  }

  func backUp(
    _ request: Operator.Backup, _ call: Call
  ) async throws -> Operator.Backup.Response {
    let facts = try await self.desk.backUp(call, to: request.path, by: self.host.backup)
    return Operator.Backup.Response(
      path: request.path, bytes: facts.bytes, auditSequence: facts.auditSequence,
      note: "The key file is not in it. Keep a copy of the key file too, in another place.")
  }

  func drain(_ request: Operator.Drain, _ call: Call) async throws -> Acknowledgement {
    try await self.desk.drain(call)
    self.host.drain()
    return Acknowledgement()
  }

  func rotateKeys(
    _ request: Operator.RotateKeys, _ call: Call
  ) async throws -> Operator.RotateKeys.Response {
    let rotated = try await self.desk.rotateKeys(
      call, of: self.host.keys, isCompromised: request.compromised, isConfirmed: request.confirmed)
    return Operator.RotateKeys.Response(keyID: rotated.id, toReseal: Int64(rotated.toReseal))
  }
}
