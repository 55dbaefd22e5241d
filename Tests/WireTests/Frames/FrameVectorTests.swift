import Foundation
import LatchkeyWire
import Testing

@Suite("Golden frames stay what they are")
struct FrameVectorTests {
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Protocol/Vectors/frames")

  /// Set to write the files anew; a difference then shows in review.
  private static let writes =
    ProcessInfo.processInfo.environment["LATCHKEY_WRITE_VECTORS"] != nil

  @Test("Each file holds its vector, byte for byte")
  func files() throws {
    for vector in FrameVector.all {
      let file = Self.folder.appending(path: vector.file)
      if Self.writes { try vector.json().write(to: file, atomically: true, encoding: .utf8) }
      let text = try String(contentsOf: file, encoding: .utf8)
      #expect(text == (try vector.json()), "\(vector.file)")
    }
  }

  @Test("No file is without a vector, no name is used twice")
  func names() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(Set(files) == Set(FrameVector.all.map(\.file)))
    #expect(Set(FrameVector.all.map(\.file)).count == FrameVector.all.count)
  }

  @Test("Every type of frame is accepted somewhere and refused somewhere")
  func coverage() {
    for type in FrameType.allCases {
      let of = FrameVector.all.filter { $0.bytes[8] == type.rawValue }
      #expect(of.contains { $0.error == nil }, "\(type)")
      if type != .pong { #expect(of.contains { $0.error != nil }, "\(type)") }
    }
  }

  @Test(
    "What is accepted and refused is so in the machines", arguments: FrameVector.all.map(\.name))
  func verdicts(name: String) throws {
    let vector = try #require(FrameVector.all.first { $0.name == name })
    let isHello = vector.bytes[8] == 1 && name != "hello twice"
    switch vector.from {
    case .client:
      var server = DrivenServer(greeted: false)
      _ = server.feed(Preface.bytes)
      if !isHello {
        _ = server.feed(rawHello + rawRequest(1) + rawRequest(3))
        #expect(server.answer(3) == true)
        for stream in vector.streams { _ = server.feed(rawRequest(stream, flags: 0)) }
      }
      self.check(server.feed(vector.bytes), vector)
    case .server:
      var client = DrivenClient(
        streams: 2, receiving: vector.streams.count, greeted: !isHello)
      #expect(client.machine.abandon(3) == true)
      self.check(client.feed(vector.bytes), vector)
    }
  }

  private func check(_ said: [String], _ vector: FrameVector) {
    let text = said.joined(separator: "; ")
    let parts = (vector.error ?? "").split(separator: " ").map(String.init)
    switch parts.first {
    case "connection": #expect(said.last == "fault \(parts[1])", "\(vector.name)")
    case "stream":
      #expect(
        ["refuse", "failure", "breach"].contains { text.hasPrefix($0) }, "\(vector.name): \(text)")
      #expect(text.split(separator: " ").contains(parts[1][...]), "\(vector.name): \(text)")
    case nil where vector.decoded?["type"] as? String == "ERROR": #expect(said.count == 1)
    default:
      #expect(
        !["fault", "refuse", "breach", "failure"].contains { text.hasPrefix($0) },
        "\(vector.name): \(text)")
      #expect(said.count <= 1 || vector.bytes.isEmpty, "\(vector.name): \(text)")
    }
  }
}
