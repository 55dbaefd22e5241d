import Foundation
import LatchkeyClient
import LatchkeySchema

/// Call of a method by the description of the service.
enum DescribedCall {
  /// Calls by the description; by the types of this program where the service is so old that it has
  /// no descriptions.
  static func call(_ name: String, _ text: [UInt8], _ run: Run) async throws(Refusal) {
    let answer: Server.Describe.Response
    do throws(Refusal) {
      answer = try await run.call(Server.Describe(method: name))
    } catch .service(let error) where error.code == .unimplemented {
      guard let method = MethodText.method(name) else { throw MethodText.unknown(name) }
      return try await TypedCall.call(method, text, run)
    } catch .service(let error) where error.code == .notFound {
      throw MethodText.unknown(name, among: try? await run.call(Server.Describe()))
    }
    guard let method = answer.methods.first else { throw MethodText.unknown(name, among: answer) }
    try await Self.call(method, by: answer, text, run)
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
