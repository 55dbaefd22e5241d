import LatchkeyWire
import Testing

@Suite("A machine takes any number of frames from one read")
struct ManyFramesTests {
  private static let count = 1_000_000

  /// As many of a frame, in one piece.
  private static func many(_ frame: [UInt8]) -> [UInt8] {
    Array(repeatElement(frame, count: Self.count).joined())
  }

  @Test("W4.34 a million frames in one read reach a server one by one, and use no stack")
  func server() {
    var server = DrivenServer()
    _ = server.feed(rawRequest(1))
    _ = server.machine.finished(1)
    let said = server.feed(Self.many(rawFrame(3, stream: 1, [1])) + rawPing)
    #expect(said.count == Self.count + 1)
    #expect(said.dropLast().allSatisfy { $0 == "dropped" })
    #expect(said.last != "dropped")
  }

  @Test("W4.34 a million frames in one read reach a client one by one, and use no stack")
  func client() {
    var client = DrivenClient(streams: 1)
    _ = client.feed(rawResponse(1))
    let said = client.feed(Self.many(rawFrame(99)) + rawPing)
    #expect(said.count == Self.count + 1)
    #expect(said.dropLast().allSatisfy { $0 == "dropped" })
    #expect(said.last != "dropped")
  }
}
