import LatchkeyClient
import LatchkeySchema

/// One command being carried out: what was typed, who is signed in, where to write.
final class Run: Sendable {
  let command: Command
  let values: Values
  let output: Output
  let sessions: SessionFile
  let isJSON: Bool
  let surroundings: Surroundings
  private let client: LatchkeyClient
  private let deadline: Duration?
  private let secrets: SecretReader
  private let stored: StoredSession?

  init(
    _ command: Command, _ values: Values, _ surroundings: Surroundings, _ output: Output
  ) throws(Refusal) {
    self.command = command
    self.values = values
    self.output = output
    self.surroundings = surroundings
    self.isJSON = command.noun == "call" || values.flag("--json")
    self.sessions = SessionFile(path: values.option("--session") ?? surroundings.sessionPath)
    let trace = try values.trace(of: command, in: surroundings)
    self.deadline = try values.duration("--deadline", of: command)
    self.secrets = try SecretReader(values, of: command)
    switch command.identity {
    case .nobody: self.stored = nil
    case .sessionIfAny: self.stored = try self.sessions.read()
    case .session:
      guard let stored = try self.sessions.read(), stored.kind == .session else {
        throw .here("Nobody is signed in.", next: "latchkey sign-in ADDRESS", .notSignedIn)
      }
      self.stored = stored
    }
    do throws(LatchkeyError) {
      self.client = try LatchkeyClient(
        socket: values.option("--socket") ?? surroundings.socketPath,
        waitsForService: values.flag("--wait"), trace: trace)
    } catch {
      throw .service(error)
    }
  }

  /// Who is signed in, where the command asks for somebody.
  var session: StoredSession? { self.stored }

  /// Calls a method on behalf of whom the command says. Where the service wants a fresh proof of who
  /// sits there, and somebody does, asks for it and repeats the call.
  func call<R: RequestMessage>(_ request: R) async throws(Refusal) -> R.Response {
    try await self.provingIfAsked { () async throws(Refusal) in try await self.send(request) }
  }

  /// Does something, and once more after a fresh proof if that is what was missing.
  func provingIfAsked<Result>(
    _ body: () async throws(Refusal) -> Result
  ) async throws(Refusal) -> Result {
    do throws(Refusal) {
      return try await body()
    } catch {
      guard error.wantsProof, try await self.proves() else { throw error }
      return try await body()
    }
  }

  /// Asks the person for a fresh proof. False where nobody is there to be asked.
  private func proves() async throws(Refusal) -> Bool {
    guard self.stored?.kind == .session, Terminal.isAtHand else { return false }
    self.output.note("This asks for a fresh proof that it is you.")
    let proof = try Terminal.askSecretly("Your password, or a code of your device")
    _ = try await self.send(SignIn.Reauthenticate(proof: proof))
    return true
  }

  /// Calls a method that answers with any number of messages, and takes each as it comes.
  func stream<R: ServerStreamRequest>(
    _ request: R, _ take: (R.Response) async throws(Refusal) -> Void
  ) async throws(Refusal) {
    try await self.provingIfAsked { () async throws(Refusal) in
      let answers = self.client.stream(request, as: self.token, deadline: self.deadline)
      while let answer = try await self.next(of: answers) { try await take(answer) }
    }
  }

  /// Whether the service speaks this program's schema.
  func hasSchemaOfService() async throws(Refusal) -> Bool {
    do throws(LatchkeyError) {
      return try await self.client.hasSchemaOfService()
    } catch {
      throw .service(error)
    }
  }

  /// Calls a method that the service has described.
  func call(described method: MethodView, body: [UInt8]) async throws(Refusal) -> [UInt8] {
    try await self.provingIfAsked { () async throws(Refusal) in
      do throws(LatchkeyError) {
        return try await self.client.call(
          described: method, body: body, as: self.token, deadline: self.deadline)
      } catch {
        throw .service(error)
      }
    }
  }

  /// Calls a method that answers with messages and that the service has described.
  func stream(
    described method: MethodView, body: [UInt8], _ take: ([UInt8]) async throws -> Void
  ) async throws(Refusal) {
    try await self.provingIfAsked { () async throws(Refusal) in
      do {
        try await self.client.stream(
          described: method, body: body, as: self.token, deadline: self.deadline, take)
      } catch let error as LatchkeyError {
        throw .service(error)
      } catch let error as DescriptionError {
        throw .here(Layout.visible(error.description), next: nil, .internal)
      } catch {
        throw .here("\(error)", next: nil, .internal)
      }
    }
  }

