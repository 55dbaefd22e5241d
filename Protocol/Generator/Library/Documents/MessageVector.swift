import Foundation
import LatchkeyBase
import LatchkeyDeclarations
package import LatchkeySchema
import LatchkeyWire

/// Writes the bytes of every message, accepted and refused, for clients in other languages to replay.
struct VectorFiles {
  let shape: SchemaShape

  func files() throws -> [GeneratedFile] {
    var files = [try self.file(FailureDetails.self, "FailureDetails")]
    for method in Method.allCases {
      let declaration = method.declaration
      files.append(try self.file(declaration.request, "\(declaration.name).request"))
      files.append(try self.file(declaration.response, "\(declaration.name).response"))
    }
    return files
  }

  private func file<M: Message>(_ type: M.Type, _ name: String) throws -> GeneratedFile {
    let texts = try MessageVector.all(of: type, self.shape).map { try $0.text() }
    return GeneratedFile(
      path: "Protocol/Vectors/messages/\(name).json",
      text: "[\n\(texts.joined(separator: ",\n"))\n]\n")
  }
}

/// One case of a vector file.
package struct MessageVector {
  /// What the case shows.
  package let name: String
  /// The message.
  package let bytes: [UInt8]
  /// The same as JSON; nil for bytes that are refused.
  package let value: String?
  /// Why bytes are refused, as the kind of `CBORError`; nil for those that are accepted.
  package let error: String?
  /// Whether the bytes are accepted.
  package var accept: Bool { self.error == nil }

  /// The cases that every message has, made from an example of it.
  ///
  /// - Parameters:
  ///   - type: The type of the message.
  ///   - shape: The shapes of all messages.
  /// - Returns: The cases; none for a type that no method uses.
  /// - Throws: What encoding the example throws.
  package static func all<M: Message>(
    of type: M.Type, _ shape: SchemaShape
  ) throws -> [MessageVector] {
    guard let record = shape.record(of: type) else { return [] }
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

  /// A message as JSON, secrets as text.
  ///
  /// - Parameter message: The message.
  /// - Returns: One line, names sorted.
  /// - Throws: What encoding throws.
  package static func json<M: Message>(of message: M) throws -> String {
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
