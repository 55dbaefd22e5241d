/// Finds the entries of one map where they stand.
///
/// A value: how far the map has been read is remembered by the state.
struct CBORMapSearch {
  let state: CBORDecodingState
  /// Offset of the map.
  let start: Int
  /// Offset of its first key.
  let first: Int
  let count: Int
  /// Containers around the map.
  let depth: Int

  init(state: CBORDecodingState, offset: Int, depth: Int) throws(CBORError) {
    (self.count, self.first) = try state.read(at: offset) { (reader) throws(CBORError) in
      (try reader.readMapHeader(), reader.offset)
    }
    guard depth < CBORLimits.depthCeiling else { throw CBORError(.tooDeep, at: offset) }
    self.state = state
    self.start = offset
    self.depth = depth
    if self.count == 0 { state.finish(offset, end: self.first) }
  }

  /// Calls with each key and a reader that stands before it.
  func forEachKey(
    _ body: (CBORKeyMark, CBORReader) throws(CBORError) -> Void
  ) throws(CBORError) {
    guard self.count > 0 else { return }
    let end = try self.state.read(at: self.first) { (reader) throws(CBORError) in
      for _ in 0..<self.count {
        let before = reader
        try body(try reader.readKeyMark(), before)
        try reader.skip()
      }
      return reader.offset
    }
    self.state.finish(self.start, end: end)
  }

  /// The offset of a key's value, nil if the map has no such key.
  ///
  /// `text` is the key's content where it is text.
  func find(_ wanted: CBORKeyMark, text: String? = nil) throws(CBORError) -> Int? {
    guard self.count > 0 else { return nil }
    if self.state.progress[self.depth].map != self.start { try self.moveToFirst() }
    var order = try self.compare(wanted, text)
    if order < 0 {
      let progress = self.state.progress[self.depth]
      if progress.entry == 0 { return nil }
      if text == nil, progress.previous.compareHead(wanted) < 0 { return nil }
      try self.moveToFirst()
      order = try self.compare(wanted, text)
    }
    while order > 0 {
      guard self.state.progress[self.depth].entry + 1 < self.count else { return nil }
      try self.moveToNext()
      order = try self.compare(wanted, text)
    }
    return order == 0 ? self.state.progress[self.depth].value : nil
  }

  /// Below zero, zero, above zero: how a key compares with that of the current entry.
  @inline(__always)
  private func compare(_ wanted: CBORKeyMark, _ text: String?) throws(CBORError) -> Int {
    let current = self.state.progress[self.depth].key
    let order = wanted.compareHead(current)
    guard order == 0, let text else { return order }
    return try self.state.read(at: self.start) { (reader) throws(CBORError) in
      reader.compareText(text, at: current.content)
    }
  }

  private func moveToFirst() throws(CBORError) {
    let (key, value) = try self.key(at: self.first)
    self.state.progress[self.depth] = CBORDecodingState.Progress(
      map: self.start, entry: 0, key: key, previous: key, value: value, valueEnd: 0)
  }

  private func moveToNext() throws(CBORError) {
    let progress = self.state.progress[self.depth]
    let end =
      progress.valueEnd > 0 ? progress.valueEnd : try self.state.end(of: progress.value)
    let (key, value) = try self.key(at: end)
    self.state.progress[self.depth] = CBORDecodingState.Progress(
      map: self.start, entry: progress.entry + 1, key: key, previous: progress.key,
      value: value, valueEnd: 0)
  }

  /// The key at a place, and the offset of its value.
  @inline(__always)
  private func key(at offset: Int) throws(CBORError) -> (CBORKeyMark, Int) {
    try self.state.read(at: offset) { (reader) throws(CBORError) in
      (try reader.readKeyMark(), reader.offset)
    }
  }

  /// Remembers where a value that was just read ends, and the map with its last one.
  @inline(__always)
  func settle(_ value: Int) {
    guard self.state.finished.start == value,
      self.state.progress[self.depth].map == self.start,
      self.state.progress[self.depth].value == value
    else { return }
    let end = self.state.finished.end
    self.state.progress[self.depth].valueEnd = end
    if self.state.progress[self.depth].entry + 1 == self.count {
      self.state.finish(self.start, end: end)
    }
  }
}
