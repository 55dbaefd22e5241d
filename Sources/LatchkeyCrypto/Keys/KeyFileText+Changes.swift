internal import CSodium

/// Other texts of a key file, made in memory that is wiped. Comments and everything else stay.
extension KeyFileText {
  /// A part of a new text.
  private enum Piece {
    /// From the old text.
    case old(Range<Int>)
    /// Words that are no secret.
    case words(String)
    /// A new random key.
    case newKey
  }

  /// A text with one random key.
  static func new(_ id: KeyFile.KeyID) -> LockedMemory? {
    self.compose([.words("\(self.header)\nkey \(id) "), .newKey, .words("\n")], from: nil)
  }

  /// The text with a new current key. The one before says from now on when it was replaced.
  static func rotated(
    _ text: LockedMemory, _ lines: [KeyLine], id: KeyFile.KeyID, at milliseconds: Int64
  ) -> LockedMemory? {
    let current = lines[0]
    var pieces: [Piece] = [
      .old(0..<(self.header.utf8.count + 1)), .words("key \(id) "), .newKey, .words("\n"),
      .old((self.header.utf8.count + 1)..<current.range.upperBound),
    ]
    if current.replacedAt == nil { pieces.append(.words(" \(max(milliseconds, 0))")) }
    pieces.append(.old(current.range.upperBound..<text.count))
    return self.compose(pieces, from: text)
  }

  /// The text in which keys verify the audit only.
  static func retired(_ text: LockedMemory, _ lines: [KeyLine]) -> LockedMemory? {
    var pieces: [Piece] = []
    var start = 0
    for line in lines {
      pieces.append(.old(start..<line.range.lowerBound))
      pieces.append(.words("audit "))
      pieces.append(.old((line.range.lowerBound + 4)..<(line.range.lowerBound + 77)))
      start = line.range.upperBound
    }
    pieces.append(.old(start..<text.count))
    return self.compose(pieces, from: text)
  }

  private static func compose(_ pieces: [Piece], from text: LockedMemory?) -> LockedMemory? {
    Sodium.start()
    let digits = KeyFile.keyByteCount * 2
    let key = unsafe LockedMemory(count: KeyFile.keyByteCount) { buffer in
      unsafe randombytes_buf(buffer.baseAddress!, buffer.count)
    }
    guard let key else { return nil }
    let count = pieces.reduce(0) { sum, piece in
      switch piece {
      case .old(let range): sum + range.count
      case .words(let words): sum + words.utf8.count
      case .newKey: sum + digits
      }
    }
    // One byte more: the digits come with a final zero, which the next piece overwrites.
    let room = unsafe LockedMemory(count: count + 1) { target in
      var place = 0
      for piece in pieces {
        let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: target[place...])
        switch piece {
        case .old(let range):
          guard let text else { preconditionFailure("There is an old text to take from.") }
          unsafe text.withBytes { old in
            unsafe rest.copyMemory(from: UnsafeRawBufferPointer(rebasing: old[range]))
          }
          place += range.count
        case .words(let words):
          unsafe rest.copyBytes(from: words.utf8)
          place += words.utf8.count
        case .newKey:
          unsafe key.withBytes { key in
            _ = unsafe sodium_bin2hex(
              rest.baseAddress!.assumingMemoryBound(to: CChar.self), digits + 1,
              key.baseAddress!.assumingMemoryBound(to: UInt8.self), key.count)
          }
          place += digits
        }
      }
    }
    guard let room else { return nil }
    return unsafe LockedMemory(count: count) { target in
      unsafe room.withBytes { made in
        unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: made[..<count]))
      }
    }
  }
}
