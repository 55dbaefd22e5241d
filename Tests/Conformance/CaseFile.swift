import Foundation

/// The cases in `Tests/Peer/cases.json`: one table, played by every pair of client and server.
public struct CaseFile: Decodable, Sendable {
  /// One call, and what must come of it.
  public struct Case: Decodable, Sendable, CustomStringConvertible {
    /// Where the case comes from: gRPC's interop suite, or a suite of Connect's.
    public var suite: String
    /// Its name there.
    public var name: String
    /// Number of the method.
    public var method: UInt64
    /// How the messages go.
    public var kind: Kind
    /// The request; none is a request of no bytes.
    public var body: CaseJob?
    /// Instead of the request so many zero bytes, which come back as they are.
    public var raw: Int?
    /// The messages behind the request.
    public var send: [CaseJob?]?
    /// Names and values; values behind `t:` are text, behind `h:` bytes in hexadecimal.
    public var metadata: [[String]]?
    /// The token of the person.
    public var actor: String?
    /// Time for the call, in milliseconds.
    public var deadline: UInt32?
    /// When the client gives the call up: `beforeEnd`, `afterEnd`, or `after1` message.
    public var cancel: String?
    /// What must come of it.
    public var expect: Expectation

    /// Suite and name.
    public var description: String { "\(self.suite) / \(self.name)" }
  }

  /// How the messages of a call go.
  public enum Kind: String, Decodable, Sendable {
    /// One request, one answer.
    case unary
    /// Messages, one answer.
    case client
    /// One request, messages.
    case server
    /// Messages both ways; the answers to one are read before the next is sent.
    case full
    /// Messages both ways; answers come after the last.
    case half

    var sends: Bool { self == .client || self == .full || self == .half }
    var receives: Bool { self == .server || self == .full || self == .half }
  }

  /// A ``Job`` as the file has it: the payload by its size.
  public struct CaseJob: Decodable, Sendable {
    /// As in ``Job``.
    public var sizes: [Int]?
    /// Size of the payload.
    public var payload: Int?
    /// As in ``Job``, in milliseconds.
    public var delay: Int?
    /// As in ``Job``.
    public var error: CaseError?

    var job: Job {
      Job(
        sizes: self.sizes, payload: self.payload.map { [UInt8](repeating: 0, count: $0) },
        delayMilliseconds: self.delay,
        error: self.error.map { JobError(code: $0.code, message: $0.message) })
    }
  }

  /// As in ``JobError``.
  public struct CaseError: Decodable, Sendable {
    /// The status code.
    public var code: Int
    /// The sentence.
    public var message: String?
  }

  /// What must come of a call; what is nil is not looked at.
  public struct Expectation: Decodable, Sendable {
    /// The status code; 0 is a good end.
    public var code: UInt8
    /// The reason.
    public var reason: String?
    /// The sentence.
    public var message: String?
    /// What became of the change.
    public var outcome: UInt8?
    /// Sizes of the answers' payloads; -1 is an answer of no bytes.
    public var sizes: [Int]?
    /// Sizes of the payloads that the service saw.
    public var seen: [Int]?
    /// The service was told of a deadline of at most so many milliseconds.
    public var remaining: Int?
    /// The service saw the metadata as they were sent.
    public var metadata: Bool?
    /// The metadata came back as they were sent.
    public var echo: Bool?
    /// The service saw the user of this process.
    public var uid: Bool?
    /// The service saw this token; an empty one is none.
    public var actor: String?
    /// Messages that were to be sent and were not, because the call had failed.
    public var unsent: Int?
  }

  /// Bytes of an answer by a peer, and what the caller must hear.
  public struct AnswerCase: Decodable, Sendable, CustomStringConvertible {
    /// Where the case comes from.
    public var suite: String
    /// Its name.
    public var name: String
    /// The number of the method under which the raw peer gives this answer.
    public var method: UInt64
    /// How the client calls it.
    public var kind: Kind
    /// What must come of it.
    public var expect: Expectation

    /// Suite and name.
    public var description: String { "\(self.suite) / \(self.name)" }
  }

  /// Calls.
  public var cases: [Case]
  /// Answers that no good server gives.
  public var answers: [AnswerCase]

  /// Reads the file.
  ///
  /// - Parameter path: Where it is.
  /// - Returns: The cases.
  /// - Throws: If it is not there or has another form.
  public static func read(_ path: String) throws -> CaseFile {
    try JSONDecoder().decode(CaseFile.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
  }
}
