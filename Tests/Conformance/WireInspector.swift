import LatchkeyWire

/// Watches the bytes of one connection from between its ends, and notes what PROTOCOL.md forbids.
///
/// A value that is fed with bytes. It sees what each side sent before the other one does, so that whatever
/// it allows may be late and never early: what it notes was wrong wherever one looks from.
public struct WireInspector: Sendable {
  /// An end of the connection.
  public enum Side: Sendable {
    /// Who connected.
    case client
    /// Who accepted.
    case server
  }

  /// What was sent on one stream.
  private struct Stream {
    var clientEnded = false
    var isOver = false
    var isCancelled = false
    /// Bytes of DATA that each side may still send.
    var clientCredit: Int
    var serverCredit: Int
  }

  /// What was wrong, in words.
  public private(set) var breaches: [String] = []
  /// Frames by type, as the number on the wire.
  public private(set) var frames: [UInt8: Int] = [:]
  private var unread: (client: [UInt8], server: [UInt8]) = ([], [])
  private var prefaceIsRead = false
  private var hello: (client: Hello?, server: Hello?) = (nil, nil)
  private var streams: [UInt32: Stream] = [:]
  private var lastStream: UInt32 = 0
  private var pings: (client: [[UInt8]], server: [[UInt8]]) = ([], [])

  /// An inspector of a connection of which nothing was seen.
  public init() {}

  /// Streams whose client waits for their end.
  public var openStreams: [UInt32] {
    self.streams.filter { !$0.value.isOver && !$0.value.isCancelled }.map(\.key).sorted()
  }

  /// PINGs of either side without a PONG.
  public var unansweredPings: Int { self.pings.client.count + self.pings.server.count }

  /// Takes what a side has sent.
  public mutating func take(_ bytes: [UInt8], from side: Side) {
    switch side {
    case .client: self.unread.client += bytes
    case .server: self.unread.server += bytes
    }
    if side == .client, !self.prefaceIsRead {
      guard self.unread.client.count >= Preface.bytes.count else { return }
      if !self.unread.client.starts(with: Preface.bytes) { self.note("the preface", side) }
      self.unread.client.removeFirst(Preface.bytes.count)
      self.prefaceIsRead = true
    }
    while let (header, body) = self.nextFrame(of: side) { self.judge(header, body, side) }
  }

  private mutating func nextFrame(of side: Side) -> (FrameHeader, [UInt8])? {
    let bytes = side == .client ? self.unread.client : self.unread.server
    guard bytes.count >= FrameHeader.byteCount else { return nil }
    let header = FrameHeader(reading: bytes.span)
    let end = FrameHeader.byteCount + Int(header.length)
    guard bytes.count >= end else { return nil }
    switch side {
    case .client: self.unread.client.removeFirst(end)
    case .server: self.unread.server.removeFirst(end)
    }
    return (header, Array(bytes[FrameHeader.byteCount..<end]))
  }

  private mutating func note(_ what: String, _ side: Side, _ header: FrameHeader? = nil) {
    let frame = header.map { " (type \($0.typeByte), stream \($0.stream), flags \($0.flags))" }
    self.breaches.append("\(side): \(what)\(frame ?? "")")
  }
}

// MARK: - Rules

extension WireInspector {
  private mutating func judge(_ header: FrameHeader, _ body: [UInt8], _ side: Side) {
    self.frames[header.typeByte, default: 0] += 1
    guard let type = header.type else { return self.note("a type without a name", side, header) }
    // Neither side has announced anything optional, so CRITICAL and bits without a name are nobody's.
    if !header.flags.isSubset(of: Self.flags(of: type)) { self.note("a flag", side, header) }
    if header.flags.isSuperset(of: [.end, .more]) { self.note("END with MORE", side, header) }
    if header.zero != 0 { self.note("bits that must be zero", side, header) }
    if header.length > 65_536 { self.note("a long frame", side, header) }
    let isGreeted = side == .client ? self.hello.client != nil : self.hello.server != nil
    // A connection may be refused before anything else.
    if !isGreeted, type != .hello, !(type == .error && header.stream == 0 && side == .server) {
      self.note("a frame before HELLO", side, header)
    }
    switch type {
    case .hello: self.hello(header, body, side, isGreeted)
    case .ping, .pong, .goAway: self.control(header, body, side, type)
    case .request, .data, .response, .error, .cancel, .credit:
      if header.stream == 0 {
        if type != .error { self.note("no stream", side, header) }
        return
      }
      side == .client
        ? self.fromClient(header, body, type) : self.fromServer(header, body, type)
    }
  }

