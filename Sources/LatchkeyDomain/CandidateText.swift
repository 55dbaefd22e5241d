/// How the characters of a candidate password are looked at.
enum CandidateText {
  /// The code points of the bytes, or nil when they are not valid UTF-8.
  ///
  /// No `String` is made: its storage could not be wiped.
  static func characters(_ bytes: Span<UInt8>) -> [Unicode.Scalar]? {
    // A copy, since the decoder wants an iterator and a span is none; wiped with the rest.
    var feed = ByteFeed()
    feed.bytes.reserveCapacity(bytes.count)
    for index in bytes.indices { feed.bytes.append(bytes[index]) }
    defer { wipe(&feed.bytes) }
    var characters: [Unicode.Scalar] = []
    characters.reserveCapacity(bytes.count)
    var decoder = UTF8()
    while true {
      switch decoder.decode(&feed) {
      case .scalarValue(let scalar):
        characters.append(scalar)
      case .emptyInput:
        return characters
      case .error:
        wipe(&characters)
        return nil
      }
    }
  }

  private struct ByteFeed: IteratorProtocol {
    var bytes: [UInt8] = []
    var position = 0

    mutating func next() -> UInt8? {
      guard self.position < self.bytes.count else { return nil }
      defer { self.position += 1 }
      return self.bytes[self.position]
    }
  }

  static func isDigit(_ character: Unicode.Scalar) -> Bool {
    character.properties.generalCategory == .decimalNumber
  }

  static func isSpecial(_ character: Unicode.Scalar) -> Bool {
    !character.properties.isAlphabetic && !self.isDigit(character)
      && !character.properties.isWhitespace
  }

  /// The forms in which a candidate is looked up among common passwords (D19): whole, without
  /// trailing digits and symbols, and that with the usual substitutions undone. Small letters.
  static func commonForms(of characters: [Unicode.Scalar]) -> [[UInt8]] {
    let small = characters.flatMap { $0.properties.lowercaseMapping.unicodeScalars }
    var stem = small[...]
    while let last = stem.last, !last.properties.isAlphabetic { stem.removeLast() }
    let plain = stem.map { substitutions[$0] ?? $0 }
    let unsubstituted = small.map { substitutions[$0] ?? $0 }
    return [small, Array(stem), plain, unsubstituted]
      .filter { $0.count >= 4 }
      .map { form in form.flatMap { Array(UTF8.encode($0)!) } }
  }

  /// What people write for letters, and the letter.
  private static let substitutions: [Unicode.Scalar: Unicode.Scalar] = [
    "0": "o", "1": "i", "!": "i", "|": "i", "3": "e", "4": "a", "@": "a", "5": "s", "$": "s",
    "7": "t", "+": "t", "8": "b", "9": "g",
  ]

  /// Letters and digits only, small, with look-alikes made one: "J@ne-M1ller" is "janemiiier".
  ///
  /// "1", "!" and "|" stand for "i" as well as for "l", so those two letters are one here.
  static func folded(_ characters: some Sequence<Unicode.Scalar>) -> [Unicode.Scalar] {
    characters.flatMap { $0.properties.lowercaseMapping.unicodeScalars }
      .map { substitutions[$0] ?? $0 }
      .filter { $0.properties.isAlphabetic || self.isDigit($0) }
      .map { $0 == "l" ? "i" : $0 }
  }

  /// Whether four characters in a row of the word occur in the folded candidate.
  static func sharesFour(_ candidate: [Unicode.Scalar], with word: String) -> Bool {
    let word = self.folded(word.unicodeScalars)
    guard word.count >= 4, candidate.count >= 4 else { return false }
    return (0...(word.count - 4)).contains { start in
      let window = word[start..<(start + 4)]
      return (0...(candidate.count - 4)).contains { candidate[$0..<($0 + 4)] == window }
    }
  }
}
