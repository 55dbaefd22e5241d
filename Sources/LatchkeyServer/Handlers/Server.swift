import LatchkeyApplication
import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyHot
import LatchkeySchema

/// Handlers of the service `Server`: the service itself: what it is and how it is.
struct ServerHandlers {
  let desk: Desk
  let facts: ServiceFacts
  let health: HealthBoard

  func ping(_ request: Server.Ping, _ call: Call) async throws -> Server.Ping.Response {
    Server.Ping.Response(payload: request.payload)
  }

  /// The same without a task; nil for a message in another form than this version writes.
  func pingSynchronously(_ body: [UInt8], _ principal: ServicePrincipal) -> Server.Ping.Response? {
    DirectCoding.decodeCommonForm(Server.Ping.self, from: body)
      .map { Server.Ping.Response(payload: $0.payload) }
  }

  func getInfo(_ request: Server.GetInfo, _ call: Call) async throws -> Server.GetInfo.Response {
    Server.GetInfo.Response(
      version: self.facts.version, protocolMajor: 1, schemaHash: self.facts.schemaHash,
      startedAt: Timestamp(milliseconds: self.facts.startedAtMilliseconds),
      principal: call.principal.name, scopes: call.principal.scopes.map(\.rawValue).sorted(),
      isBootstrapped: try await self.desk.server.isBootstrapped())
  }

  func getHealth(
    _ request: Server.GetHealth, _ call: Call
  ) async throws -> Server.GetHealth.Response {
    let health = await self.currentHealth()
    // The store answered just now; when it does not any more, the next look says so.
    let outbox = health.status == .serving ? try? await self.desk.server.outboxSummary() : nil
    return Server.GetHealth.Response(
      status: health.status, detail: health.detail, failedMails: outbox?.failed)
  }

  func watchHealth(
    _ request: Server.WatchHealth, _ call: Call, _ answers: ResponseWriter<HealthView>
  ) async throws {
    var lastTold: HealthView?
    while true {
      let change = self.health.change
      let health = await self.currentHealth()
      if health != lastTold {
        try await answers.send(health)
        lastTold = health
      }
      try await self.health.next(after: change)
    }
  }

  /// How the service is: whether the store can be read is found out now, whether it can be written is
  /// known from the last write.
  private func currentHealth() async -> HealthView {
    guard !self.health.isDraining else { return HealthView(status: .draining) }
    do {
      try await self.desk.server.probe(.reading)
      self.health.report(.works(.reading))
    } catch {
      self.health.report(.failed(error.storeError?.trouble ?? .reading))
    }
    return self.health.trouble.map { HealthView(status: .degraded, detail: $0.sentence) }
      ?? HealthView(status: .serving)
  }
}

extension StoreTrouble {
  /// For operators. Everybody may ask, so it says no more than what to do.
  fileprivate var sentence: String {
    switch self {
    case .reading: "The store does not answer; the log says why."
    case .writing: "The store cannot be written, reading goes on; the log says why."
    case .damage: "The store is damaged: restore it from a backup."
    }
  }
}
