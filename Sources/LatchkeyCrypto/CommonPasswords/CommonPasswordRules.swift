/// How words become the passwords that are tried first.
///
/// Every word of ``CommonWords`` stands alone, doubled, reversed, behind and before what people add
/// most. Times of the year stand before years. Walks over keyboards and keypads, runs of the
/// alphabet and of digits, repetitions and years come by rule. Entries shorter than four characters
/// are left out: no policy admits them.
enum CommonPasswordRules {
  private static let before = [
    "1", "123", "my", "the", "ilove", "iam", "love", "super", "big", "hello", "mr", "im", "go",
  ]
  // The policy takes trailing digits and symbols off by itself; a few are here for those who ask
  // for whole passwords only.
  private static let behind = ["1", "12", "123", "s", "man", "boy", "girl", "love"]

  /// Hands every entry out, some more than once.
  static func forEachEntry(_ body: (ArraySlice<UInt8>) -> Void) {
    func emit(_ entry: [UInt8]) {
      if entry.count >= 4 { body(entry[...]) }
    }
    self.words(emit)
    self.times(emit)
    self.runs(emit)
    self.keyboards(emit)
  }

  private static func split(_ text: String) -> [[UInt8]] {
    text.utf8.split { $0 == 0x20 || $0 == 0x0A }.map(Array.init)
  }

  private static func words(_ emit: ([UInt8]) -> Void) {
    let groups = [
      CommonWords.entrances, CommonWords.affections, CommonWords.names, CommonWords.creatures,
      CommonWords.sports, CommonWords.stories, CommonWords.places, CommonWords.things,
    ]
    for word in groups.flatMap(self.split) {
      emit(word)
      emit(word + word)
      emit(word.reversed())
      for prefix in self.before { emit(Array(prefix.utf8) + word) }
      for suffix in self.behind { emit(word + Array(suffix.utf8)) }
    }
    for entry in self.split(CommonWords.others) { emit(entry) }
  }

  private static func times(_ emit: ([UInt8]) -> Void) {
    for word in self.split(CommonWords.times) {
      emit(word)
      for year in 1_970...2_039 {
        emit(word + Array("\(year)".utf8))
        emit(word + Array("\(year % 100)".utf8))
      }
    }
  }

  private static func runs(_ emit: ([UInt8]) -> Void) {
    for year in 1_900...2_039 { emit(Array("\(year)".utf8)) }
    let letters = (0x61...0x7A).map(UInt8.init)
    let digits = (0x30...0x39).map(UInt8.init)
    for character in letters + digits + Array("!.*-_#@ ".utf8) {
      for count in 4...20 { emit(Array(repeating: character, count: count)) }
    }
    for run in [letters, digits + digits + digits, digits[1...] + digits + digits] {
      self.windows(of: Array(run), lengths: 4...20, emit)
    }
    // Two or three signs over and over: "1212", "abcabc".
    for first in letters + digits {
      for second in letters + digits where first != second {
        emit([first, second, first, second])
        emit([first, second, first, second, first, second])
      }
    }
    for run in [letters, digits + digits] {
      for start in 0...(run.count - 3) {
        let three = Array(run[start..<(start + 3)])
        for times in 2...4 { emit(Array(repeatElement(three, count: times).joined())) }
      }
    }
  }

  private static let rows = [
    "1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./", "!@#$%^&*()_+", "qwertzuiop",
    "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn", "789456123", "147258369", "963852741",
    "321654987",
  ]
  private static let columns = [
    "1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik,", "9ol.", "0p;/",
  ]

  private static func keyboards(_ emit: ([UInt8]) -> Void) {
    for row in self.rows {
      let row = Array(row.utf8)
      self.windows(of: row, lengths: 4...12, emit)
      self.windows(of: row, lengths: 3...6) { emit($0 + $0) }
      self.windows(of: row, lengths: 4...10) { window in
        for suffix in ["1", "12", "123", "1234", "!"] { emit(window + Array(suffix.utf8)) }
        emit(Array("123".utf8) + window)
      }
    }
    // Columns one after the other, each down or up, with and without the digit on top.
    for dropped in 0...1 {
      let columns = self.columns.map { Array($0.utf8.dropFirst(dropped)) }
      for (index, column) in columns.enumerated() {
        emit(column)
        emit(column.reversed())
        emit(column + column)
        guard index + 1 < columns.count else { continue }
        let next = columns[index + 1]
        for left in [column, column.reversed()] {
          for right in [next, next.reversed()] {
            emit(left + right)
            emit(right + left)
            guard index + 2 < columns.count else { continue }
            emit(left + right + columns[index + 2])
            emit(left + right + columns[index + 2].reversed())
          }
        }
      }
    }
    // Two rows by turns: "1q2w3e4r", "qawsedrf".
    for (upper, lower) in zip(self.rows[0...2], self.rows[1...3]) {
      let zipped = zip(upper.utf8, lower.utf8).flatMap { [$0, $1] }
      let crossed = zip(upper.utf8, lower.utf8).flatMap { [$1, $0] }
      for length in stride(from: 4, through: 20, by: 2) {
        emit(Array(zipped.prefix(length)))
        emit(Array(crossed.prefix(length)))
      }
    }
  }

  /// Every piece of these lengths, forwards and backwards.
  private static func windows(
    of run: [UInt8], lengths: ClosedRange<Int>, _ emit: ([UInt8]) -> Void
  ) {
    for length in lengths where length <= run.count {
      for start in 0...(run.count - length) {
        let window = Array(run[start..<(start + length)])
        emit(window)
        emit(window.reversed())
      }
    }
  }
}
