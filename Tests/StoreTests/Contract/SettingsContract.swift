import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import Testing

@Suite("Store contract: settings")
struct SettingsContract {
  @Test("What was decided about settings reads back whole", arguments: StoreUnderTest.allCases)
  func roundTrip(on kind: StoreUnderTest) async throws {
    try await kind.run { store in
      #expect(try await store.read { try $0.storedSettings() } == StoredSettings())
      #expect(try await store.read { try $0.settingsRevision() } == 0)
      let moment = Timestamp(milliseconds: 1_800_000_000_000)
      var settings = StoredSettings(
        revision: 7, profile: .nist, values: ["a.b": "1h", "a.c": ""],
        announced: [
          "a.d": .init(value: "8", effectiveFrom: moment),
          "a.e": .init(value: nil, effectiveFrom: moment),
        ])
      for _ in 0..<2 {
        let wanted = settings
        try await store.write { try $0.setStoredSettings(wanted) }
        #expect(try await store.read { try $0.storedSettings() } == wanted)
        #expect(try await store.read { try $0.settingsRevision() } == wanted.revision)
        // What is not named any more is gone.
        settings = StoredSettings(revision: 8, profile: .seeds, values: ["a.c": "2h"])
      }
    }
  }
}
