/// A key of a map in strict form.
public enum CBORKey: Hashable, Sendable {
  /// An integer of 0 or more.
  case unsigned(UInt64)
  /// The integer -1 - n.
  case negative(UInt64)
  /// Text; the range is where its checked UTF-8 stands.
  case text(Range<Int>)
}

/// The entries of a map that is being read, with the order of its keys.
///
///     var map = try reader.readMap()
///     while let key = try map.nextKey(from: &reader) {
///       switch key {
///       case .unsigned(1): method = try reader.readUnsigned()
///       case .unsigned: try reader.skip(levels: 15)
///       case .negative, .text: throw CBORError(.unknownCriticalKey, at: map.keyOffset)
///       }
///     }
public struct CBORMap: Sendable {
  /// Entries in all.
  public let count: Int
  /// Entries with a key that has not been read.
  public private(set) var remaining: Int
  /// Offset in bytes of the key that was read last.
  public private(set) var keyOffset: Int
  private var previous: CBORKeyMark?

  init(count: Int, at offset: Int) {
    self.count = count
    self.remaining = count
    self.keyOffset = offset
  }

  /// Reads the key of the next entry; the caller then reads or skips its value.
  ///
  /// - Parameter reader: stands behind the value of the entry before.
  /// - Returns: the key; nil if there is no further entry.
  /// - Throws: ``CBORError``; kinds `keyOrder` and `duplicateKey` if keys do not ascend strictly,
  ///   bytewise by their encodings, and `keyType` if one is neither integer nor text.
  public mutating func nextKey(from reader: inout CBORReader) throws(CBORError) -> CBORKey? {
    guard self.remaining > 0 else { return nil }
    self.remaining -= 1
    self.keyOffset = reader.offset
    // Integers below 24 are bytes, which ascend as the integers do.
    if let small = reader.smallKey, self.previous.map({ $0.initial < small }) ?? true {
      reader.offset += 1
      self.previous = CBORKeyMark(initial: small, argument: UInt64(small))
      return .unsigned(UInt64(small))
    }
    let mark = try reader.readKeyMark()
    if let previous = self.previous {
      try reader.expectAscending(previous, mark, at: self.keyOffset)
    }
    self.previous = mark
    if mark.isText { return .text(mark.content..<reader.offset) }
    return mark.isNegative ? .negative(mark.argument) : .unsigned(mark.argument)
  }
}

extension CBORReader {
  /// Reads the head of a map; its entries then come in order.
  ///
  /// - Returns: the entries to come.
  /// - Throws: ``CBORError``.
  public mutating func readMap() throws(CBORError) -> CBORMap {
    let start = self.offset
    return CBORMap(count: try self.readMapHeader(), at: start)
  }
}
