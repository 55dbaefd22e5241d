import Glibc
internal import LatchkeyBase
public import LatchkeyRuntime
import LatchkeyWire

/// Plays cases as a client.
public struct CasePlayer: Sendable {
  /// What came of one case.
  private struct Result {
    var sizes: [Int] = []
    var facts: Facts?
    var metadata: Metadata?
    var failure: CallFailure?
    /// Messages that are still to be sent.
    var unsent = 0
    /// Whether answers are bytes and nothing else.
    var isRaw = false

    mutating func note(_ message: [UInt8]) throws {
      guard !self.isRaw else { return self.sizes.append(message.count) }
      guard !message.isEmpty else { return self.sizes.append(-1) }
      // The raw peer answers some calls with the empty map.
      guard message != [0xa0] else { return self.sizes.append(0) }
      let answer = try CBORDecoder().decode(Answer.self, from: message)
      self.sizes.append(answer.payload.count)
      self.facts = answer.facts
    }
  }

  private let client: RPCClient

  /// A player on a connection.
  public init(_ client: RPCClient) {
    self.client = client
  }

  /// Plays a case.
  ///
  /// - Parameter one: The case.
  /// - Returns: What is not as the case says, or nothing.
  public func differences(_ one: CaseFile.Case) async -> [String] {
    var options = CallOptions(deadlineMilliseconds: one.deadline ?? 10_000)
    options.actor = one.actor.map { Array($0.utf8) }
    for pair in one.metadata ?? [] {
      options.metadata.append(pair[0], Self.value(pair[1]))
    }
    var result = Result()
    do {
      result = try await self.play(one, options)
    } catch {
      return ["\(error)"]
    }
    return Self.compare(one.expect, result, options)
  }

  /// Plays a case of an answer that no good server gives.
  ///
  /// - Parameter one: The case.
  /// - Returns: What is not as the case says, or nothing.
  public func differences(_ one: CaseFile.AnswerCase) async -> [String] {
    await self.differences(
      CaseFile.Case(
        suite: one.suite, name: one.name, method: one.method, kind: one.kind, expect: one.expect))
  }

  private static func value(_ text: String) -> Metadata.Value {
    let content = text.dropFirst(2)
    guard text.hasPrefix("h:") else { return .text(String(content)) }
    let digits = content.compactMap { $0.hexDigitValue }
    return .bytes(
      stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) })
  }

  private static func bytes(_ job: CaseFile.CaseJob?) throws -> [UInt8] {
    guard let job else { return [] }
    return try CBOREncoder().encode(job.job)
  }

  // MARK: - Playing

  private func play(_ one: CaseFile.Case, _ options: CallOptions) async throws -> Result {
    let body = try one.raw.map { [UInt8](repeating: 0, count: $0) } ?? Self.bytes(one.body)
    guard one.kind != .unary else { return try await self.playUnary(one, body, options) }
    let stream = self.client.open(
      .number(one.method), body: body, options: options, sendsMessages: one.kind.sends,
      receivesMessages: one.kind.receives)
    var result = Result()
    do {
      try await self.send(one, on: stream, &result)
      if one.cancel == "beforeEnd" || one.cancel == "afterEnd" { stream.cancel() }
      while one.kind.receives, let message = try await stream.next() {
        try result.note(message)
        if one.cancel == "after\(result.sizes.count)" { stream.cancel() }
      }
      let reply = try await stream.reply()
      result.metadata = reply.metadata
      if !one.kind.receives { try result.note(reply.body) }
    } catch let failure as CallFailure {
      result.failure = failure
      result.facts = try Self.facts(in: failure) ?? result.facts
    }
    return result
  }

  private func send(
    _ one: CaseFile.Case, on stream: ClientStream, _ result: inout Result
  ) async throws {
    guard one.kind.sends else { return }
    result.unsent = one.send?.count ?? 0
    for job in one.send ?? [] {
      try await stream.send(try Self.bytes(job))
      result.unsent -= 1
      guard one.kind == .full else { continue }
      for _ in job?.sizes ?? [] {
        guard let message = try await stream.next() else { break }
        try result.note(message)
      }
    }
    if one.cancel != "beforeEnd" { stream.finishSending() }
  }

  private func playUnary(
    _ one: CaseFile.Case, _ body: [UInt8], _ options: CallOptions
  ) async throws -> Result {
    let client = self.client
    let call = Task { () -> Swift.Result<Reply, CallFailure> in
      do throws(CallFailure) {
        return .success(
          try await client.call(.number(one.method), body: body, options: options))
      } catch {
        return .failure(error)
      }
    }
    if one.cancel != nil {
      for _ in 0..<10 { await Task.yield() }
      call.cancel()
    }
    var result = Result()
    result.isRaw = one.raw != nil
    switch await call.value {
    case .success(let reply):
      result.metadata = reply.metadata
      try result.note(reply.body)
    case .failure(let failure):
      result.failure = failure
      result.facts = try Self.facts(in: failure)
    }
    return result
  }

  private static func facts(in failure: CallFailure) throws -> Facts? {
    guard failure.reason == "ASKED_FOR", let details = failure.details else { return nil }
    return try CBORDecoder().decode(Facts.self, from: details)
  }

  // MARK: - Comparing

  private static func compare(
    _ expected: CaseFile.Expectation, _ result: Result, _ options: CallOptions
  ) -> [String] {
    var found: [String] = []
    func expect<Value: Equatable>(_ name: String, _ value: Value?, _ wanted: Value?) {
      guard let wanted, value != wanted else { return }
      found.append("\(name) is \(value.map { "\($0)" } ?? "absent")")
    }
    expect("code", result.failure?.code.rawValue ?? 0, expected.code)
    if !found.isEmpty, let failure = result.failure { found.append("\(failure)") }
    expect("reason", result.failure?.reason, expected.reason)
    expect("message", result.failure?.message, expected.message)
    expect("outcome", result.failure?.outcome.rawValue, expected.outcome)
    expect("sizes", result.sizes, expected.sizes)
    expect("seen", result.facts?.seen, expected.seen)
    if let remaining = expected.remaining {
      let left = result.facts?.remainingMilliseconds
      expect("remaining", left.map { $0 > 0 && $0 <= remaining }, true)
    }
    if expected.metadata == true {
      expect("metadata", result.facts?.metadata, options.metadata.items)
    }
    if expected.echo == true { expect("echo", result.metadata, options.metadata) }
    if expected.uid == true { expect("uid", result.facts?.uid, geteuid()) }
    expect("actor", result.facts.map { $0.actor ?? [] }, expected.actor.map { Array($0.utf8) })
    expect("unsent", result.unsent, expected.unsent)
    return found
  }
}
