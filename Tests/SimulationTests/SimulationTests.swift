import Foundation
import LatchkeySchema
import LatchkeyTesting
import Synchronization
import Testing

/// Random histories of the desk beside a model of it.
///
/// `LATCHKEY_SIM_SEED` is the first seed, `LATCHKEY_SIM_RUNS` how many follow one another: 100 000 for
/// a night. A failure names its seed: with it and one run the same history is played again.
@Suite("Simulation")
struct SimulationTests {
  /// What came of some histories.
  private struct Tally: Sendable {
    var steps = 0
    var done: [LatchkeySchema.Method: Int] = [:]
    var refused = 0
    var crashes = (lost: 0, kept: 0)
    var failures: [String] = []

    mutating func add(_ history: History) {
      self.steps += history.trace.count
      self.done.merge(history.done, uniquingKeysWith: +)
      self.refused += history.refused
      self.crashes.lost += history.crashes.lost
      self.crashes.kept += history.crashes.kept
    }
  }

  /// What those that play at the same time share.
  private final class Progress: Sendable {
    let next: Atomic<Int>
    let tally = Mutex(Tally())

    init(first: Int) { self.next = Atomic(first) }
  }

  private static func setting(_ name: String, _ usual: Int) -> Int {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? usual
  }

  /// What proves what. The outcome of each call is the model's, and after each step everything that
  /// can be seen is compared:
  ///
  /// - I1: tokens in several hands at once (`several`), crashes, restarts, restores; the claims and the
  ///   audit are those of one order.
  /// - I2, I3, I18: each session and token is refused, or not, for the model's reason
  ///   (`sessionDifference`, `tokenDifference`); tokens are used as what they are not (`complete`).
  /// - I4: texts that are no tokens, at every door (`foreignTokens`).
  /// - I5, I6: the stored hash is of the one password in force (`accountDifference`).
  /// - I7, I8: what a sign-in and an issue give out is of the expected kind (`receive`).
  /// - I9, I10: the model asks policy and guards on every way.
  /// - I11: exactly one Account Administrator, after every step (`accountDifference`).
  /// - I12: what calls of people who are not signed in cost (`fits`).
  /// - I13: epochs, which no such call moves (`accountDifference`).
  /// - I14: the model counts attempts; a refusal that comes early or late differs.
  /// - I15: so many entries for each step, and a chain that holds (`check`).
  /// - I16: passwords and tokens in new entries, and in the files (`searchForSecrets`).
  /// - I17: thorough looks behind crashes and restarts, and at all that a restore forgot (`keep`).
  /// - I19: a refused call leaves every row as it was (`storedState`).
  /// - I20: the outbox, and a link in a mail exactly while its cause stands (`deliver`).
  @Test("In random histories the desk does what its model does, and every invariant holds")
  func histories() async throws {
    let first = Self.setting("LATCHKEY_SIM_SEED", 1)
    let runs = Self.setting("LATCHKEY_SIM_RUNS", 10_000)
    let beginning = try await Beginning()
    let progress = Progress(first: first)
    await withDiscardingTaskGroup { group in
      for _ in 0..<ProcessInfo.processInfo.activeProcessorCount {
        group.addTask {
          while true {
            let seed = progress.next.add(1, ordering: .relaxed).oldValue
            // Ten failures say as much as ten thousand.
            guard seed < first + runs, progress.tally.withLock({ $0.failures.count < 10 }) else {
              return
            }
            await Self.play(seed, from: beginning, progress)
          }
        }
      }
    }
    let result = progress.tally.withLock { $0 }
    for failure in result.failures { Issue.record("\(failure)") }
    // Histories in which nearly everything is refused, or nothing, would say little.
    let done = result.done.values.reduce(0, +)
    #expect(result.steps > runs * 8)
    #expect(done * 4 > result.steps, "\(done) of \(result.steps) steps")
    #expect(result.refused * 8 > result.steps, "\(result.refused) of \(result.steps) steps")
    guard runs >= 1_000 else { return }
    #expect(result.crashes.lost > 0 && result.crashes.kept > 0, "\(result.crashes)")
    for method in Method.allCases where !Self.elsewhere.contains(method) {
      #expect(result.done[method, default: 0] > 0, "No history carried out \(method).")
    }
  }

  /// What is no step of a history.
  private static let elsewhere: Set<LatchkeySchema.Method> = [
    // How every history begins.
    .operatorBootstrap,
    // Connections and streams: they have tests of their own.
    .operatorDrain, .serverPing, .serverGetInfo, .serverGetHealth, .serverWatchHealth,
    .serverDescribe, .operatorGetMetrics,
    .sessionsWatchRevocations, .auditTailEvents, .auditExportEvents,
    // Mails that fail have tests of their own; here every one is taken, by one way.
    .mailRetryMessage, .mailClearUndeliverable, .mailUpdateServer, .mailTestServer,
  ]

  private static func play(
    _ seed: Int, from beginning: Beginning, _ progress: Progress
  ) async {
    do {
      let history = try History(seed: UInt64(seed), from: beginning)
      do {
        try await history.play()
      } catch {
        progress.tally.withLock {
          $0.failures.append("LATCHKEY_SIM_SEED=\(seed) LATCHKEY_SIM_RUNS=1: \(error)")
        }
      }
      progress.tally.withLock { $0.add(history) }
      await history.desk.close()
    } catch {
      progress.tally.withLock { $0.failures.append("LATCHKEY_SIM_SEED=\(seed): \(error)") }
    }
  }
}
