/// Messages of the kinds that the schema has, for coding both ways.
struct Small: Codable, Hashable {
  var number: Int
  private enum CodingKeys: Int, CodingKey { case number = 1 }
}

struct Empty: Codable, Hashable {}

enum Level: Int, Codable, CaseIterable { case low = 1, high = 2 }

enum Word: String, Codable, CaseIterable { case yes, no }

struct Request: Codable, Hashable {
  var id: UInt64
  var count: Int32
  var name: String
  var token: [UInt8]
  var active: Bool
  var note: String?
  var level: Level
  var word: Word?
  var tags: [String]
  var inner: Inner?
  var attributes: [String: String]
  var scores: [Int: Int8]
  var chunks: [[UInt8]]

  enum CodingKeys: Int, CodingKey {
    case id = 1
    case count, name, token, active, note, level, word, tags, inner, attributes, scores
    case chunks = 1000
  }
}

struct Inner: Codable, Hashable {
  var least: Int64
  var empty: Empty
  var maybe: [Int?]
  /// Absent, null, or a value.
  var change: String??

  enum CodingKeys: Int, CodingKey { case least = 0, empty = 23, maybe = 24, change = 70_000 }
}

/// Declared in another order than that of the wire.
struct Shuffled: Codable, Hashable {
  var critical: Int
  var late: Int
  var first: Int
  var middle: Int

  enum CodingKeys: Int, CodingKey { case critical = -1, late = 300, first = 0, middle = 24 }
}

/// Writes itself as its bytes, like a secret does.
struct Token: Codable, Hashable {
  var content: [UInt8]

  init(_ content: [UInt8]) { self.content = content }

  init(from decoder: any Decoder) throws {
    self.content = try decoder.singleValueContainer().decode([UInt8].self)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(self.content)
  }
}

/// Holds itself, as deep as a sender likes.
final class Chain: Codable {
  let next: Chain?

  init(next: Chain?) { self.next = next }

  private enum CodingKeys: Int, CodingKey { case next = 1 }

  /// A chain of so many.
  static func links(_ count: Int) -> Chain {
    (1..<count).reduce(Chain(next: nil)) { chain, _ in Chain(next: chain) }
  }
}
