import Foundation
import LatchkeyClient

extension DescribedValue {
  /// Reads JSON.
  ///
  /// - Throws: ``Refusal`` for other text, and for numbers with a fraction.
  init(json text: [UInt8]) throws(Refusal) {
    do {
      self = try JSONDecoder().decode(JSONValue.self, from: Data(text)).value
    } catch is JSONValue.Fraction {
      throw .usage("A number is not whole.", hint: "latchkey describe METHOD")
    } catch {
      throw .usage("The request is not JSON.", hint: "latchkey describe METHOD")
    }
  }

  /// JSON on one line, keys sorted.
  var json: String {
    switch self {
    case .null: return "null"
    case .boolean(let value): return value ? "true" : "false"
    case .integer(let value): return "\(value)"
    case .text(let text): return Self.quoted(text)
    case .list(let items): return "[" + items.map(\.json).joined(separator: ",") + "]"
    case .record(let fields):
      let pairs = fields.sorted { $0.key < $1.key }.map {
        "\(Self.quoted($0.key)):\($0.value.json)"
      }
      return "{" + pairs.joined(separator: ",") + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes]
    return (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
  }
}

/// A value of any type, as `JSONDecoder` finds it.
private struct JSONValue: Decodable {
  /// A number that is no `Int64`.
  struct Fraction: Error {}

  let value: DescribedValue

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self.value = .null
    } else if let value = try? container.decode(Bool.self) {
      self.value = .boolean(value)
    } else if let text = try? container.decode(String.self) {
      self.value = .text(text)
    } else if let number = try? container.decode(Int64.self) {
      self.value = .integer(number)
    } else if let number = try? container.decode(Double.self) {
      guard let whole = Int64(exactly: number) else { throw Fraction() }
      self.value = .integer(whole)
    } else if var items = try? decoder.unkeyedContainer() {
      var values: [DescribedValue] = []
      while !items.isAtEnd { values.append(try items.decode(JSONValue.self).value) }
      self.value = .list(values)
    } else {
      self.value = .record(try container.decode([String: JSONValue].self).mapValues(\.value))
    }
  }
}
