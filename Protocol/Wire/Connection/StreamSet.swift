/// The streams that are open on a connection: at most some dozens, so a plain list is fastest.
struct StreamSet: Hashable, Sendable {
  private(set) var numbers: [UInt32] = []

  var count: Int { self.numbers.count }

  func contains(_ stream: UInt32) -> Bool { self.numbers.contains(stream) }

  mutating func insert(_ stream: UInt32) { self.numbers.append(stream) }

  /// Removes a stream and says whether it was there.
  mutating func remove(_ stream: UInt32) -> Bool {
    guard let index = self.numbers.firstIndex(of: stream) else { return false }
    self.numbers.swapAt(index, self.numbers.count - 1)
    self.numbers.removeLast()
    return true
  }
}