  /// Calls a method with messages each way.
  func exchange<R: BidirectionalRequest>(_ request: R) -> TwoWayStream<R.Element, R.Response> {
    self.client.exchange(request, as: self.token, deadline: self.deadline)
  }

  /// The next message of a stream; nil at its end.
  func next<M: Message>(of answers: AnswerStream<M>) async throws(Refusal) -> M? {
    do throws(LatchkeyError) {
      return try await answers.next()
    } catch {
      throw .service(error)
    }
  }

  private func send<R: RequestMessage>(_ request: R) async throws(Refusal) -> R.Response {
    do throws(LatchkeyError) {
      return try await self.client.call(request, as: self.token, deadline: self.deadline)
    } catch {
      throw .service(error)
    }
  }

  /// The session to send along.
  private var token: Secret? {
    self.stored.flatMap { $0.kind == .session ? $0.token : nil }
  }

  /// A positional value that the parser has seen to be there.
  func argument(_ name: String) -> String { self.values.argument(name) ?? "" }

  /// Asks for a secret, or reads it where the options say.
  func secret(_ name: String) throws(Refusal) -> Secret {
    guard let slot = self.command.secrets.first(where: { $0.name == name }) else {
      throw .here("\(self.command.name) declares no \(name).", next: nil, .internal)
    }
    return try self.secrets.read(slot)
  }

  /// The same, or nil where nobody has given one and nobody is there to ask.
  func secretIfAny(_ name: String) throws(Refusal) -> Secret? {
    guard let slot = self.command.secrets.first(where: { $0.name == name }) else { return nil }
    return try self.secrets.readIfAny(slot)
  }

  /// Asks whether it is meant, unless `--yes` says so.
  func confirm(_ question: String) throws(Refusal) {
    guard !self.values.flag("--yes") else { return }
    guard Terminal.isThere else {
      throw self.command.usage("\(question) Say --yes: there is no terminal to ask at.")
    }
    guard try Terminal.ask("\(question) [y/N] ").lowercased().hasPrefix("y") else {
      throw .here("Nothing was changed.", next: nil, .usage)
    }
  }

  /// Shows an answer: as it is to programs, as lines to people.
  func show<M: Message>(_ message: M, _ lines: (M) -> [String]) throws(Refusal) {
    if self.isJSON {
      self.output.write(try JSON.line(of: message) + "\n")
    } else {
      self.output.write(lines(message).map { $0 + "\n" }.joined())
    }
  }

  /// Shows a list: a line of JSON an entry to programs, a table to people.
  func show<M: Message>(
    _ list: [M], none: String, _ lines: ([M]) -> [String]
  ) throws(Refusal) {
    if self.isJSON {
      for entry in list { self.output.write(try JSON.line(of: entry) + "\n") }
    } else {
      self.output.write((list.isEmpty ? [none] : lines(list)).map { $0 + "\n" }.joined())
    }
  }
}

extension Command {
  static let yes = Option(name: "--yes", help: "do not ask whether it is meant")
  static let limit = Option(name: "--limit", value: "N", help: "how many at most (50)")
  static let after = Option(name: "--after", value: "ID", help: "go on behind this number")
  static let revision = Option(
    name: "--revision", value: "N", help: "refuse if it was changed since this one")
}

extension Refusal {
  /// Whether the service wants to know anew who sits there.
  var wantsProof: Bool {
    guard case .service(let error) = self else { return false }
    return error.reason == .stepUpRequired
  }
}

extension SignIn.Reauthenticate {
  /// Six digits are a code: no password policy lets one of that length through.
  init(proof: Secret) {
    if proof.isDeviceCode { self.init(code: proof) } else { self.init(password: proof) }
  }
}

extension Secret {
  /// Whether it is six digits, as a device shows them.
  var isDeviceCode: Bool {
    self.withBytes { bytes in
      let digits = bytes.indices.filter { bytes[$0] != 0x20 }
      return digits.count == 6 && digits.allSatisfy { (0x30...0x39).contains(bytes[$0]) }
    }
  }
}
