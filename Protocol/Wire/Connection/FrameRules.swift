/// What holds for a frame of a type on either side, in every state.
enum FrameRules {
  /// Compares flags and stream with what the type allows.
  static func check(_ header: FrameHeader, _ type: FrameType) throws(ConnectionFault) {
    guard header.flags.isSubset(of: Self.flags(of: type)) else {
      throw ConnectionFault(.flags, "A frame has a flag that its type does not have.")
    }
    switch type {
    case .hello, .ping, .pong, .goAway:
      guard header.stream == 0 else {
        throw ConnectionFault(.stream, "A frame of the connection names a stream.")
      }
    case .request, .data, .response, .cancel, .credit:
      guard header.stream != 0 else {
        throw ConnectionFault(.stream, "A frame of a stream names none.")
      }
    case .error:
      break
    }
    guard !header.flags.isSuperset(of: [.end, .more]) else {
      throw ConnectionFault(.flags, "A message cannot both end the stream and continue.")
    }
  }

  /// The flags that a type may have. CRITICAL is allowed everywhere: it asks for what is done anyway.
  private static func flags(of type: FrameType) -> FrameFlags {
    switch type {
    case .request, .data, .response: .known
    case .error: [.end, .critical]
    case .hello, .cancel, .credit, .ping, .pong, .goAway: .critical
    }
  }

  /// The eight bytes of a PING or a PONG.
  static func eight(_ body: Span<UInt8>) throws(ConnectionFault) -> UInt64 {
    guard body.count == 8 else {
      throw ConnectionFault(.controlBody, "A PING and a PONG have eight bytes.")
    }
    return body.bigEndian(UInt64.self, at: 0)
  }

  static func hello(_ body: Span<UInt8>) throws(ConnectionFault) -> Hello {
    do throws(CBORError) {
      return try Hello(reading: body)
    } catch {
      throw ConnectionFault(.hello, "The HELLO is malformed: \(error).")
    }
  }

  static func goAway(_ body: Span<UInt8>) throws(ConnectionFault) -> GoAway {
    do throws(CBORError) {
      return try GoAway(reading: body)
    } catch {
      throw ConnectionFault(.controlBody, "The GOAWAY is malformed: \(error).")
    }
  }

  /// The number in a CREDIT.
  static func credit(_ body: Span<UInt8>) throws(ConnectionFault) -> UInt32 {
    guard body.count == 4 else {
      throw ConnectionFault(.controlBody, "A CREDIT has four bytes.")
    }
    let bytes = body.bigEndian(UInt32.self, at: 0)
    guard bytes > 0 else { throw ConnectionFault(.controlBody, "A CREDIT gives something.") }
    return bytes
  }

  /// The ERROR with which a peer ends the connection.
  static func connectionError(
    _ header: FrameHeader, _ body: Span<UInt8>
  ) throws(ConnectionFault) -> CallFailure {
    guard header.stream == 0 else {
      throw ConnectionFault(.direction, "A client sends no ERROR for a stream.")
    }
    return try Self.error(body)
  }

  static func error(_ body: Span<UInt8>) throws(ConnectionFault) -> CallFailure {
    do throws(CBORError) {
      return try CallFailure(reading: body)
    } catch {
      throw ConnectionFault(.controlBody, "The ERROR is malformed: \(error).")
    }
  }
}
