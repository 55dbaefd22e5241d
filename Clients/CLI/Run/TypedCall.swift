import LatchkeyClient
import LatchkeySchema

/// Call of a method by the types of this program.
enum TypedCall {
  static func call(_ method: Method, _ text: [UInt8], _ run: Run) async throws(Refusal) {
    switch method.declaration.request {
    case let type as any ServerStreamRequest.Type:
      try await Self.stream(type, text, run)
    case is any BidirectionalRequest.Type:
      throw .here(
        "\(method.declaration.name) takes messages after the request.",
        next: "latchkey contact import FILE", .usage)
    case let type:
      try await Self.unary(type, text, run)
    }
  }

  /// Writes a line for each answer, until the stream ends or Ctrl-C.
  private static func stream<R: ServerStreamRequest>(
    _ type: R.Type, _ text: [UInt8], _ run: Run
  ) async throws(Refusal) {
    let request = try JSON.request(type, from: text)
    _ = try await Interruption.ends { () async throws(Refusal) in
      try await run.stream(request) { answer throws(Refusal) in
        run.output.write(try JSON.line(of: answer) + "\n")
      }
    }
  }

  private static func unary<R: RequestMessage>(
    _ type: R.Type, _ text: [UInt8], _ run: Run
  ) async throws(Refusal) {
    let answer = try await run.call(try JSON.request(type, from: text))
    run.output.write(try JSON.line(of: answer) + "\n")
  }
}
