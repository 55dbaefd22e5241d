internal import LatchkeyBase
public import LatchkeySchema
public import LatchkeyWire

extension Sessions.VerifySession: DirectMessage {
  /// Writes the message.
  public func write(to writer: inout CBORWriter) {
    var heads = CBORHeads()
    heads.mapHeader(1)
    heads.unsigned(1)
    heads.bytesHeader(self.session.byteCount)
    writer.append(heads, reserving: self.session.byteCount)
    self.session.withBytes { writer.raw($0) }
  }

  /// Reads the form that this version writes.
  public static func readCommonForm(from reader: inout CBORReader) throws(CBORError) -> Self? {
    guard try reader.readMapHeader() == 1, reader.passSmallKey(1) else { return nil }
    let range = try reader.readBytes()
    guard range.count <= Secret.bytesMax else { return nil }
    return Self(session: reader.withBytes(in: range) { Secret(copying: $0) })
  }

  /// Where the token stands in a message of the form that this version writes, for those who need no
  /// copy of it.
  ///
  /// - Parameter bytes: Exactly one item.
  /// - Returns: Its place; nil when ``DirectCoding/decode(_:from:)`` has to say what the bytes are.
  public static func tokenInCommonForm(_ bytes: [UInt8]) -> Range<Int>? {
    do throws(CBORError) {
      return try CBORReader.reading(bytes.span) { (reader) throws(CBORError) -> Range<Int>? in
        guard try reader.readMapHeader() == 1, reader.passSmallKey(1) else { return nil }
        let range = try reader.readBytes()
        return range.count <= Secret.bytesMax && reader.remaining == 0 ? range : nil
      }
    } catch {
      return nil
    }
  }
}

extension Sessions.VerifySession.Response: DirectMessage {
  /// Writes the message.
  public func write(to writer: inout CBORWriter) {
    var heads = CBORHeads()
    heads.mapHeader(5)
    heads.unsigned(1)
    heads.integer(self.accountID)
    heads.unsigned(2)
    writer.append(heads)
    writer.text(self.population.rawValue)
    heads = CBORHeads()
    heads.unsigned(3)
    heads.integer(self.credentialEpoch)
    heads.unsigned(4)
    heads.integer(self.idleExpiresAt.milliseconds)
    heads.unsigned(5)
    heads.integer(self.expiresAt.milliseconds)
    writer.append(heads)
  }

  /// Reads the form that this version writes.
  public static func readCommonForm(from reader: inout CBORReader) throws(CBORError) -> Self? {
    guard try reader.readMapHeader() == 5, reader.passSmallKey(1) else { return nil }
    let account = try reader.readInteger()
    guard reader.passSmallKey(2) else { return nil }
    let population = PopulationName(rawValue: try reader.readText())
    guard reader.passSmallKey(3) else { return nil }
    let epoch = try reader.readInteger()
    guard reader.passSmallKey(4) else { return nil }
    let idle = try reader.readInteger()
    guard reader.passSmallKey(5) else { return nil }
    return Self(
      accountID: account, population: population, credentialEpoch: epoch,
      idleExpiresAt: Timestamp(milliseconds: idle),
      expiresAt: Timestamp(milliseconds: try reader.readInteger()))
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
    guard try self.readMapHeader() == 1, self.passSmallKey(1) else { return nil }
    return self.copy(try self.readBytes())
  }
}
