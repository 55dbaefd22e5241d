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
    if self.isDraining { return Server.GetHealth.Response(status: .draining) }
    do {
      return Server.GetHealth.Response(
        status: .serving, failedMails: try await self.desk.failedMails())
    } catch {
      return Server.GetHealth.Response(
        status: .degraded, detail: "The store does not answer; the log says why.")
    }
  }
}
