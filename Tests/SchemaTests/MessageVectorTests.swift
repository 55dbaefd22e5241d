import Foundation
import LatchkeyBase
import LatchkeySchema
import LatchkeyWire
import Testing

/// Bytes of every message, accepted and refused, in files that clients in other languages replay.
@Suite("Message vectors")
struct MessageVectorTests {
  @Test(
    "The bytes of every request and answer are the ones in the repository",
    arguments: Method.allCases)
  func vectorsAreCurrent(method: Method) throws {
    let declaration = method.declaration
    try Self.expect(declaration.request, in: "\(declaration.name).request")
    try Self.expect(declaration.response, in: "\(declaration.name).response")
  }

  @Test("So are the bytes of the details of failures")
  func detailsAreCurrent() throws {
    try Self.expect(FailureDetails.self, in: "FailureDetails")
  }

  @Test(
    "Accepted bytes decode to their value, and refused ones say why", arguments: Method.allCases)
  func vectorsReplay(method: Method) throws {
    try Self.replay(method.declaration.request)
    try Self.replay(method.declaration.response)
  }

  private static func expect<M: Message>(_ type: M.Type, in name: String) throws {
    let cases = try MessageVector.all(of: type)
    #expect(cases.contains { $0.accept })
    #expect(cases.contains { !$0.accept })
    let texts = try cases.map { try $0.text() }
    try Golden.expect(
      "Protocol/Vectors/messages/\(name).json", is: "[\n\(texts.joined(separator: ",\n"))\n]\n")
  }

  private static func replay<M: Message>(_ type: M.Type) throws {
    for vector in try MessageVector.all(of: type) {
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

/// One case of a vector file.
struct MessageVector {
  let name: String
  let bytes: [UInt8]
  let value: String?
  let error: String?
  var accept: Bool { self.error == nil }

  /// The cases that every message has, made from an example of it.
  static func all<M: Message>(of type: M.Type) throws -> [MessageVector] {
    let record = try #require(try SchemaShape().record(of: type))
    let sample = try SchemaShape.sample(type)
    let full = try CBOREncoder().encode(sample)
    let value = try Self.json(of: sample)
    let count = record.fields.count
    // Fewer than 23 fields: head and keys are one byte each.
    let tail = full.dropFirst()
    var cases = [
      MessageVector(name: "every field", bytes: full, value: value, error: nil),
      MessageVector(
        name: "a key of a newer version",
        bytes: [0xa0 + UInt8(count + 1)] + tail + [0x17, 0xf5], value: value, error: nil),
      MessageVector(
        name: "a key of a newer version that must be understood",
        bytes: [0xa0 + UInt8(count + 1)] + tail + [0x20, 0xf5], value: nil,
        error: "unknownCriticalKey"),
      MessageVector(
        name: "a byte behind the message", bytes: full + [0x00], value: nil,
        error: "trailingBytes"),
      MessageVector(
        name: "the last byte missing", bytes: Array(full.dropLast()), value: nil,
        error: "truncated"),
      MessageVector(name: "no map", bytes: [0x80], value: nil, error: "typeMismatch"),
    ]
    if let first = record.fields.first {
      let wrong: UInt8 = first.value == .boolean ? 0x00 : 0xf5
      cases.append(
        MessageVector(
          name: "\(first.name) of another type", bytes: [0xa1, 0x01, wrong], value: nil,
          error: "typeMismatch"))
    }
    if record.fields.contains(where: { !$0.isOptional }) {
      cases.append(
        MessageVector(
          name: "required fields missing", bytes: [0xa0], value: nil, error: "missingKey"))
    } else if count > 0 {
      let empty = try CBORDecoder().decode(type, from: [0xa0])
      cases.insert(
        MessageVector(
          name: "no field", bytes: [0xa0], value: try Self.json(of: empty), error: nil), at: 1)
    }
    if full.count == 1 { cases.removeAll { $0.name == "the last byte missing" } }
    return cases
  }

  static func json<M: Message>(of message: M) throws -> String {
    let encoder = JSONEncoder()
    encoder.userInfo[Secret.asTextKey] = true
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(message), as: UTF8.self)
  }

  func text() throws -> String {
    let hex = self.bytes.map { byte in
      let digits = String(byte, radix: 16)
      return byte < 16 ? "0" + digits : digits
    }
    let error = self.error.map { "\"\($0)\"" } ?? "null"
    return """
        {"name": "\(self.name)", "accept": \(self.accept), "error": \(error),
         "hex": "\(hex.joined())",
         "value": \(self.value ?? "null")}
      """
  }
}
