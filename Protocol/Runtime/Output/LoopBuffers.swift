internal import LatchkeySocket

/// Memory that all connections of one loop share, so that an idle connection owns none.
///
/// Belongs to the loop's thread. The buffer for reading is taken out from a read to the end of its
/// processing: it has one owner at any time.
final class LoopBuffers {
  /// A frame of the longest kind and what may stand before and behind it.
  static let readBytes = 262_144
  /// Longest output buffer that is kept for the next connection, in bytes.
  private static let keptBytesMax = 262_144
  private static let keptMax = 8

  private let input = ThreadConfined([UInt8](repeating: 0, count: LoopBuffers.readBytes))
  private let spare = ThreadConfined<[[UInt8]]>([])

  /// Where a read of the loop goes, to be given back behind it. A read in the middle of another one gets a
  /// buffer of its own.
  func takeInput() -> [UInt8] {
    var input: [UInt8] = []
    swap(&input, &self.input.value)
    return input.isEmpty ? [UInt8](repeating: 0, count: Self.readBytes) : input
  }

  /// Takes the buffer for reading back, its bytes as they are.
  func giveBackInput(_ input: consuming [UInt8]) { self.input.value = input }

  /// An empty buffer, with room from earlier use where there is some.
  func takeSpare() -> [UInt8] { self.spare.value.popLast() ?? [] }

  /// Takes an empty buffer back.
  func giveBack(_ buffer: consuming [UInt8]) {
    guard self.spare.value.count < Self.keptMax, buffer.capacity <= Self.keptBytesMax else {
      return
    }
    self.spare.value.append(buffer)
  }
}
