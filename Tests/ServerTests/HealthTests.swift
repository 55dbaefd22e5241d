import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeyRuntime
import LatchkeySchema
import LatchkeyServer
import LatchkeySocket
import LatchkeyTesting
import LatchkeyWire
import Synchronization
import Testing

@Suite("The service learns by itself how its store is")
struct HealthTests {
  /// How the service says that it is.
  private func status(_ served: ServedDesk) async throws -> HealthStatus {
    try await served.send(Server.GetHealth()).status
  }

  @Test(
    "A store that cannot be written is degraded although it can be read, until a try has written")
  func writing() async throws {
    try await ServedDesk.run { served in
      #expect(try await self.status(served) == .serving)
      served.health.report(.failed(.writing))
      let told = try await served.send(Server.GetHealth())
      #expect(told.status == .degraded && told.failedMails == nil)
      #expect(told.detail?.contains("cannot be written") == true)
      // Reading well does not make it well, and asking tries nothing.
      #expect(try await self.status(served) == .degraded)
      #expect(served.alarm.waiting == 1)
      let revision = try await served.desk.store.read { try $0.globalEpoch() }
      served.alarm.advance(milliseconds: 499)
      #expect(served.health.isFailing)
      served.alarm.advance(milliseconds: 1)
      await served.settled()
      #expect(try await self.status(served) == .serving)
      #expect(served.log.all == ["store: writing", "store: well"])
      #expect(served.alarm.waiting == 0)
      // The trial has left nothing behind.
      #expect(try await served.desk.store.read { try $0.globalEpoch() } == revision)
      #expect(
        try served.desk.raw.rows("SELECT count(*) FROM remembered_call") == [["0"]])
    }
  }

  @Test("Whoever gets STORE_UNAVAILABLE was not the only one to hear of it")
  func reportedByCalls() async throws {
    try await ServedDesk.run { served in
      let kim = try await served.desk.account("kim@example.com")
      await served.desk.close()
      let failure = try await served.failure(
        SignIn.SignIn(population: .agent, identifier: kim.email, password: Secret(kim.password)))
      #expect(failure?.reason == "STORE_UNAVAILABLE")
      try #require(served.health.isFailing)
      // It is closed for good: try after try is vain, at pauses that are bounded.
      for pause: UInt64 in [500, 1_000, 2_000, 4_000, 8_000, 8_000] {
        #expect(served.alarm.waiting == 1)
        served.alarm.advance(milliseconds: pause)
        await served.alarm.untilWaiting()
      }
      #expect(served.log.all == ["store: reading", "SignIn.SignIn: The store is closed."])
    }
  }

  @Test("A service that goes away tries nothing more")
  func draining() async throws {
    try await ServedDesk.run { served in
      served.health.report(.failed(.writing))
      served.service.beginDraining()
      served.alarm.advance(milliseconds: 500)
      let status = try await self.status(served)
      #expect(status == .draining)
      #expect(served.health.isFailing)
      #expect(served.alarm.waiting == 0)
    }
  }
}
