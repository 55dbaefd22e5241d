public import LatchkeyBase

// What each frame of a client means, by state. `STATE TABLE: SERVER` in PROTOCOL.md is this file.

extension ServerFrameMachine {
  /// One complete frame.
  mutating func receive(
    _ header: FrameHeader, _ body: Span<UInt8>, now: UInt64
  ) throws(ConnectionFault) -> ServerAction {
    guard let type = header.type else { return try self.unknown(header) }
    try FrameRules.check(header, type)
    if self.state == .awaitingHello {
      guard type == .hello else {
        throw ConnectionFault(.hello, "The first frame must be a HELLO.")
      }
      return try self.greet(body)
    }
    switch type {
    case .request:
      return try self.request(header, body)
    case .data:
      return try self.data(header, body)
    case .credit:
      let bytes = try FrameRules.credit(body)
      guard try self.isOpen(header.stream) else { return .dropped }
      return .credit(stream: header.stream, bytes)
    case .cancel:
      return try self.cancel(header, body, now: now)
    case .ping:
      let opaque = try FrameRules.eight(body)
      guard !self.nuisance.pings.receive(at: now, limits: self.limits) else {
        return try self.calm("PINGs come at least 10 s apart.")
      }
      return .pong(opaque)
    case .pong:
      return .ponged(try FrameRules.eight(body))
    case .goAway:
      return .clientLeaves(try FrameRules.goAway(body))
    case .error:
      return .clientFailed(try FrameRules.connectionError(header, body))
    case .hello:
      throw ConnectionFault(.hello, "A HELLO came twice.")
    case .response:
      throw ConnectionFault(.direction, "A client sends no RESPONSE.")
    }
  }

  /// The first frame. From here on the limits of LKP/1 hold.
  private mutating func greet(
    _ body: Span<UInt8>
  ) throws(ConnectionFault) -> ServerAction {
    let hello = try FrameRules.hello(body)
    guard Hello.common(1...1, hello.versions) != nil else {
      throw ConnectionFault(.version, "This side speaks version 1 only.")
    }
    let standard = WireLimits()
    self.peer.frameBytesMax = min(hello.frameBytesMax ?? .max, standard.frameBytesMax)
    self.peer.messageBytesMax = min(hello.messageBytesMax ?? .max, standard.messageBytesMax)
    self.peer.streamCredit = hello.streamCredit ?? standard.streamCredit
    self.decoder.bodyBytesMax = self.limits.frameBytesMax
    self.decoder.skippedBytesMax = self.limits.frameBytesMax * self.limits.oversizeFactor
    self.state = .serving
    return .greet(hello)
  }

  /// A frame that is being read over.
  mutating func oversized(_ header: FrameHeader) throws(ConnectionFault) -> ServerAction {
    guard let type = header.type else { return try self.unknown(header) }
    try FrameRules.check(header, type)
    switch type {
    case .request:
      let failure = CallFailure.tooLarge(
        .frameTooLarge,
        "A frame has \(header.length) bytes; \(self.limits.frameBytesMax) are allowed.")
      if self.streams.discarded.contains(header.stream) {
        if !header.flags.contains(.more) {
          self.streams.discarded.removeAll { $0 == header.stream }
        }
        return .dropped
      }
      if self.streams.assembly.contains(header.stream) {
        self.streams.assembly.drop(header.stream)
      } else {
        try self.expectNewStream(header.stream)
      }
      return try self.refuse(header, failure)
    case .data:
      guard try self.isOpen(header.stream) else { return .dropped }
      return .breach(
        stream: header.stream,
        .tooLarge(
          .frameTooLarge,
          "A frame has \(header.length) bytes; \(self.limits.frameBytesMax) are allowed."))
    case .hello, .response, .error, .cancel, .credit, .ping, .pong, .goAway:
      throw ConnectionFault(.length, "A control frame is longer than a frame may be.")
    }
  }

  /// A REQUEST: the first frame of a stream, or the next one of its chain.
  private mutating func request(
    _ header: FrameHeader, _ body: Span<UInt8>
  ) throws(ConnectionFault) -> ServerAction {
    let stream = header.stream
    if stream <= self.streams.last {
      guard self.streams.assembly.contains(stream) else { return try self.discardOrFault(header) }
      return try self.assemble(header, body)
    }
    try self.expectNewStream(stream)
    if case .draining(let last) = self.state, stream > last {
      return try self.refuse(
        header,
        CallFailure(
          code: .unavailable, reason: .draining,
          message: "This connection takes no new calls; use a new one.", outcome: .notStarted))
    }
    // Counted as the client can: what it has cancelled is closed for it, even while the handler runs. A driver that
    // heeds isOverfull never has more handlers than the limit, and no request in vain.
    guard self.streams.open.count + self.streams.assembly.count < self.limits.streamsMax,
      !self.isOverfull
    else {
      return try self.refuse(header, .tooManyStreams(self.limits))
    }
    guard header.flags.contains(.more) else {
      return self.open(stream, body, flags: header.flags)
    }
    return try self.assemble(header, body)
  }

