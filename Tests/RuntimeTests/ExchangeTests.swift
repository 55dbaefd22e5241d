import Foundation
import LatchkeyRuntime
import LatchkeySocket
import LatchkeyWire
import Testing

/// The worked example of PROTOCOL.md, sent to a real server.
@Suite("The worked exchange in PROTOCOL.md is what happens")
struct ExchangeTests {
  /// Lines `C ` and `S ` of the example: hexadecimal digits up to two spaces, then words.
  private static func lines() throws -> [(from: Character, bytes: [UInt8])] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Protocol/Spec/PROTOCOL.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    var lines: [(Character, [UInt8])] = []
    for line in text.split(separator: "\n") {
      guard let from = line.first, line.hasPrefix("C ") || line.hasPrefix("S ") else { continue }
      let words = line.dropFirst(2).split(separator: " ", omittingEmptySubsequences: false)
      let digits = words.prefix { $0.count == 2 && UInt8($0, radix: 16) != nil }
      lines.append((from, digits.compactMap { UInt8($0, radix: 16) }))
    }
    return lines
  }

  @Test("Byte for byte")
  func exchange() async throws {
    let lines = try Self.lines()
    #expect(lines.count == 12)
    try await TestBed.run(configure: { $0.agent = "example/1" }) { bed in
      let peer = try RawPeer(path: bed.path)
      for line in lines {
        if line.from == "C" {
          try peer.send(line.bytes)
          continue
        }
        let frame = try #require(await peer.frame())
        var expected = line.bytes
        if frame.type == 1 {
          // Key 9, who the client is, differs from machine to machine. It comes last.
          let fixed = try #require(
            expected.indices.first { expected[$0...].starts(with: [9, 0xa3]) })
          #expect(Array(frame.body.prefix(fixed - 12)) == Array(expected[12..<fixed]))
          continue
        }
        expected.removeFirst(12)
        #expect(frame.type == line.bytes[8])
        #expect(frame.flags == line.bytes[9])
        #expect(frame.stream == UInt32(line.bytes[7]))
        #expect(
          frame.body == expected,
          "\(frame.body.map { String($0, radix: 16) }.joined(separator: " "))")
      }
    }
  }
}
