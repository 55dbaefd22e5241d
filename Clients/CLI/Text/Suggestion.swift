/// Spelling suggestions, by Damerau-Levenshtein distance.
enum Suggestion {
  /// ` Did you mean "show"?`, or an empty text when no known word is near.
  static func sentence(for word: String, among known: [String]) -> String {
    let distances = known.map { (distance: Self.distance(word, $0), word: $0) }
    guard let nearest = distances.min(by: { $0.distance < $1.distance }) else { return "" }
    // A third of the letters may be wrong: more, and the guess is noise.
    let letters = word.drop { $0 == "-" }.count
    guard nearest.distance <= max(1, letters / 3) else {
      let longer = known.filter { word.count >= 3 && $0.hasPrefix(word) }
      return longer.count == 1 ? " Did you mean \"\(longer[0])\"?" : ""
    }
    return " Did you mean \"\(nearest.word)\"?"
  }

  /// `list, show or create`.
  static func list(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }

  /// Damerau-Levenshtein distance: letters to add, drop, change or swap with the next.
  static func distance(_ left: String, _ right: String) -> Int {
    let (lefts, rights) = (Array(left.prefix(64)), Array(right.prefix(64)))
    var earlier: [Int] = []
    var above = Array(0...rights.count)
    for (row, letter) in lefts.enumerated() {
      var line = [row + 1]
      for (column, other) in rights.enumerated() {
        var least = min(above[column] + (letter == other ? 0 : 1), above[column + 1] + 1)
        least = min(least, line[column] + 1)
        if row > 0, column > 0, letter == rights[column - 1], other == lefts[row - 1] {
          least = min(least, earlier[column - 1] + 1)
        }
        line.append(least)
      }
      (earlier, above) = (above, line)
    }
    return above[rights.count]
  }
}
