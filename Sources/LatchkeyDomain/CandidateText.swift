import LatchkeyBase

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

  /// Whether people see a character of its own that is neither letter nor digit.
  ///
  /// An accent belongs to its letter, however it is encoded; a joiner is not seen at all.
  static func isSpecial(_ character: Unicode.Scalar) -> Bool {
    guard !character.properties.isAlphabetic && !character.properties.isWhitespace else {
      return false
    }
    switch character.properties.generalCategory {
    case .decimalNumber, .nonspacingMark, .spacingMark, .enclosingMark, .format, .control:
      return false
    default:
      return true
    }
  }

  /// Whether a candidate is among common passwords: whole, without trailing symbols
  /// ("abc123!!"), without trailing digits and symbols, and each with the usual substitutions
  /// undone. Small letters. Six questions at most.
  static func isCommon(_ characters: [Unicode.Scalar], in list: ([UInt8]) -> Bool) -> Bool {
    var small = Self.lowercased(characters)
    defer { wipe(&small) }
    let plainCount =
      (small.lastIndex { $0.properties.isAlphabetic || self.isDigit($0) } ?? -1) + 1
    let stemCount = (small.lastIndex(where: \.properties.isAlphabetic) ?? -1) + 1
    return [small.count, plainCount, stemCount].contains { count in
      guard count >= 4 else { return false }
      return [false, true].contains { undoes in
        // Room for all of it at once: growing would leave parts behind.
        var form: [UInt8] = []
        form.reserveCapacity(count * 4)
        defer { wipe(&form) }
        for character in small[..<count] {
          let letter = undoes ? self.substitutions[character] ?? character : character
          form.append(
            contentsOf: Unicode.UTF8.encode(letter) ?? Unicode.UTF8.encodedReplacementCharacter)
        }
        return list(form)
      }
    }
  }

  private static func lowercased(_ characters: some Collection<Unicode.Scalar>) -> [Unicode.Scalar]
  {
    var small: [Unicode.Scalar] = []
    // A letter has three small ones at most; growing would leave parts behind.
    small.reserveCapacity(characters.count * 3)
    for character in characters {
      small.append(contentsOf: character.properties.lowercaseMapping.unicodeScalars)
    }
    return small
  }

  /// What people write for letters, and the letter.
  private static let substitutions: [Unicode.Scalar: Unicode.Scalar] = [
    "0": "o", "1": "i", "!": "i", "|": "i", "3": "e", "4": "a", "@": "a", "5": "s", "$": "s",
    "7": "t", "+": "t", "8": "b", "9": "g",
  ]

  /// Letters and digits only, small, with look-alikes made one: "J@ne-M1ller" is "janemiiier".
  ///
  /// "1", "!" and "|" stand for "i" as well as for "l", so those two letters are one here.
  static func folded(_ characters: some Collection<Unicode.Scalar>) -> [Unicode.Scalar] {
    var small = Self.lowercased(characters)
    defer { wipe(&small) }
    var folded: [Unicode.Scalar] = []
    folded.reserveCapacity(small.count)
    for character in small {
      let letter = self.substitutions[character] ?? character
      guard letter.properties.isAlphabetic || self.isDigit(letter) else { continue }
      folded.append(letter == "l" ? "i" : letter)
    }
    return folded
  }

  /// Whether so many characters in a row of the word occur in the folded candidate.
  static func shares(_ count: Int, _ candidate: [Unicode.Scalar], with word: String) -> Bool {
    let word = self.folded(word.unicodeScalars)
    guard count > 0, word.count >= count, candidate.count >= count else { return false }
    return (0...(word.count - count)).contains { start in
      let window = word[start..<(start + count)]
      return (0...(candidate.count - count)).contains { candidate[$0..<($0 + count)] == window }
    }
  }
}
