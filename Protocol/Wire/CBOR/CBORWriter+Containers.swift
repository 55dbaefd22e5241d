/// What is done to output that was already written.
extension CBORWriter {
  /// Completes a header of one byte, making room where the count needs more.
  mutating func completeHeader(_ major: CBORMajor, _ count: Int, at start: Int) {
    let top = major.rawValue << 5
    guard count >= 24 else {
      self.output[start] = top | UInt8(count)
      return
    }
    let width = count < 0x100 ? 1 : count < 0x1_0000 ? 2 : count < 0x1_0000_0000 ? 4 : 8
    self.reserve(width)
    self.output.insert(contentsOf: repeatElement(0, count: width), at: start + 1)
    self.output[start] = top | UInt8(24 + width.trailingZeroBitCount)
    for place in 0..<width {
      self.output[start + width - place] = UInt8(truncatingIfNeeded: count >> (8 * place))
    }
  }

  /// Sorts the entries of the map that the output ends with.
  ///
  /// Only for dictionaries and for types with members that are not declared in ascending order.
  mutating func sortEntries(_ count: Int, from start: Int) throws(CBORError) {
    var entries: [(mark: CBORKeyMark, range: Range<Int>)] = []
    entries.reserveCapacity(count)
    var sorted: [UInt8] = []
    sorted.reserveCapacity(self.output.count - start)
    defer { Wiping.wipe(&sorted) }
    try CBORReader.reading(self.output.span) { (reader) throws(CBORError) in
      reader.offset = start
      for _ in 0..<count {
        let first = reader.offset
        let mark = try reader.readKeyMark()
        try reader.skip()
        entries.append((mark, first..<reader.offset))
      }
      entries.sort { reader.compare($0.mark, $1.mark) < 0 }
      for (entry, next) in zip(entries, entries.dropFirst())
      where reader.compare(entry.mark, next.mark) == 0 {
        throw CBORError(.duplicateKey, at: next.range.lowerBound)
      }
    }
    for entry in entries { sorted.append(contentsOf: self.output[entry.range]) }
    self.output.replaceSubrange(start..., with: sorted)
  }

  /// Compares two keys in the output.
  func compare(_ first: CBORKeyMark, _ second: CBORKeyMark) -> Int {
    CBORReader(self.output.span).compare(first, second)
  }

  /// Forgets the end of the output, wiping it.
  mutating func discard(from start: Int) {
    for index in start..<self.output.count { self.output[index] = 0 }
    self.output.removeSubrange(start...)
  }
}
