/// What was seen on the way over an item.
struct CBORTraits {
  /// Some map has a negative key or a text key, so that types must look at what they do not know.
  var hasUnusualKeys = false
}

extension CBORReader {
  /// One array or map that is being passed.
  private struct Level {
    /// Items to come; keys and values count one each, so a map expects a key at an even number.
    var items: Int
    var isMap: Bool
    var previous: CBORKeyMark?
  }

  /// Passes one whole item, checking all of it.
  ///
  /// - Parameter levels: levels of arrays and maps that it may have, at most
  ///   ``CBORLimits/depthCeiling``. Inside of a map that a caller reads by hand one fewer is left.
  /// - Throws: ``CBORError``.
  public mutating func skip(levels: Int = CBORLimits.depthCeiling) throws(CBORError) {
    _ = try self.passItem(levels: levels)
  }

  @inline(__always)
  mutating func passItem(levels: Int) throws(CBORError) -> CBORTraits {
    let start = self.offset
    let head = try self.readHead()
    switch head.major {
    case .unsigned, .negative, .simple: break
    case .bytes: _ = try self.content(head, from: start)
    case .text: try self.passText(head, from: start)
    case .array, .map: return try self.passContainer(head, from: start, levels: levels)
    }
    return CBORTraits()
  }

  // Deep input meets a counter and a fixed table, not the stack.
  private mutating func passContainer(
    _ outermost: CBORHead, from first: Int, levels: Int
  ) throws(CBORError) -> CBORTraits {
    precondition(levels <= CBORLimits.depthCeiling, "Depth is limited to 16.")
    var traits = CBORTraits()
    var outer = InlineArray<16, Level>(repeating: Level(items: 0, isMap: false))
    var depth = 1
    guard depth <= levels else { throw CBORError(.tooDeep, at: first) }
    var level = try self.level(outermost, from: first)
    while true {
      while level.items == 0 {
        depth -= 1
        if depth == 0 { return traits }
        level = outer[depth]
      }
      let expectsKey = level.isMap && level.items & 1 == 0
      level.items -= 1
      let start = self.offset
      if expectsKey {
        let mark = try self.readKeyMark()
        if let previous = level.previous { try self.expectAscending(previous, mark, at: start) }
        level.previous = mark
        if mark.initial >= 0x20 { traits.hasUnusualKeys = true }
        continue
      }
      let head = try self.readHead()
      switch head.major {
      case .unsigned, .negative, .simple: break
      case .bytes: _ = try self.content(head, from: start)
      case .text: try self.passText(head, from: start)
      case .array, .map:
        guard depth < levels else { throw CBORError(.tooDeep, at: start) }
        outer[depth] = level
        depth += 1
        level = try self.level(head, from: start)
      }
    }
  }

  private func level(_ head: CBORHead, from start: Int) throws(CBORError) -> Level {
    let isMap = head.major == .map
    let count = try self.count(head, leastBytes: isMap ? 2 : 1, from: start)
    return Level(items: isMap ? count * 2 : count, isMap: isMap)
  }

  private mutating func passText(_ head: CBORHead, from start: Int) throws(CBORError) {
    let range = try self.content(head, from: start)
    guard self.isText(in: range) else { throw CBORError(.invalidText, at: start) }
  }

  /// Passes a map key.
  @inline(__always)
  mutating func readKeyMark() throws(CBORError) -> CBORKeyMark {
    let start = self.offset
    let head = try self.readHead()
    var mark = CBORKeyMark(
      initial: self.bytes[start], argument: head.argument, content: self.offset)
    switch head.major {
    case .unsigned, .negative: break
    case .text:
      mark.content = self.offset
      try self.passText(head, from: start)
    case .bytes, .array, .map, .simple: throw CBORError(.keyType, at: start)
    }
    return mark
  }

  /// Refuses a key that does not sort behind the one in front of it.
  @inline(__always)
  func expectAscending(
    _ previous: CBORKeyMark, _ next: CBORKeyMark, at offset: Int
  ) throws(CBORError) {
    let order = self.compare(previous, next)
    guard order < 0 else { throw CBORError(order == 0 ? .duplicateKey : .keyOrder, at: offset) }
  }

  /// Below zero, zero, above zero: how the encodings of two keys in these bytes compare.
  @inline(__always)
  func compare(_ first: CBORKeyMark, _ second: CBORKeyMark) -> Int {
    let order = first.compareHead(second)
    return order == 0 && first.isText ? self.compareContent(first, second) : order
  }

  private func compareContent(_ first: CBORKeyMark, _ second: CBORKeyMark) -> Int {
    for index in 0..<Int(first.argument) {
      let left = self.bytes[first.content + index]
      let right = self.bytes[second.content + index]
      if left != right { return left < right ? -1 : 1 }
    }
    return 0
  }

  /// Below zero, zero, above zero: how text compares with as many bytes of a key.
  func compareText(_ text: String, at content: Int) -> Int {
    var position = content
    for unit in text.utf8 {
      let other = self.bytes[position]
      if unit != other { return unit < other ? -1 : 1 }
      position += 1
    }
    return 0
  }
}
