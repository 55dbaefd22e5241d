import LatchkeyBase
import LatchkeyRuntime
import LatchkeyWire

extension EchoService {
  /// What a handler does one after the other, a byte each.
  enum Step: UInt8 {
    case enterPart = 1
    /// The commit became durable; so many parts have, is the progress.
    case durable = 2
    case nothing = 3
    case unknown = 4
    case enterCommit = 5
    /// Waits at the gate, whatever the caller does.
    case wait = 6
    /// Waits at the gate, or for the cancellation.
    case waitListening = 7
    /// Fails, and says that nothing was done.
    case fail = 8
    /// Fails, and says that nothing was begun.
    case failUnstarted = 9
    /// Answers with more than a message may have.
    case answerTooMuch = 10
    /// Waits for the cancellation.
    case waitForCancellation = 11
  }

  /// What the details say after so many parts.
  static func progress(_ parts: Int) -> [UInt8] { [0xa1, 0x07, UInt8(parts)] }

  /// Does what the request says. Without another end, the answer is good.
  func play(_ call: IncomingCall) async -> Result<Reply, CallFailure> {
    var parts = 0
    for step in call.body.compactMap(Step.init(rawValue:)) {
      do throws(CallFailure) {
        switch step {
        case .enterPart: try call.context.enterPart()
        case .durable:
          parts += 1
          call.context.leaveCommit(.durable(progress: Self.progress(parts)))
        case .nothing: call.context.leaveCommit(.nothing)
        case .unknown: call.context.leaveCommit(.unknown)
        case .enterCommit: try call.context.enterCommit()
        case .wait: await self.gate.wait(listening: false)
        case .waitListening: await self.gate.wait(listening: true)
        case .waitForCancellation: await self.wall.wait(listening: true)
        case .fail: throw Self.failure(.rolledBack)
        case .failUnstarted: throw Self.failure(.notStarted)
        case .answerTooMuch:
          return .success(Reply(body: [UInt8](repeating: 0, count: 1_048_577)))
        }
      } catch {
        if error.reason == "ABANDONED" { self.noteCommitRefusal() }
        return .failure(error)
      }
    }
    return .success(Reply(body: []))
  }

  private static func failure(_ outcome: Outcome) -> CallFailure {
    CallFailure(code: .aborted, reason: "ASKED_FOR", message: "", outcome: outcome)
  }
}