  private static func flags(of type: FrameType) -> FrameFlags {
    switch type {
    case .request, .data, .response: [.end, .more, .sensitive]
    case .error: .end
    case .hello, .cancel, .credit, .ping, .pong, .goAway: []
    }
  }

  private mutating func hello(
    _ header: FrameHeader, _ body: [UInt8], _ side: Side, _ isGreeted: Bool
  ) {
    if isGreeted { self.note("a second HELLO", side, header) }
    if body.count > 1_024 || header.stream != 0 { self.note("its HELLO", side, header) }
    let hello = try? Hello(reading: body.span)
    if hello?.features.isEmpty != true { self.note("its HELLO", side, header) }
    switch side {
    case .client: self.hello.client = hello ?? Hello()
    case .server: self.hello.server = hello ?? Hello()
    }
  }

  private mutating func control(
    _ header: FrameHeader, _ body: [UInt8], _ side: Side, _ type: FrameType
  ) {
    if header.stream != 0 { self.note("a stream", side, header) }
    if type != .goAway, body.count != 8 { self.note("not eight bytes", side, header) }
    switch (type, side) {
    case (.ping, .client): self.pings.client.append(body)
    case (.ping, .server): self.pings.server.append(body)
    case (.pong, _):
      let asked = side == .client ? self.pings.server : self.pings.client
      guard asked.first == body else { return self.note("a PONG of nothing", side, header) }
      if side == .client {
        self.pings.server.removeFirst()
      } else {
        self.pings.client.removeFirst()
      }
    default: break
    }
  }

  private mutating func fromClient(_ header: FrameHeader, _ body: [UInt8], _ type: FrameType) {
    let number = header.stream
    guard var stream = self.streams[number] else {
      if type != .request || number % 2 == 0 || number <= self.lastStream {
        self.note("a stream's first frame", .client, header)
      }
      self.lastStream = max(self.lastStream, number)
      // The server's credit is known before any DATA; a request may come before.
      var opened = Stream(
        clientCredit: Int(self.hello.server?.streamCredit ?? 262_144),
        serverCredit: Int(self.hello.client?.streamCredit ?? 262_144))
      opened.clientEnded = header.flags.contains(.end)
      self.streams[number] = opened
      return
    }
    if stream.isCancelled { self.note("a frame behind its CANCEL", .client, header) }
    switch type {
    case .request, .data:
      if stream.clientEnded { self.note("a frame behind its END", .client, header) }
      if type == .data {
        if self.hello.server == nil { self.note("DATA before the HELLO", .client, header) }
        stream.clientCredit -= Self.cost(header)
        if stream.clientCredit < 0 { self.note("DATA above its credit", .client, header) }
      }
      if header.flags.contains(.end) { stream.clientEnded = true }
    case .cancel:
      if body.count != 1 { self.note("a CANCEL", .client, header) }
      stream.isCancelled = true
    case .credit:
      stream.serverCredit += Self.number(body)
      if body.count != 4 || Self.number(body) == 0 { self.note("a CREDIT", .client, header) }
    case .response, .error, .hello, .ping, .pong, .goAway:
      self.note("a frame of a server", .client, header)
    }
    self.streams[number] = stream
  }

  private mutating func fromServer(_ header: FrameHeader, _ body: [UInt8], _ type: FrameType) {
    let number = header.stream
    guard var stream = self.streams[number] else {
      return self.note("a stream that nobody opened", .server, header)
    }
    if stream.isOver { self.note("a frame behind the terminal one", .server, header) }
    switch type {
    case .data:
      stream.serverCredit -= Self.cost(header)
      if stream.serverCredit < 0 { self.note("DATA above its credit", .server, header) }
    case .response:
      stream.isOver = !header.flags.contains(.more)
      if stream.isOver != header.flags.contains(.end) { self.note("no END", .server, header) }
    case .error:
      stream.isOver = true
    case .credit:
      stream.clientCredit += Self.number(body)
      if body.count != 4 || Self.number(body) == 0 { self.note("a CREDIT", .server, header) }
    case .request, .cancel, .hello, .ping, .pong, .goAway:
      self.note("a frame of a client", .server, header)
    }
    self.streams[number] = stream
  }

  /// What a frame of DATA costs: an END alone is free.
  private static func cost(_ header: FrameHeader) -> Int {
    header.length == 0 && header.flags.contains(.end) ? 0 : 12 + Int(header.length)
  }

  private static func number(_ body: [UInt8]) -> Int { body.reduce(0) { $0 << 8 | Int($1) } }
}
