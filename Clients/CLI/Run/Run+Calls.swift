import LatchkeyBase
import LatchkeyClient
import LatchkeySchema

extension Run {
  /// Calls a method. Where the service requires a step-up and a person is at the terminal, asks for
  /// the proof and repeats the call.
  func call<R: RequestMessage>(_ request: R) async throws(Refusal) -> R.Response {
    try await self.steppingUp { () async throws(Refusal) in try await self.send(request) }
  }

  /// Calls a method with a stream of answers, and hands them over one by one.
  func stream<R: ServerStreamRequest>(
    _ request: R, _ take: (R.Response) async throws(Refusal) -> Void
  ) async throws(Refusal) {
    try await self.steppingUp { () async throws(Refusal) in
      let answers = self.client.stream(request, as: self.token, deadline: self.deadline)
      while let answer = try await self.next(of: answers) { try await take(answer) }
    }
  }

  /// Calls a method with a stream in each direction.
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

  /// Whether the service has the schema of this program.
  func hasSchemaOfService() async throws(Refusal) -> Bool {
    do throws(LatchkeyError) {
      return try await self.client.hasSchemaOfService()
    } catch {
      throw .service(error)
    }
  }

  /// Calls a method by the description of the service.
  func call(described method: MethodView, body: [UInt8]) async throws(Refusal) -> [UInt8] {
    try await self.steppingUp { () async throws(Refusal) in
      do throws(LatchkeyError) {
        return try await self.client.call(
          described: method, body: body, as: self.token, deadline: self.deadline)
      } catch {
        throw .service(error)
      }
    }
  }

  /// Calls a method with a stream of answers by the description of the service.
  func stream(
    described method: MethodView, body: [UInt8], _ take: ([UInt8]) async throws -> Void
  ) async throws(Refusal) {
    try await self.steppingUp { () async throws(Refusal) in
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

  /// Runs calls, and once more after a step-up if that was missing.
  private func steppingUp<Result>(
    _ body: () async throws(Refusal) -> Result
  ) async throws(Refusal) -> Result {
    do throws(Refusal) {
      return try await body()
    } catch {
      guard error.isStepUpRequired, try await self.stepsUp() else { throw error }
      return try await body()
    }
  }

  /// Asks for a proof, and reauthenticates. False without a session or a person at the terminal.
  private func stepsUp() async throws(Refusal) -> Bool {
    guard self.session?.kind == .session, Terminal.isAtHand else { return false }
    self.output.note("This needs a fresh proof of your identity.")
    let proof = try Terminal.askSecretly("Your password, or a code of your device")
    _ = try await self.send(SignIn.Reauthenticate(proof: proof))
    return true
  }

  private func send<R: RequestMessage>(_ request: R) async throws(Refusal) -> R.Response {
    do throws(LatchkeyError) {
      return try await self.client.call(request, as: self.token, deadline: self.deadline)
    } catch {
      throw .service(error)
    }
  }

  /// The session to send; nil for none, and for a ticket.
  private var token: Secret? {
    self.session.flatMap { $0.kind == .session ? $0.token : nil }
  }
}

extension SignIn.Reauthenticate {
  /// Takes six digits as a code of the device, and any other text as the password.
  init(proof: Secret) {
    if proof.isDeviceCode { self.init(code: proof) } else { self.init(password: proof) }
  }
}
