import LatchkeyTestBasics

extension CBORItem {
  static func random(depth: Int, using numbers: inout SeededNumbers) -> CBORItem {
    switch Int.random(in: 0..<(depth == 0 ? 5 : 7), using: &numbers) {
    case 0: return .integer(Self.randomInteger(using: &numbers))
    case 1:
      return .bytes((0..<Self.size(&numbers)).map { _ in .random(in: 0...255, using: &numbers) })
    case 2: return .text(String.random(using: &numbers))
    case 3: return .bool(.random(using: &numbers))
    case 4: return .null
    case 5:
      return .array(
        (0..<Self.size(&numbers)).map { _ in .random(depth: depth - 1, using: &numbers) })
    default:
      let keys = Set(
        (0..<Self.size(&numbers)).map { _ -> CBORItem in
          Bool.random(using: &numbers)
            ? .integer(Self.randomInteger(using: &numbers)) : .text(.random(using: &numbers))
        })
      // Sorted by the encodings themselves: the definition, not what the coder makes of it.
      let sorted = keys.sorted { $0.encoded.lexicographicallyPrecedes($1.encoded) }
      return .map(sorted.map { Entry(key: $0, value: .random(depth: depth - 1, using: &numbers)) })
    }
  }

  static func randomInteger(using numbers: inout SeededNumbers) -> Int128 {
    // Of every width alike: most random numbers of 64 bits are long ones.
    let value = Int128(numbers.next() >> UInt64.random(in: 0...63, using: &numbers))
    return Bool.random(using: &numbers) ? value : -1 - value
  }

  private static func size(_ numbers: inout SeededNumbers) -> Int {
    Int.random(in: 0...9, using: &numbers) == 0
      ? Int.random(in: 20...30, using: &numbers) : Int.random(in: 0...4, using: &numbers)
  }
}

extension String {
  static func random(using numbers: inout SeededNumbers) -> String {
    let pieces = ["a", "Z", "9", " ", "é", "水", "𐅑", "\0", "e\u{301}", "long piece of text "]
    return (0..<Int.random(in: 0...5, using: &numbers))
      .compactMap { _ in pieces.randomElement(using: &numbers) }.joined()
  }
}

extension Request {
  static func random(using numbers: inout SeededNumbers) -> Request {
    func few<T>(_ make: (inout SeededNumbers) -> T) -> [T] {
      (0..<Int.random(in: 0...3, using: &numbers)).map { _ in make(&numbers) }
    }
    let inner = Inner(
      least: Int64.random(in: .min ... .max, using: &numbers), empty: Empty(),
      maybe: few { Bool.random(using: &$0) ? nil : Int.random(in: -300...300, using: &$0) },
      change: [nil, .some(nil), "x"].randomElement(using: &numbers) ?? nil)
    return Request(
      id: numbers.next() >> UInt64.random(in: 0...63, using: &numbers),
      count: .random(in: -70_000...70_000, using: &numbers), name: .random(using: &numbers),
      token: few { UInt8.random(in: 0...255, using: &$0) }, active: .random(using: &numbers),
      note: Bool.random(using: &numbers) ? nil : .random(using: &numbers),
      level: .allCases.randomElement(using: &numbers) ?? .low,
      word: Word.allCases.randomElement(using: &numbers),
      tags: few { String.random(using: &$0) }, inner: Bool.random(using: &numbers) ? nil : inner,
      attributes: Dictionary(
        few { (String.random(using: &$0), String.random(using: &$0)) }, uniquingKeysWith: { $1 }),
      scores: Dictionary(
        few { (Int.random(in: -300...300, using: &$0), Int8.random(in: -128...127, using: &$0)) },
        uniquingKeysWith: { $1 }),
      chunks: few { [UInt8](repeating: 1, count: Int.random(in: 0...30, using: &$0)) })
  }
}

extension [UInt8] {
  /// One small accident.
  mutating func mutate(using numbers: inout SeededNumbers) {
    guard let place = self.indices.randomElement(using: &numbers) else { return }
    switch Int.random(in: 0..<5, using: &numbers) {
    case 0: self[place] ^= 1 << UInt8.random(in: 0...7, using: &numbers)
    case 1: self[place] = .random(in: 0...255, using: &numbers)
    case 2: self.insert(.random(in: 0...255, using: &numbers), at: place)
    case 3: self.remove(at: place)
    default: self.removeSubrange(place...)
    }
  }
}
