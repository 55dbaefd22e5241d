internal import LatchkeyBase
internal import LatchkeyRuntime
public import LatchkeySchema
internal import LatchkeyWire

/// The messages of one answer, in their order, to be read once.
///
///     for try await revocation in client.sessions.watchRevocations() { … }
///
/// Reading is what lets the service send on: whoever stops makes it wait, after 256 KiB. A task that
/// is cancelled while it reads ends the call, and so does letting the stream go.
public struct AnswerStream<Element: Message>: AsyncSequence, AsyncIteratorProtocol, Sendable {
  /// What reading throws.
  public typealias Failure = LatchkeyError

  private let stream: Result<ClientStream, LatchkeyError>
  private let method: Method

  init(_ stream: Result<ClientStream, LatchkeyError>, _ method: Method) {
    self.stream = stream
    self.method = method
  }

  /// The next message.
  ///
  /// - Returns: The message; nil when the service has sent the last one.
  /// - Throws: ``LatchkeyError``, after the messages that came before it.
  public func next() async throws(LatchkeyError) -> Element? {
    do {
      guard var bytes = try await self.stream.get().next() else { return nil }
      defer { if self.method.declaration.isSensitive { wipe(&bytes) } }
      return try CBORDecoder().decode(Element.self, from: bytes)
    } catch {
      throw LatchkeyError(malformed: error, self.method.declaration)
    }
  }

  /// The same, for `for await`, on whatever actor that runs.
  public func next(isolation actor: isolated (any Actor)?) async throws(LatchkeyError) -> Element? {
    try await self.next()
  }

  /// Reads this stream: it has one reader at a time.
  public func makeAsyncIterator() -> AnswerStream { self }

  /// Ends the call, on the service too. Whoever reads hears `cancelled`.
  public func cancel() {
    if case .success(let stream) = self.stream { stream.cancel() }
  }
}

/// A call with messages each way. One task may send while another reads.
public struct TwoWayStream<Element: Message, Answer: Message>: Sendable {
  /// What the service sends.
  public let answers: AnswerStream<Answer>

  private let stream: Result<ClientStream, LatchkeyError>
  private let method: Method

  init(_ stream: Result<ClientStream, LatchkeyError>, _ method: Method) {
    self.stream = stream
    self.method = method
    self.answers = AnswerStream(stream, method)
  }

  /// Sends a message; waits while the service does not take them.
  ///
  /// - Parameter element: The message.
  /// - Throws: ``LatchkeyError``: why the call ended, or `STREAM_OVER` when the service has ended it
  ///   well; then ``answers`` says no more.
  public func send(_ element: Element) async throws(LatchkeyError) {
    do {
      let isSensitive = self.method.declaration.isSensitive
      var bytes = try CBOREncoder().encode(element)
      defer { if isSensitive { wipe(&bytes) } }
      try await self.stream.get().send(bytes, isSensitive: isSensitive)
    } catch {
      throw LatchkeyError(malformed: error, self.method.declaration)
    }
  }

  /// Says that no further message comes.
  public func finishSending() {
    if case .success(let stream) = self.stream { stream.finishSending() }
  }

  /// Ends the call, on the service too.
  public func cancel() { self.answers.cancel() }
}

extension LatchkeyError {
  /// What went wrong in a call: a failure of it, or bytes that are no message.
  init(malformed error: any Error, _ declaration: Declaration) {
    switch error {
    case let failure as CallFailure:
      self.init(failure)
    case let error as LatchkeyError:
      self = error
    case let error as CBORError:
      self.init(
        code: .internal, reasonText: RuntimeReason.malformed.rawValue,
        message: "\(declaration.name): \(error)",
        outcome: .unknown)
    default:
      self.init(
        code: .unknown, reasonText: RuntimeReason.unknown.rawValue, message: declaration.name,
        outcome: .unknown)
    }
  }
}
