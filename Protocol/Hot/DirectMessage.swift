public import LatchkeySchema
public import LatchkeyWire

/// A message that is written and read without `Codable`, because every request of every sibling asks
/// for it. The bytes are the same; a test compares them.
public protocol DirectMessage: Message {
  /// Writes the message.
  ///
  /// - Parameter writer: Gets one item more.
  func write(to writer: inout CBORWriter)

  /// Reads the form that this version writes, and no other: every field there, none beside them.
  ///
  /// - Parameter reader: Stands at the item.
  /// - Returns: The message; nil when the form is another one.
  /// - Throws: `CBORError` when the bytes are not of the profile. What is thrown is not told: the
  ///   types' own way then decides.
  static func readCommonForm(from reader: inout CBORReader) throws(CBORError) -> Self?
}

/// Writes and reads direct messages.
public enum DirectCoding {
  /// The bytes of a message; those that `CBOREncoder` gives.
  ///
  /// - Parameter message: What to encode.
  /// - Returns: One item.
  @inlinable
  public static func encode(_ message: some DirectMessage) -> [UInt8] {
    var writer = CBORWriter(byteCapacity: 96)
    message.write(to: &writer)
    return writer.output
  }

  /// The message in some bytes; the one that `CBORDecoder` gives, or its error.
  ///
  /// - Parameters:
  ///   - type: What is expected.
  ///   - bytes: Exactly one item.
  /// - Returns: The message.
  /// - Throws: `CBORError`.
  @inlinable
  public static func decode<M: DirectMessage>(
    _ type: M.Type, from bytes: [UInt8]
  ) throws(CBORError) -> M {
    if let common = Self.decodeCommonForm(type, from: bytes) { return common }
    return try CBORDecoder().decode(type, from: bytes)
  }

  /// The message in some bytes, when they have the form that this version writes.
  ///
  /// - Parameters:
  ///   - type: What is expected.
  ///   - bytes: Exactly one item.
  /// - Returns: The message; nil when ``decode(_:from:)`` has to say what the bytes are.
  @inlinable
  public static func decodeCommonForm<M: DirectMessage>(
    _ type: M.Type, from bytes: [UInt8]
  ) -> M? {
    do throws(CBORError) {
      return try CBORReader.reading(bytes.span) { (reader) throws(CBORError) -> M? in
        guard let message = try type.readCommonForm(from: &reader), reader.remaining == 0 else {
          return nil
        }
        return message
      }
    } catch {
      // Whatever it is: the long way finds it again, and names it.
      return nil
    }
  }
}