  /// The next frame of a chain.
  private mutating func assemble(
    _ header: FrameHeader, _ body: Span<UInt8>
  ) throws(ConnectionFault) -> ServerAction {
    let step = self.streams.assembly.append(
      body, stream: header.stream, flags: header.flags, limits: self.limits)
    switch step {
    case .incomplete:
      return .dropped
    case .complete(var message):
      defer { message.wipeIfSensitive() }
      let flags: FrameFlags = message.isSensitive ? header.flags.union(.sensitive) : header.flags
      do throws(CallFailure) {
        return self.opened(
          header.stream, try RequestEnvelope(reading: &message, limits: self.limits), flags)
      } catch {
        return .refuse(stream: header.stream, error)
      }
    case .tooLong:
      return try self.refuse(
        header,
        .tooLarge(
          .messageTooLarge,
          "A request has at most \(self.limits.messageBytesMax) bytes of body."))
    case .tooMuch:
      return try self.refuse(
        header,
        .tooLarge(.tooManyUnfinished, "Too many bytes of unfinished requests are waiting."))
    }
  }

  /// A whole request.
  private mutating func open(
    _ stream: UInt32, _ bytes: Span<UInt8>, flags: FrameFlags
  ) -> ServerAction {
    do throws(CallFailure) {
      return self.opened(
        stream, try RequestEnvelope(reading: bytes, limits: self.limits), flags)
    } catch {
      return .refuse(stream: stream, error)
    }
  }

  private mutating func opened(
    _ stream: UInt32, _ envelope: consuming RequestEnvelope, _ flags: FrameFlags
  ) -> ServerAction {
    let isOpenEnded = !flags.contains(.end)
    self.streams.open.insert(stream)
    if isOpenEnded { self.streams.inbound.open(stream, credit: self.limits.streamCredit) }
    self.streams.slotsInUse += 1
    return .request(
      stream: stream, envelope, isSensitive: flags.contains(.sensitive), isOpenEnded: isOpenEnded)
  }

  /// DATA: a message, a part of one, or the end of the client's direction.
  private mutating func data(
    _ header: FrameHeader, _ body: Span<UInt8>
  ) throws(ConnectionFault) -> ServerAction {
    guard try self.isOpen(header.stream) else { return .dropped }
    let step = self.streams.inbound.receive(
      body, stream: header.stream, flags: header.flags, limits: self.limits)
    switch step {
    case .unexpected:
      return .breach(
        stream: header.stream,
        .streamBreach(.ended, "A message came on a stream whose request ended with END."))
    case .incomplete(nil):
      return .dropped
    case .incomplete(.some(let bytes)):
      return .sendCredit(stream: header.stream, bytes)
    case .message(let message, let isLast):
      return .message(stream: header.stream, message, isLast: isLast)
    case .broken(let failure):
      return .breach(stream: header.stream, failure)
    }
  }

  private mutating func cancel(
    _ header: FrameHeader, _ body: Span<UInt8>, now: UInt64
  ) throws(ConnectionFault) -> ServerAction {
    guard body.count == 1, let reason = CancelReason(rawValue: body[0]) else {
      throw ConnectionFault(.controlBody, "A CANCEL has one byte: 1, 2 or 3.")
    }
    try self.expectOpened(header.stream)
    let tooMany = self.nuisance.cancels.count(
      at: now, limit: self.limits.cancelsMax,
      windowMilliseconds: self.limits.cancelWindowMilliseconds)
    guard !tooMany else {
      // Counted anew: only going on like this after being told ends the connection.
      self.nuisance.cancels.reset()
      return try self.calm("Too many CANCELs.")
    }
    if self.streams.assembly.contains(header.stream) {
      self.streams.assembly.drop(header.stream)
      return .refuse(
        stream: header.stream,
        CallFailure(
          code: .cancelled, reason: .cancelled, message: "Cancelled before the request was whole.",
          outcome: .notStarted))
    }
    self.streams.discarded.removeAll { $0 == header.stream }
    guard self.streams.open.contains(header.stream) else {
      self.lateFrames += 1
      return .dropped
    }
    return .cancel(stream: header.stream, reason)
  }

