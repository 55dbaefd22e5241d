internal import LatchkeySocket

/// Memory that all connections of one loop share, so that an idle connection owns none.
///
/// Belongs to the loop's thread. The buffer for reading is used between a read and the end of its
/// processing, which never overlap on one thread.
@safe
final class LoopBuffers {
  /// A frame of the longest kind and what may stand before and behind it.
  static let readBytes = 262_144
  /// Longest output buffer that is kept for the next connection, in bytes.
  private static let keptBytesMax = 262_144
  private static let keptMax = 8

  /// Where every read of the loop goes.
  let input: UnsafeMutableBufferPointer<UInt8>
  private let spare = Confined<[[UInt8]]>([])

  init() {
    unsafe self.input = .allocate(capacity: Self.readBytes)
    unsafe self.input.initialize(repeating: 0)
  }

  deinit {
    unsafe self.input.deallocate()
  }

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
