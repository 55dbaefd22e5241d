import LatchkeyApplication
import LatchkeyAuthorization
import LatchkeySchema

extension Service {
  func ping(_ request: Server.Ping, _ call: Call) async throws -> Server.Ping.Response {
    Server.Ping.Response(payload: request.payload)
  }

  func getInfo(_ request: Server.GetInfo, _ call: Call) async throws -> Server.GetInfo.Response {
    Server.GetInfo.Response(
      version: self.facts.version, protocolMajor: 1, schemaHash: self.facts.schemaHash,
      startedAt: UnixMilliseconds(rawValue: self.facts.startedAtMilliseconds),
      principal: call.principal.name, scopes: call.principal.scopes.map(\.rawValue).sorted(),
      isBootstrapped: try await self.desk.isBootstrapped())
  }

  func getHealth(
    _ request: Server.GetHealth, _ call: Call
  ) async throws -> Server.GetHealth.Response {
    let health = await self.currentHealth()
    // The store answered a moment ago; when it does not any more, the next look says so.
    let failedMails = health.status == .serving ? try? await self.desk.failedMails() : nil
    return Server.GetHealth.Response(
      status: health.status, detail: health.detail, failedMails: failedMails)
  }

  func watchHealth(
    _ request: Server.WatchHealth, _ call: Call, _ answers: Answers<HealthView>
  ) async throws {
    var told: HealthView?
    while true {
      let change = self.health.change
      let health = await self.currentHealth()
      if health != told {
        try await answers.send(health)
        told = health
      }
      try await self.health.next(after: change)
    }
  }

  /// How the service is, found out now; watchers are woken when it is not what it was.
  private func currentHealth() async -> HealthView {
    if self.isDraining { return HealthView(status: .draining) }
    do {
      _ = try await self.desk.isBootstrapped()
      self.health.report(isStoreWell: true)
      return HealthView(status: .serving)
    } catch {
      self.health.report(isStoreWell: false)
      return HealthView(
        status: .degraded, detail: "The store does not answer; the log says why.")
    }
  }
}
