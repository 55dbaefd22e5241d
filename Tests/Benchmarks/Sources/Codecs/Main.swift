import Foundation
import LatchkeyWire
import Measure

/// One message of six fields through each codec, in turns within one process; prints nanoseconds as
/// a line of JSON.
///
///     codecs ROUNDS MILLISECONDS
@main
struct Codecs {
  static func main() throws {
    let words = CommandLine.arguments
    let rounds = words.count > 1 ? Int(words[1]) ?? 5 : 5
    let milliseconds = words.count > 2 ? UInt64(words[2]) ?? 100 : 100

    let message = Message.example
    let jsonEncoder = JSONEncoder()
    let jsonDecoder = JSONDecoder()
    let cborEncoder = CBOREncoder()
    let cborDecoder = CBORDecoder()
    let json = try jsonEncoder.encode(message)
    let cbor = try cborEncoder.encode(message)
    guard
      try jsonDecoder.decode(Message.self, from: json) == message,
      try cborDecoder.decode(Message.self, from: cbor) == message
    else { fatalError("Both codecs give back what they got.") }

    var samples: [String: [Double]] = [:]
    func measure(_ name: String, _ body: () throws -> Void) rethrows {
      samples[name, default: []].append(
        try nanosecondsPerRun(atLeast: milliseconds * 1_000_000, body))
    }
    for _ in 0..<rounds {
      try measure("json encode") { keep(try jsonEncoder.encode(message).count) }
      try measure("cbor encode") { keep(try cborEncoder.encode(message).count) }
      try measure("json decode") {
        keep(try jsonDecoder.decode(Message.self, from: json).address.utf8.count)
      }
      try measure("cbor decode") {
        keep(try cborDecoder.decode(Message.self, from: cbor).address.utf8.count)
      }
    }
    let figures = samples.sorted { $0.key < $1.key }
      .map { "\"\($0.key)\": \($0.value.sorted()[$0.value.count / 2])" }
    print(
      """
      {"json bytes": \(json.count), "cbor bytes": \(cbor.count), \(figures.joined(separator: ", "))}
      """)
  }

  /// Runs a body again and again for some time, after as many runs that are not counted.
  private static func nanosecondsPerRun(
    atLeast nanoseconds: UInt64, _ body: () throws -> Void
  ) rethrows -> Double {
    for _ in 0..<1_000 { try body() }
    let start = Sampler.cpuNanoseconds
    var runs = 0
    var elapsed: UInt64 = 0
    while elapsed < nanoseconds {
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

/// Six fields such as a credential desk sends.
struct Message: Codable, Equatable {
  var agent: UInt64
  var address: String
  var displayName: String
  var createdAt: Int64
  var epoch: UInt32
  var isDisabled: Bool

  enum CodingKeys: Int, CodingKey {
    case agent = 1
    case address = 2
    case displayName = 3
    case createdAt = 4
    case epoch = 5
    case isDisabled = 6
  }

  static let example = Message(
    agent: 918_273_645, address: "marguerite.delacroix@example.org",
    displayName: "Marguerite Delacroix", createdAt: 1_790_000_000_123, epoch: 17, isDisabled: false)
}
