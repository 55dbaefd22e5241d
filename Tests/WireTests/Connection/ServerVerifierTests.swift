import LatchkeyWire
import Testing

@Suite("A server's connection keeps its rules, whatever comes in whatever order")
struct ServerVerifierTests {
  /// Two million steps take seconds in a release build; a debug build walks a part of them.
  #if DEBUG
    private static let steps = 1_500
  #else
    private static let steps = 25_000
  #endif

  @Test(
    "Any split, any order, slow readers, drain, stalls, cancel storms and deadlines: no rule is broken",
    arguments: 0..<40 as Range<UInt64>, [true, false])
  func holds(seed: UInt64, isHonest: Bool) {
    var steps = 0
    var round: UInt64 = 0
    // A connection ends sooner or later; the seed's next one goes on.
    while steps < Self.steps {
      let simulation = ServerSimulation(seed: seed << 32 | round, isHonest: isHonest)
      for _ in 0..<2_000 where simulation.ending == nil { simulation.step() }
      simulation.settle()
      steps += max(1, simulation.steps)
      guard simulation.violations.isEmpty else {
        Issue.record("seed \(seed << 32 | round), honest \(isHonest): \(simulation.violations)")
        return
      }
      round += 1
    }
  }
}
