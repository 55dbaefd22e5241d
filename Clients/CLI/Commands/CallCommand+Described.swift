import Foundation
import LatchkeyClient
import LatchkeySchema

extension CallCommand {
  /// Calls a method by what the service says of it; by what this program knows, where the service is so
  /// old that it says nothing.
  static func callDescribed(
    _ name: String, _ text: [UInt8], _ run: Run
  ) async throws(Refusal) {
    let answer: Server.Describe.Response
    do throws(Refusal) {
      answer = try await run.call(Server.Describe(method: name))
    } catch .service(let error) where error.code == .unimplemented {
      guard let method = Self.method(name) else { throw Self.unknown(name) }
      return try await Self.call(method, text, run)
    } catch .service(let error) where error.code == .notFound {
      throw Self.unknown(name, among: try? await run.call(Server.Describe()))
    }
    guard let method = answer.methods.first else { throw Self.unknown(name, among: answer) }
    try await Self.call(method, by: answer, text, run)
  }

  /// That there is no such method; with one that there is, as the service says or this program knows, and
  /// that sounds like it.
  static func unknown(
    _ name: String, among description: Server.Describe.Response? = nil,
    _ list: String = "latchkey call --list"
  ) -> Refusal {
    let known = Self.method(name)?.declaration.name
    let names = description?.methods.map(\.name) ?? Method.allCases.map(\.declaration.name)
    return .usage(
      known.map { "The service has no \($0): it is of another version than this program." }
        ?? "There is no such method." + Suggestion.sentence(for: name, among: names),
      hint: known == nil ? list : "latchkey describe")
  }

  private static func call(
    _ method: MethodView, by answer: Server.Describe.Response, _ text: [UInt8], _ run: Run
  ) async throws(Refusal) {
    let schema = SchemaDescription(answer)
    do {
      let body = try schema.encode(try DescribedValue(json: text), as: method.request)
      switch method.kind {
      case .unary:
        let bytes = try await run.call(described: method, body: body)
        run.output.write(try schema.decode(bytes, as: method.response).json + "\n")
      case .serverStream:
        _ = try await Interruption.ends { () async throws(Refusal) in
          try await run.stream(described: method, body: body) { bytes in
            run.output.write(try schema.decode(bytes, as: method.response).json + "\n")
          }
        }
      default:
        throw Refusal.here(
          "\(method.name) takes messages after the request.", next: nil, .usage)
      }
    } catch let error as DescriptionError {
      throw .usage(
        Layout.visible(error.description), hint: "latchkey describe \(method.name)")
    } catch let refusal as Refusal {
      throw refusal
    } catch {
      throw .here("\(error)", next: nil, .internal)
    }
  }
}

extension DescribedValue {
  /// Reads JSON.
  init(json text: [UInt8]) throws {
    guard
      let object = try? JSONSerialization.jsonObject(with: Data(text), options: [.fragmentsAllowed])
    else {
      throw Refusal.usage("The request is no JSON.", hint: "latchkey describe METHOD")
    }
    self = try Self.value(object)
  }

  private static func value(_ object: Any) throws -> DescribedValue {
    switch object {
    case is NSNull: return .null
    case let text as String: return .text(text)
    case let items as [Any]: return .list(try items.map { try Self.value($0) })
    case let fields as [String: Any]: return .record(try fields.mapValues { try Self.value($0) })
    case let number as NSNumber:
      // JSON's true is a number here, told apart by the type of its C value.
      if unsafe String(cString: number.objCType) == "c" { return .boolean(number.boolValue) }
      guard let whole = Int64(exactly: number) else {
        throw Refusal.usage("A number is not whole.", hint: "latchkey describe METHOD")
      }
      return .integer(whole)
    default: throw Refusal.usage("The request is no JSON.", hint: "latchkey describe METHOD")
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
