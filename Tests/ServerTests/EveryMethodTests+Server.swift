import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import LatchkeyWire
import Testing

extension EveryMethodTests {
  /// The methods of the service `Server`.
  static let server: [Method: EveryMethodScene.Play] = [
    .serverPing: { scene in
      let answer = try await scene.served.send(Server.Ping(payload: [1, 2])).payload
      #expect(answer == [1, 2])
    },
    .serverGetInfo: { scene in
      let info = try await scene.served.send(Server.GetInfo(), from: .portal)
      #expect(info.principal == "portal")
      #expect(info.scopes == ["end_user"])
      #expect(info.isBootstrapped)
    },
    .serverGetHealth: { scene in
      let health = try await scene.served.send(Server.GetHealth())
      #expect(health.status == .serving)
      #expect(health.failedMails == 0)
    },
    .serverDescribe: { scene in
      let all = try await scene.served.send(Server.Describe(withText: true), from: .portal)
      #expect(all.methods.map(\.name) == Method.allCases.map(\.declaration.name))
      #expect(all.cddl == (try SchemaShape().cddl))
      let one = try await scene.served.send(Server.Describe(method: "Agents.SetPassword"))
      #expect(one.methods.map(\.number) == [711])
      #expect(one.methods.first?.needsStepUp == true)
      #expect(one.methods.first?.permissions.count == 2)
      #expect(one.records.contains { $0.name == "AccountReference" && $0.isExclusive })
      #expect(!one.records.contains { $0.name == "Server.Ping" })
      #expect(try await scene.served.failure(Server.Describe(method: "No.Such"))?.code == .notFound)
    },
  ]
}
