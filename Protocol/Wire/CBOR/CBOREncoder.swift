/// Encodes values in the one form that the profile has for each.
///
/// Types are maps keyed by the numbers of their coding keys; a member that is nil is left
/// out, a type without members is the empty map. `[UInt8]` is a byte string, a dictionary keyed by
/// `String` or `Int` is a map, an enumeration is its raw value. Floating-point numbers are refused,
/// and so are sets and dictionaries with other keys, which have no order of their own.
/// Coding paths are empty while a type writes itself; errors carry the path instead.
public struct CBOREncoder: Sendable {
  /// What types may ask for while they write themselves.
  public var userInfo: [CodingUserInfoKey: any Sendable] = [:]

  /// An encoder.
  public init() {}

  /// Encodes one value.
  ///
  /// - Parameter value: what to encode.
  /// - Returns: one item. No other memory keeps a copy of what was written.
  /// - Throws: ``CBORError`` if the type has no form in the profile or nests too deep.
  public func encode<T: Encodable>(_ value: T) throws(CBORError) -> [UInt8] {
    var writer = CBORWriter(byteCapacity: 240)
    try self.encode(value, into: &writer)
    return writer.output
  }

  /// Encodes one value behind what was written before.
  ///
  /// - Parameters:
  ///   - value: what to encode.
  ///   - writer: gets one item more, or stays as it was if this throws.
  /// - Throws: ``CBORError`` if the type has no form in the profile or nests too deep.
  public func encode<T: Encodable>(
    _ value: T, into writer: inout CBORWriter
  ) throws(CBORError) {
    let state = CBOREncodingState(userInfo: self.userInfo)
    swap(&state.writer, &writer)
    defer { swap(&state.writer, &writer) }
    let start = state.writer.output.count
    do throws(CBORError) {
      try state.encode(value)
    } catch {
      state.writer.discard(from: start)
      throw error
    }
  }
}
