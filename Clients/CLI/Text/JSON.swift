import Foundation
import LatchkeyBase
import LatchkeySchema

/// Messages as JSON, by the names of their fields; secrets are text.
enum JSON {
  /// One line, without its line end.
  static func line<M: Encodable>(of message: M) throws(Refusal) -> String {
    let encoder = JSONEncoder()
    encoder.userInfo[Secret.asTextKey] = true
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let bytes = try? encoder.encode(message) else {
      throw .here("The answer cannot be written as JSON.", next: nil, .internal)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Reads a request. The error names the field and never its value.
  static func request<R: RequestMessage>(_ type: R.Type, from text: [UInt8]) throws(Refusal) -> R {
    let hint = "latchkey call \(R.method.declaration.name) --help"
    let decoder = JSONDecoder()
    decoder.userInfo[Secret.asTextKey] = true
    do {
      return try decoder.decode(type, from: Data(text))
    } catch let error as DecodingError {
      throw .usage(Self.sentence(for: error), hint: hint)
    } catch {
      throw .usage("The request is not JSON.", hint: hint)
    }
  }

  private static func sentence(for error: DecodingError) -> String {
    func path(_ keys: [any CodingKey]) -> String {
      keys.isEmpty ? "The request" : keys.map(\.stringValue).joined(separator: ".")
    }
    switch error {
    case .keyNotFound(let key, let context):
      return "\(path(context.codingPath + [key])) is missing."
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return "\(path(context.codingPath)) is of another type."
    case .dataCorrupted(let context):
      return context.codingPath.isEmpty
        ? "The request is not a JSON object of this method."
        : "\(path(context.codingPath)) is not accepted."
    @unknown default: return "The request is not accepted."
    }
  }
}
