import LatchkeyBase
import LatchkeyRuntime
import LatchkeySchema
import LatchkeyWire

extension DoubleService {
  /// Answers a stream with what was told, or with one example.
  func serve(
    _ stream: ServerStream, _ method: LatchkeySchema.Method
  ) async -> Result<Reply, CallFailure> {
    do {
      if method == .contactsImportContacts {
        try await self.importRows(stream)
        return .success(Reply(body: []))
      }
      let script = self.streamScript(of: method)
      var messages = script?.messages ?? []
      if script == nil { messages = [try Self.exampleBytes(of: method.declaration.response)] }
      for message in messages { try await stream.send(message) }
      if script?.staysOpen == true {
        // Until the call is given up: nothing else lets go of it.
        for await _ in AsyncStream<Void>.makeStream().stream {}
      }
      if let failure = script?.failure { return .failure(failure) }
      return .success(Reply(body: []))
    } catch let failure as CallFailure {
      return .failure(failure)
    } catch {
      return .failure(
        CallFailure(code: .internal, reason: "EXAMPLE", message: "\(error)", outcome: .unknown))
    }
  }

  /// Takes rows: refuses those with nothing to sign in by, and knows one address already.
  private func importRows(_ stream: ServerStream) async throws {
    while let bytes = try await stream.next() {
      self.keep(bytes)
      let row = try CBORDecoder().decode(ImportRow.self, from: bytes)
      var result = ImportResult(row: row.row, outcome: .created, contactID: row.row + 100)
      if row.emails.contains("there@example.com") { result.outcome = .existing }
      if row.emails.isEmpty, row.loginName == nil {
        result = ImportResult(
          row: row.row, outcome: .refused, reason: "NO_SIGN_IN_IDENTIFIER", field: "emails",
          detail: "nothing to sign in by")
      }
      try await stream.send(try CBOREncoder().encode(result))
    }
  }

  private static func exampleBytes<M: Message>(of type: M.Type) throws -> [UInt8] {
    try CBOREncoder().encode(SchemaShape.sample(type))
  }
}