  /// The first time a farewell, the second time the end.
  private mutating func calm(_ message: String) throws(ConnectionFault) -> ServerAction {
    guard !self.nuisance.wasTold else { throw ConnectionFault(.calm, message) }
    self.nuisance.wasTold = true
    return .sendGoAway(
      self.beginDraining(code: .resourceExhausted, reason: .calm, graceMilliseconds: nil))
  }

  /// Refuses a stream; what is left of its chain will be read over.
  private mutating func refuse(
    _ header: FrameHeader, _ failure: CallFailure
  ) throws(ConnectionFault) -> ServerAction {
    if header.flags.contains(.more) {
      guard self.streams.discarded.count < self.limits.discardedStreamsMax else {
        throw ConnectionFault(.calm, "Too many refused requests are left unfinished.")
      }
      self.streams.discarded.append(header.stream)
    }
    return .refuse(stream: header.stream, failure)
  }

  /// A REQUEST for a stream that is not new: the rest of a refused chain, or a breach.
  private mutating func discardOrFault(
    _ header: FrameHeader
  ) throws(ConnectionFault) -> ServerAction {
    guard let index = self.streams.discarded.firstIndex(of: header.stream) else {
      throw ConnectionFault(.stream, "Stream numbers of requests must increase.")
    }
    if !header.flags.contains(.more) { self.streams.discarded.remove(at: index) }
    return .dropped
  }

  private mutating func expectNewStream(_ stream: UInt32) throws(ConnectionFault) {
    guard stream & 1 == 1 else {
      throw ConnectionFault(.stream, "A client opens streams with odd numbers.")
    }
    guard stream > self.streams.last else {
      throw ConnectionFault(.stream, "Stream numbers of requests must increase.")
    }
    guard stream <= self.limits.streamNumberMax else {
      throw ConnectionFault(.stream, "The numbers of this connection are used up.")
    }
    self.streams.last = stream
  }

  private func expectOpened(_ stream: UInt32) throws(ConnectionFault) {
    guard stream & 1 == 1, stream <= self.streams.last else {
      throw ConnectionFault(.stream, "A frame names a stream that was never opened.")
    }
  }

  /// Whether a frame's stream is unanswered; false is a lost race, a stream never opened is a fault.
  private mutating func isOpen(_ stream: UInt32) throws(ConnectionFault) -> Bool {
    try self.expectOpened(stream)
    guard self.streams.open.contains(stream) else {
      self.lateFrames += 1
      return false
    }
    return true
  }

  private mutating func unknown(_ header: FrameHeader) throws(ConnectionFault) -> ServerAction {
    guard self.state != .awaitingHello else {
      throw ConnectionFault(.hello, "The first frame must be a HELLO.")
    }
    guard !header.flags.contains(.critical) else {
      throw ConnectionFault(.type, "A critical frame has a type that is not known.")
    }
    self.skippedFrames += 1
    return .dropped
  }
}

// MARK: - What the driver reports

extension ServerFrameMachine {
  /// A terminal frame is about to be sent.
  ///
  /// - Returns: Whether it may be: false when the stream had one already.
  public mutating func answered(_ stream: UInt32) -> Bool {
    if !self.streams.inbound.isEmpty { self.streams.inbound.close(stream) }
    return self.streams.open.remove(stream)
  }

  /// The consumer of a stream has taken a message.
  ///
  /// - Parameters:
  ///   - stream: Of the message.
  ///   - cost: That of the message.
  /// - Returns: Credit to be sent now, in bytes; nil while there is enough, or the stream is over.
  public mutating func consumed(on stream: UInt32, cost: Int) -> UInt32? {
    self.streams.inbound.consumed(stream, cost: cost)
  }

  /// A handler returned.
  public mutating func released() {
    precondition(self.streams.slotsInUse > 0, "A handler returned twice.")
    self.streams.slotsInUse -= 1
  }

  /// A handler returned, and its terminal frame is about to be sent: ``released()`` and
  /// ``answered(_:)`` at once.
  ///
  /// - Parameter stream: Of the call.
  /// - Returns: Whether the frame may be sent: false when the stream had one already.
  public mutating func finished(_ stream: UInt32) -> Bool {
    self.released()
    return self.answered(stream)
  }

  /// Makes the farewell that begins draining; requests with higher streams are refused from now on.
  public mutating func beginDraining(
    code: StatusCode, reason: RuntimeReason, graceMilliseconds: UInt32?
  ) -> GoAway {
    var last = self.streams.last
    switch self.state {
    case .awaitingPreface, .awaitingHello, .serving: self.state = .draining(last: last)
    case .draining(let announced): last = announced
    case .closed: break
    }
    return GoAway(
      lastStream: last, code: code, reason: reason.rawValue, graceMilliseconds: graceMilliseconds)
  }

  /// Takes no more bytes.
  public mutating func close() { self.state = .closed }
}
