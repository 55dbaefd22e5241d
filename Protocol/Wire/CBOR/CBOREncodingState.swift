/// One encoding in progress: the output, and the containers that are open in it.
///
/// A container is a number and a serial into this state, so opening one allocates nothing here. Its
/// header is one byte that is completed when it is left, which is when something is written further
/// out or the value that opened it returns.
final class CBOREncodingState {
  /// Names an open container.
  struct Handle {
    var level: Int
    var serial: Int

    /// Refused at its first use.
    static let closed = Handle(level: 0, serial: -1)
  }

  /// Where an item is due.
  struct Place {
    var start: Int
    var depth: Int
  }

  struct Level {
    /// Offset of the header.
    var start = 0
    var count = 0
    var serial = -1
    var isMap = false
    var isSorted = true
    var last = CBORKeyMark(0)
  }

  var writer = CBORWriter()
  /// The type that is writing itself.
  private(set) var subject: Any.Type = Never.self
  private(set) var depth = 0
  let userInfo: [CodingUserInfoKey: any Sendable]
  private var levels = InlineArray<16, Level>(repeating: Level())
  private var serial = 0
  private var failure: CBORError?

  init(userInfo: [CodingUserInfoKey: any Sendable]) {
    self.userInfo = userInfo
  }

  /// Where the next item is due.
  var place: Place { Place(start: self.writer.output.count, depth: self.depth) }

  /// Keeps the first error: types may drop what we throw, and containers are opened without throwing.
  func record(_ error: CBORError) -> CBORError {
    if self.failure == nil { self.failure = error }
    return error
  }

  func record(_ kind: CBORError.Kind) -> CBORError {
    self.record(CBORError(kind, at: self.writer.output.count))
  }

  /// Writes exactly one item.
  func encode<T: Encodable>(_ value: T) throws(CBORError) {
    // Compared statically: a cast through `any` would cost more than the writing.
    if let bytes = identical(value, as: [UInt8].self) { return self.writer.bytes(bytes) }
    if let text = identical(value, as: String.self) { return self.writer.text(text) }
    if let failure = self.failure { throw failure }
    let place = self.place
    self.subject = T.self
    do {
      try value.encode(to: CBORItemEncoder(state: self, place: place))
    } catch {
      throw self.record(CBORError(error, at: place.start))
    }
    if let failure = self.failure { throw failure }
    while self.depth > place.depth { try self.closeInnermost() }
    // A type without members asks for no container.
    if self.writer.output.count == place.start { self.writer.mapHeader(0) }
  }

  /// Begins a container, or finds the one that was begun for the same item.
  func open(isMap: Bool, at place: Place) -> Handle {
    guard self.failure == nil else { return .closed }
    if self.writer.output.count == place.start {
      guard self.depth < CBORLimits.depthCeiling else {
        _ = self.record(.tooDeep)
        return .closed
      }
      self.serial += 1
      self.levels[self.depth] = Level(start: place.start, serial: self.serial, isMap: isMap)
      self.depth += 1
      self.writer.mapHeader(0)
      return Handle(level: self.depth - 1, serial: self.serial)
    }
    if place.depth < self.depth, self.levels[place.depth].start == place.start,
      self.levels[place.depth].isMap == isMap
    {
      return Handle(level: place.depth, serial: self.levels[place.depth].serial)
    }
    _ = self.record(.containerMisuse)
    return .closed
  }

  /// Goes back to a container, leaving those inside of it.
  @inline(__always)
  private func enter(_ handle: Handle) throws(CBORError) {
    if let failure = self.failure { throw failure }
    guard handle.level < self.depth, self.levels[handle.level].serial == handle.serial else {
      throw self.record(.containerMisuse)
    }
    while self.depth > handle.level + 1 { try self.closeInnermost() }
  }

  /// Makes place for one more item of an array.
  func beginItem(in handle: Handle) throws(CBORError) {
    try self.enter(handle)
    self.levels[handle.level].count += 1
  }

  /// Items written so far.
  func count(of handle: Handle) -> Int {
    guard handle.level < self.depth, self.levels[handle.level].serial == handle.serial else {
      return 0
    }
    return self.levels[handle.level].count
  }

  /// Writes an integer key.
  func writeKey(_ key: Int, in handle: Handle) throws(CBORError) {
    try self.enter(handle)
    try self.note(CBORKeyMark(key), in: handle.level)
    self.writer.integer(Int64(key))
  }

  /// Writes a text key.
  func writeKey(_ key: String, in handle: Handle) throws(CBORError) {
    try self.enter(handle)
    let count = key.utf8.count
    self.writer.text(key)
    var mark = CBORKeyMark(textBytes: count)
    mark.content = self.writer.output.count - count
    try self.note(mark, in: handle.level)
  }

  private func note(_ mark: CBORKeyMark, in level: Int) throws(CBORError) {
    if self.levels[level].count > 0 {
      var order = self.levels[level].last.compareHead(mark)
      if order == 0, mark.isText {
        order = self.writer.compare(self.levels[level].last, mark)
      }
      guard order != 0 else { throw self.record(.duplicateKey) }
      if order > 0 { self.levels[level].isSorted = false }
    }
    self.levels[level].last = mark
    self.levels[level].count += 1
  }

  private func closeInnermost() throws(CBORError) {
    self.depth -= 1
    let level = self.levels[self.depth]
    if !level.isSorted {
      do throws(CBORError) {
        try self.writer.sortEntries(level.count, from: level.start + 1)
      } catch {
        throw self.record(error)
      }
    }
    self.writer.completeHeader(level.isMap ? .map : .array, level.count, at: level.start)
  }
}
