import LatchkeyBase
import Synchronization
import Testing

/// The one owner of secret bytes: what it holds, and what it leaves behind.
@Suite("Secret buffers")
struct SecretBufferTests {
  /// Memory as it was when it was given back, in the order of giving back.
  final class Freed: Sendable {
    private let pieces = Mutex<[[UInt8]]>([])

    var all: [[UInt8]] { self.pieces.withLock { $0 } }

    @Sendable func note(_ memory: Span<UInt8>) {
      var copy: [UInt8] = []
      for index in memory.indices { copy.append(memory[index]) }
      self.pieces.withLock { $0.append(copy) }
    }
  }

  private func bytes(of buffer: borrowing SecretBuffer) -> [UInt8] {
    buffer.withBytes { span in span.indices.map { span[$0] } }
  }

  @Test(
    "Memory is wiped before it is given back, when its owner lets go", arguments: [1, 64, 4_096])
  func released(count: Int) {
    let freed = Freed()
    do {
      var buffer = SecretBuffer(byteCapacity: count, observer: freed.note)
      for _ in 0..<count { buffer.append(0xA5) }
      #expect(freed.all.isEmpty)
    }
    #expect(freed.all == [[UInt8](repeating: 0, count: count)])
  }

  @Test("The old place is wiped when the bytes move to a larger one")
  func grown() {
    let freed = Freed()
    var buffer = SecretBuffer(byteCapacity: 4, observer: freed.note)
    for byte in UInt8(1)...5 { buffer.append(byte) }
    #expect(self.bytes(of: buffer) == [1, 2, 3, 4, 5])
    #expect(freed.all == [[0, 0, 0, 0]])
  }

  @Test("A secret takes the memory over, and its last copy wipes it")
  func consumed() {
    let freed = Freed()
    var buffer = SecretBuffer(byteCapacity: 8, observer: freed.note)
    buffer.append(copying: [9, 8, 7].span)
    var first: Secret? = Secret(buffer)
    var second = first
    #expect(freed.all.isEmpty, "Nothing was copied, nothing was given back.")
    first = nil
    #expect(freed.all.isEmpty)
    #expect(second == Secret([9, 8, 7]))
    second = nil
    #expect(freed.all.count == 1 && freed.all[0].allSatisfy { $0 == 0 })
  }

  @Test("What is cut off is wiped at once")
  func cut() {
    let freed = Freed()
    do {
      var buffer = SecretBuffer(byteCapacity: 8, observer: freed.note)
      buffer.append(copying: [1, 2, 3, 4, 5].span)
      buffer.removeFirst(2)
      #expect(self.bytes(of: buffer) == [3, 4, 5])
      buffer.truncate(to: 1)
      #expect(self.bytes(of: buffer) == [3])
      buffer.removeAll()
      #expect(buffer.isEmpty && buffer.byteCapacity == 8)
    }
    #expect(freed.all == [[UInt8](repeating: 0, count: 5)], "All that was ever written.")
  }

  struct Stop: Error {}

  @Test("What a closure wrote before it threw belongs to the buffer, and is wiped with it")
  func thrown() {
    let freed = Freed()
    do {
      var buffer = SecretBuffer(byteCapacity: 4, observer: freed.note)
      #expect(throws: Stop.self) {
        try buffer.append(byteCountMax: 4) { output throws(Stop) in
          output.append(6)
          throw Stop()
        }
      }
      #expect(self.bytes(of: buffer) == [6])
    }
    #expect(freed.all == [[0]])
  }

  @Test("Nothing is allocated for nothing")
  func empty() {
    let freed = Freed()
    do {
      let buffer = SecretBuffer(byteCapacity: 0, observer: freed.note)
      #expect(buffer.isEmpty && self.bytes(of: buffer) == [])
    }
    #expect(freed.all.isEmpty)
  }
}
