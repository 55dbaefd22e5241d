public import LatchkeySchema
public import LatchkeyWire

extension Sessions.VerifySession: DirectMessage {
  /// Writes the message.
  public func write(to writer: inout CBORWriter) {
    writer.mapHeader(1)
    writer.unsigned(1)
    self.session.withBytes { writer.bytes($0) }
  }

  /// Reads the form that this version writes.
  public static func readCommonForm(from reader: inout CBORReader) throws(CBORError) -> Self? {
    guard try reader.readMapHeader() == 1, try reader.passKey(1) else { return nil }
    let range = try reader.readBytes()
    guard range.count <= Secret.byteCountMax else { return nil }
    return Self(session: Secret(reader.copy(range)))
  }

  /// Where the token stands in a message of the form that this version writes, for those who need no
  /// copy of it.
  ///
  /// - Parameter bytes: Exactly one item.
  /// - Returns: Its place; nil when ``DirectCoding/decode(_:from:)`` has to say what the bytes are.
  public static func tokenInCommonForm(_ bytes: [UInt8]) -> Range<Int>? {
    do throws(CBORError) {
      return try CBORReader.reading(bytes.span) { (reader) throws(CBORError) -> Range<Int>? in
        guard try reader.readMapHeader() == 1, try reader.passKey(1) else { return nil }
        let range = try reader.readBytes()
        return range.count <= Secret.byteCountMax && reader.remaining == 0 ? range : nil
      }
    } catch {
      return nil
    }
  }
}

extension Sessions.VerifySession.Response: DirectMessage {
  /// Writes the message.
  public func write(to writer: inout CBORWriter) {
    writer.mapHeader(5)
    writer.unsigned(1)
    writer.integer(self.accountID)
    writer.unsigned(2)
    writer.text(self.population.rawValue)
    writer.unsigned(3)
    writer.integer(self.credentialEpoch)
    writer.unsigned(4)
    writer.integer(self.idleExpiresAt.rawValue)
    writer.unsigned(5)
    writer.integer(self.expiresAt.rawValue)
  }

  /// Reads the form that this version writes.
  public static func readCommonForm(from reader: inout CBORReader) throws(CBORError) -> Self? {
    guard try reader.readMapHeader() == 5, try reader.passKey(1) else { return nil }
    let account = try reader.readInteger()
    guard try reader.passKey(2) else { return nil }
    let population = PopulationName(rawValue: try reader.readText())
    guard try reader.passKey(3) else { return nil }
    let epoch = try reader.readInteger()
    guard try reader.passKey(4) else { return nil }
    let idle = try reader.readInteger()
    guard try reader.passKey(5) else { return nil }
    return Self(
      accountID: account, population: population, credentialEpoch: epoch,
      idleExpiresAt: UnixMilliseconds(idle),
      expiresAt: UnixMilliseconds(try reader.readInteger()))
  }
}

extension Server.Ping: DirectMessage {
  /// Writes the message.
  public func write(to writer: inout CBORWriter) { writer.payload(self.payload) }

  /// Reads the form that this version writes.
  public static func readCommonForm(from reader: inout CBORReader) throws(CBORError) -> Self? {
    try reader.readPayload().map { Self(payload: $0) }
  }
}

extension Server.Ping.Response: DirectMessage {
  /// Writes the message.
  public func write(to writer: inout CBORWriter) { writer.payload(self.payload) }

  /// Reads the form that this version writes.
  public static func readCommonForm(from reader: inout CBORReader) throws(CBORError) -> Self? {
    try reader.readPayload().map { Self(payload: $0) }
  }
}

extension CBORWriter {
  /// The one field of an echo.
  fileprivate mutating func payload(_ payload: [UInt8]?) {
    self.mapHeader(payload == nil ? 0 : 1)
    guard let payload else { return }
    self.unsigned(1)
    self.bytes(payload)
  }
}

extension CBORReader {
  /// The one field of an echo, if it is there.
  fileprivate mutating func readPayload() throws(CBORError) -> [UInt8]? {
    guard try self.readMapHeader() == 1, try self.passKey(1) else { return nil }
    return self.copy(try self.readBytes())
  }
}
