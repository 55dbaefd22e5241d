import LatchkeySchema
import Testing

@Suite("Names of the numbers that the service tells")
struct GaugeNameTests {
  @Test("A name is one for collectors, and says what it counts", arguments: GaugeName.allCases)
  func names(name: GaugeName) {
    #expect(name.rawValue.allSatisfy { $0.isLowercase && $0.isASCII || $0 == "_" })
    #expect(!name.summary.isEmpty && !name.summary.contains("\n"))
  }

  @Test("Names are frozen")
  func frozen() {
    let names = Set(GaugeName.allCases.map(\.rawValue))
    let frozen: Set = [
      "connections", "calls_running", "streams_open", "jobs_waiting", "output_bytes",
      "attempts_waiting", "hashes_waiting", "writes_waiting", "mails_waiting", "mails_failed",
      "store_failing", "connections_accepted_total", "connections_refused_total",
      "connections_idled_total", "connections_held_total", "calls_dispatched_total",
      "calls_turned_away_total", "calls_expired_total", "calls_cancelled_total",
      "frames_late_total", "frames_skipped_total", "faults_total", "bad_prefaces_total",
      "slow_readers_total", "hashes_total",
    ]
    #expect(names == frozen)
  }
}
