import Foundation
import LatchkeyTesting
import Testing

/// Random histories of the desk beside a model of it.
///
/// `LATCHKEY_SIM_SEED` is the first seed, `LATCHKEY_SIM_RUNS` how many follow one another. A failure
/// names its seed: with it and one run the same history is played again.
@Suite("Simulation")
struct SimulationTests {
  private static func setting(_ name: String, _ usual: Int) -> Int {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? usual
  }

  @Test("I1 to I8, I11, I13, I15, I17, I18, I20 the desk does what its model does")
  func histories() async throws {
    let first = Self.setting("LATCHKEY_SIM_SEED", 1)
    let runs = Self.setting("LATCHKEY_SIM_RUNS", 80)
    var steps = 0
    var counts = (done: 0, refused: 0)
    for seed in first..<first + runs {
      let history = try History(seed: UInt64(seed))
      do {
        try await history.play()
      } catch {
        Issue.record("LATCHKEY_SIM_SEED=\(seed) LATCHKEY_SIM_RUNS=1: \(error)")
      }
      steps += history.trace.count
      counts.done += history.counts.done
      counts.refused += history.counts.refused
      await history.desk.close()
    }
    // Histories in which nearly everything is refused, or nothing, would say little.
    #expect(steps > runs * 20)
    #expect(counts.done * 4 > steps, "\(counts) of \(steps) steps")
    #expect(counts.refused * 8 > steps, "\(counts) of \(steps) steps")
  }
}
