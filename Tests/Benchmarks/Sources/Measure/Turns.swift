import Glibc

/// Operations that are run in turns within one process, so that whatever disturbs the machine
/// disturbs all of them.
///
/// What each takes is the median over the rounds, in nanoseconds of this process's own time.
public struct Turns {
  private let rounds: Int
  private let nanosecondsMin: UInt64
  private var operations: [(name: String, run: () throws -> Void)] = []
  private var counts: [(name: String, count: Int)] = []

  /// Reads `PROGRAM ROUNDS MILLISECONDS`, with five rounds of a tenth of a second by default.
  public init() {
    let words = CommandLine.arguments
    self.rounds = max(1, words.count > 1 ? Int(words[1]) ?? 5 : 5)
    self.nanosecondsMin = (words.count > 2 ? UInt64(words[2]) ?? 100 : 100) * 1_000_000
  }

  /// Adds an operation, which gives a number that is positive if it did its work.
  public mutating func add(_ name: String, _ operation: @escaping () throws -> Int) {
    self.operations.append((name, { Self.keep(try operation()) }))
  }

  /// Adds a figure that is printed as it is.
  public mutating func note(_ name: String, _ count: Int) {
    self.counts.append((name, count))
  }

  /// Runs everything, and prints one object of JSON.
  public func run() throws {
    var samples: [[Double]] = .init(repeating: [], count: self.operations.count)
    for _ in 0..<self.rounds {
      for (index, operation) in self.operations.enumerated() {
        samples[index].append(try self.nanosecondsPerRun(operation.run))
      }
    }
    let medians = zip(self.operations, samples).map { operation, samples in
      "\"\(operation.name)\": \(samples.sorted()[samples.count / 2])"
    }
    let counts = self.counts.map { "\"\($0.name)\": \($0.count)" }
    print("{\((counts + medians).joined(separator: ", "))}")
    fflush(nil)
  }

  /// Runs a body again and again for some time, after as many runs that are not counted.
  private func nanosecondsPerRun(_ body: () throws -> Void) rethrows -> Double {
    for _ in 0..<1_000 { try body() }
    let start = Sampler.cpuNanoseconds
    var runs = 0
    var elapsed: UInt64 = 0
    while elapsed < self.nanosecondsMin {
      for _ in 0..<1_000 { try body() }
      runs += 1_000
      elapsed = Sampler.cpuNanoseconds - start
    }
    return Double(elapsed) / Double(runs)
  }

  /// Keeps the optimiser from leaving the work out.
  @inline(never)
  private static func keep(_ count: Int) {
    precondition(count > 0, "Something came out.")
  }
}
