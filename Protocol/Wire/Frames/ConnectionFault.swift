public import LatchkeyBase

/// Why a connection cannot go on. Goes on stream 0 as an ERROR, then the connection is closed.
///
/// Framing damage never resynchronises: after a fault no byte of the peer is believed.
public struct ConnectionFault: Error, Hashable, Sendable {
  /// The rule that was broken.
  public enum Rule: Hashable, Sendable, CaseIterable {
    /// The first eight bytes are not a preface of this protocol. Closed without an answer.
    case preface
    /// No version is offered by both sides.
    case version
    /// The first frame is not a HELLO, is too long, or came twice.
    case hello
    /// Two bytes that must be zero are not.
    case zeroBits
    /// A flag that does not exist, or that this type does not have.
    case flags
    /// A declared length beyond anything that could be read over.
    case length
    /// A type that is not known and may not be skipped.
    case type
    /// A type that this side never sends.
    case direction
    /// A stream number that is even, used, not increasing, or never opened.
    case stream
    /// The body of a control frame is not what it must be.
    case controlBody
    /// The peer does too much of something that costs only this side.
    case calm

    /// What the peer and the log are told.
    public var reason: RuntimeReason {
      switch self {
      case .preface: .preface
      case .version: .version
      case .hello: .hello
      case .zeroBits: .zeroBits
      case .flags: .flags
      case .length: .length
      case .type: .type
      case .direction: .direction
      case .stream: .stream
      case .controlBody: .controlBody
      case .calm: .calm
      }
    }
  }

  /// The rule that was broken.
  public var rule: Rule

  /// A sentence for the peer's authors. Holds no byte of the input.
  public var message: String

  /// A fault against one rule.
  public init(_ rule: Rule, _ message: String) {
    self.rule = rule
    self.message = message
  }

  /// What goes on stream 0, or nil when the peer is told nothing.
  public var failure: CallFailure? {
    switch self.rule {
    case .preface:
      nil
    case .version:
      CallFailure(
        code: .failedPrecondition, reason: self.rule.reason, message: self.message,
        outcome: .notStarted)
    case .calm:
      CallFailure(
        code: .resourceExhausted, reason: self.rule.reason, message: self.message,
        outcome: .unknown)
    case .hello, .zeroBits, .flags, .length, .type, .direction, .stream, .controlBody:
      CallFailure(
        code: .internal, reason: self.rule.reason, message: self.message, outcome: .unknown)
    }
  }
}
