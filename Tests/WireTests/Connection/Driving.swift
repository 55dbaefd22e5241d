import LatchkeyBase
import LatchkeyWire

/// Feeds a server's machine and lists its actions as short sentences.
struct DrivenServer {
  var machine: ServerFrameMachine
  /// What handlers still hold, in the order of their coming.
  var now: UInt64 = 1_000_000_000_000

  init(limits: WireLimits = WireLimits(), greeted: Bool = true) {
    self.machine = ServerFrameMachine(limits: limits)
    if greeted { _ = self.feed(Preface.bytes + rawHello) }
  }

  /// What the machine says to some bytes; a fault is the last word.
  mutating func feed(_ bytes: [UInt8]) -> [String] {
    var said: [String] = []
    var offset = 0
    while true {
      do throws(ConnectionFault) {
        let action = try self.machine.next(in: bytes.span, at: &offset, now: self.now)
        if case .needsBytes = action { return said }
        said.append(Self.describe(action))
      } catch {
        said.append("fault \(error.rule.reason.rawValue)")
        return said
      }
    }
  }

  /// A handler returns and its stream is answered.
  mutating func answer(_ stream: UInt32) -> Bool {
    self.machine.released()
    return self.machine.answered(stream)
  }

  static func describe(_ action: ServerAction) -> String {
    switch action {
    case .needsBytes: "needs bytes"
    case .dropped: "dropped"
    case .pause: "pause"
    case .greet: "greet"
    case .request(let stream, let envelope, let isSensitive, let isOpenEnded):
      "request \(stream) body \(envelope.body.count)\(isSensitive ? " sensitive" : "")"
        + (isOpenEnded ? " open" : "")
    case .message(let stream, let message, let isLast):
      describeMessage(stream, message, isLast)
    case .credit(let stream, let bytes): "credit \(stream) \(bytes)"
    case .sendCredit(let stream, let bytes): "send credit \(stream) \(bytes)"
    case .breach(let stream, let failure): "breach \(stream) \(failure.code) \(failure.reason)"
    case .refuse(let stream, let failure):
      "refuse \(stream) \(failure.code) \(failure.reason) \(failure.outcome)"
    case .cancel(let stream, let reason): "cancel \(stream) \(reason)"
    case .pong(let opaque): "pong \(opaque)"
    case .ponged(let opaque): "ponged \(opaque)"
    case .sendGoAway(let goAway): "goAway \(goAway.lastStream) \(goAway.reason)"
    case .clientLeaves: "client leaves"
    case .clientFailed(let failure): "client failed \(failure.reason)"
    }
  }
}

/// Feeds a client's machine and lists its actions as short sentences.
struct DrivenClient {
  var machine: ClientConnectionMachine
  var now: UInt64 = 1_000_000_000_000

  /// - Parameters:
  ///   - limits: In force here.
  ///   - streams: Streams to open: 1, 3, 5, …
  ///   - receiving: Further streams to open whose answers are messages.
  ///   - greeted: Whether the server's HELLO has come.
  init(
    limits: WireLimits = WireLimits(), streams: Int = 0, receiving: Int = 0, greeted: Bool = true
  ) {
    self.machine = ClientConnectionMachine(limits: limits)
    if greeted { _ = self.feed(rawHello) }
    for _ in 0..<streams { _ = self.machine.openStream() }
    for _ in 0..<receiving { _ = self.machine.openStream(receivesMessages: true) }
  }

  mutating func feed(_ bytes: [UInt8]) -> [String] {
    var said: [String] = []
    var offset = 0
    while true {
      do throws(ConnectionFault) {
        let action = try self.machine.next(in: bytes.span, at: &offset, now: self.now)
        if case .needsBytes = action { return said }
        said.append(Self.describe(action))
      } catch {
        said.append("fault \(error.rule.reason.rawValue)")
        return said
      }
    }
  }

  static func describe(_ action: ClientAction) -> String {
    switch action {
    case .needsBytes: "needs bytes"
    case .dropped: "dropped"
    case .greeted: "greeted"
    case .response(let stream, let envelope, let isSensitive):
      "response \(stream) body \(envelope.body?.count ?? -1)\(isSensitive ? " sensitive" : "")"
    case .message(let stream, let message, let isLast):
      describeMessage(stream, message, isLast)
    case .credit(let stream, let bytes): "credit \(stream) \(bytes)"
    case .sendCredit(let stream, let bytes): "send credit \(stream) \(bytes)"
    case .breach(let stream, let failure):
      "breach \(stream) \(failure.code) \(failure.reason) \(failure.outcome)"
    case .failure(let stream, let failure):
      "failure \(stream) \(failure.code) \(failure.reason) \(failure.outcome)"
    case .pong(let opaque): "pong \(opaque)"
    case .ponged(let opaque): "ponged \(opaque)"
    case .goAway(let goAway): "goAway \(goAway.lastStream) \(goAway.reason)"
    case .connectionFailed(let failure): "connection failed \(failure.reason)"
    }
  }
}

/// A response on one frame.
func rawResponse(_ stream: UInt32, body: [UInt8] = [1, 2], flags: UInt8 = 0x01) -> [UInt8] {
  rawFrame(
    4, stream: stream, flags: flags,
    cbor {
      $0.mapHeader(1)
      $0.unsigned(7)
      $0.bytes(body)
    })
}

/// An error on one frame.
func rawError(_ stream: UInt32, code: StatusCode = .aborted) -> [UInt8] {
  rawFrame(
    5, stream: stream, flags: 1,
    cbor {
      CallFailure(code: code, reason: "R", message: "m", outcome: .rolledBack).write(to: &$0)
    })
}

let rawPing = rawFrame(8, [0, 0, 0, 0, 0, 0, 0, 9])
let rawGoAway = rawFrame(10, [0xa3, 0x01, 0x01, 0x02, 0x0e, 0x03, 0x61, 0x52])

private func describeMessage(_ stream: UInt32, _ message: ReceivedMessage?, _ isLast: Bool)
  -> String
{
  let text = message.map {
    "message \(stream) bytes \($0.bytes.count) cost \($0.cost)\($0.isSensitive ? " sensitive" : "")"
  }
  return [text, isLast ? "end \(stream)" : nil].compactMap { $0 }.joined(separator: ", ")
}

/// A CREDIT.
func rawCredit(_ stream: UInt32, _ bytes: UInt32) -> [UInt8] {
  rawFrame(
    7, stream: stream, ([24, 16, 8, 0] as [UInt32]).map { UInt8(truncatingIfNeeded: bytes >> $0) })
}

/// A message of a stream, or a part of one.
func rawData(_ stream: UInt32, _ count: Int, flags: UInt8 = 0) -> [UInt8] {
  rawFrame(3, stream: stream, flags: flags, [UInt8](repeating: 0xf6, count: count))
}
