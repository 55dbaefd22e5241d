internal import LatchkeyBase
public import LatchkeyWire
import Synchronization

/// The point of a call after which its result is the truth, even if the caller is gone; and what
/// became durable of it.
///
/// Before the point, a cancellation or the deadline wins: the call is answered at once, and the
/// handler can no longer commit. After it, the caller gets the true result, even late. One of the
/// two happens, never both.
///
/// A call that commits many times has a point for each of its parts, and can be given up between
/// them. A caller that gives it up in the middle of one waits for the end of that part, which is what the
/// caller is told of.
public final class CallContext: Sendable {
  /// What became of a commit.
  public enum CommitEnd: Hashable, Sendable {
    /// It is durable.
    ///
    /// `progress` says how far a call in parts has come: details of an ERROR, one encoded CBOR map.
    case durable(progress: [UInt8]?)
    /// Nothing of it remains.
    case nothing
    /// Unknown: it may be durable or not.
    case unknown
  }

  /// Where the handler is.
  private enum Stage {
    /// Before a commit, or between two. May become `part`, `final` or `abandoned`.
    case open
    /// One of several commits is under way. May become `open` or `abandoned`.
    case part
    /// The only or last commit is under way, or done. `isSettled` once its end was told. Terminal.
    case final(isSettled: Bool)
    /// The call was given up with this code. Terminal.
    case abandoned(StatusCode)
  }

  /// What is durable.
  private enum Remains {
    /// May become any other.
    case nothing
    /// May become `all` or `unknown`.
    case part
    /// Terminal.
    case all
    /// Terminal.
    case unknown
  }

  private struct State {
    var stage = Stage.open
    var remains = Remains.nothing
    var progress: [UInt8]?
    /// The call was given up in the middle of a part.
    var postponed: (code: StatusCode, then: @Sendable () -> Void)?
  }

  private let state = Mutex(State())

  /// A context of a call that has not committed.
  public init() {}

  /// Passes the commit point, or says that the call was given up before.
  ///
  /// Call it as the last thing before the change becomes durable, and let the change go when it
  /// throws. A second call does nothing.
  ///
  /// - Throws: ``LatchkeyWire/CallFailure`` when the call was cancelled or its deadline passed before
  ///   this point; its outcome says what parts before have left.
  public func enterCommit() throws(CallFailure) {
    try self.enter(.final(isSettled: false))
  }

  /// Passes the commit point of one part of a call that commits many times, or says that the call was
  /// given up before.
  ///
  /// Between ``leaveCommit(_:)`` and the next part the call can be given up.
  ///
  /// - Throws: As ``enterCommit()``.
  public func enterPart() throws(CallFailure) {
    try self.enter(.part)
  }

  /// Says what became of the commit that was entered, as soon as that is known.
  ///
  /// From then on no failure of the call claims less than is durable. Does nothing for a commit that was not
  /// entered. A handler that says nothing of its only commit is taken to have made it.
  public func leaveCommit(_ end: CommitEnd) {
    let postponed = self.state.withLock { state -> (@Sendable () -> Void)? in
      switch state.stage {
      case .open, .abandoned:
        return nil
      case .part:
        switch end {
        case .durable(let progress):
          state.progress = progress ?? state.progress
          if case .nothing = state.remains { state.remains = .part }
        case .nothing: break
        case .unknown: state.remains = .unknown
        }
        let postponed = state.postponed.take()
        state.stage = postponed.map { .abandoned($0.code) } ?? .open
        return postponed?.then
      case .final:
        state.stage = .final(isSettled: true)
        switch (end, state.remains) {
        case (.durable, .nothing), (.durable, .part):
          state.remains = .all
          state.progress = nil
        case (.unknown, .nothing), (.unknown, .part): state.remains = .unknown
        case (.nothing, _), (_, .all), (_, .unknown): break
        }
        return nil
      }
    }
    // Outside of the lock: it may look at this context.
    postponed?()
  }

  /// How far a call in parts has come, as was said of its last part; nil before the first, and when all
  /// of the call is durable.
  public var progress: [UInt8]? { self.state.withLock { $0.progress } }

  private func enter(_ next: Stage) throws(CallFailure) {
    let code = self.state.withLock { state -> StatusCode? in
      switch state.stage {
      case .open: state.stage = next
      case .part, .final: break
      case .abandoned(let code): return code
      }
      return nil
    }
    guard let code else { return }
    throw self.failing(
      CallFailure(
        code: code, reason: .abandoned,
        message: "The call was given up before its commit point.",
        outcome: .rolledBack))
  }
}

extension CallContext {
  /// A failure that the runtime makes up, with what is true of the call now.
  func failing(_ failure: CallFailure) -> CallFailure {
    self.state.withLock { state in
      var failure = failure
      if failure.details == nil { failure.details = state.progress }
      switch (state.remains, state.stage) {
      case (.nothing, .final(isSettled: false)): failure.outcome = .committed
      case (.nothing, _): failure.outcome = .rolledBack
      case (.part, _): failure.outcome = .partlyCommitted
      case (.all, _): failure.outcome = .committed
      case (.unknown, _): failure.outcome = .unknown
      }
      return failure
    }
  }

  /// A failure of the handler, which may know more than this context, but claims no less than it
  /// knows to be durable.
  func correcting(_ failure: CallFailure) -> CallFailure {
    self.state.withLock { state in
      var failure = failure
      let claimsNothing: Bool =
        switch failure.outcome {
        case .notStarted, .rolledBack: true
        case .committed, .partlyCommitted, .unknown: false
        }
      switch state.remains {
      case .nothing: return failure
      case .part: if claimsNothing { failure.outcome = .partlyCommitted }
      case .all: if claimsNothing { failure.outcome = .committed }
      case .unknown: if failure.outcome != .committed { failure.outcome = .unknown }
      }
      if failure.details == nil { failure.details = state.progress }
      return failure
    }
  }

  /// Gives the call up, unless it is past its commit point.
  ///
  /// - Parameters:
  ///   - code: What the caller is told: cancelled, deadlineExceeded or unavailable.
  ///   - postponed: Called when the part that is under way has ended, on any thread. Only
  ///     that of the first who gave up is called.
  /// - Returns: Whether the call is given up by now.
  func abandon(_ code: StatusCode, postponed: @escaping @Sendable () -> Void) -> Bool {
    self.state.withLock { state in
      switch state.stage {
      case .open:
        state.stage = .abandoned(code)
        return true
      case .part:
        if state.postponed == nil { state.postponed = (code, postponed) }
        return false
      case .final: return false
      case .abandoned: return true
      }
    }
  }
}
