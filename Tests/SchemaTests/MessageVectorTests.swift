import Foundation
import LatchkeyBase
import LatchkeyGenerator
import LatchkeySchema
import LatchkeyWire
import Testing

/// Bytes of every message, accepted and refused, in files that clients in other languages replay.
@Suite("Message vectors")
struct MessageVectorTests {
  @Test(
    "Accepted bytes decode to their value, and refused ones say why", arguments: Method.allCases)
  func vectorsReplay(method: Method) throws {
    let shape = try SchemaShape()
    try Self.replay(method.declaration.request, shape)
    try Self.replay(method.declaration.response, shape)
  }

  private static func replay<M: Message>(_ type: M.Type, _ shape: SchemaShape) throws {
    let cases = try MessageVector.all(of: type, shape)
    #expect(cases.contains { $0.accept })
    #expect(cases.contains { !$0.accept })
    for vector in cases {
      do {
        let value = try CBORDecoder().decode(type, from: vector.bytes)
        #expect(vector.accept, "\(type) accepts: \(vector.name)")
        #expect(try MessageVector.json(of: value) == vector.value, "\(type): \(vector.name)")
      } catch let error as CBORError {
        #expect(error.kind.rawValue == vector.error, "\(type): \(vector.name)")
      }
    }
  }
}
