/// Decodes values from the one form that the profile has for each.
///
/// The whole item is checked before any type sees a byte of it, so a member that is not read cannot
/// carry what the profile refuses. Unknown keys of 0 and more are ignored. A negative key that the
/// type's coding keys do not name is refused with `unknownCriticalKey`. A member that is nil is
/// absent; null stands for nil only where the member's type is itself optional twice over, or in an
/// array. Coding paths are empty while a type reads itself; errors carry the path instead.
public struct CBORDecoder: Sendable {
  /// How much one item may be.
  public let limits: CBORLimits
  /// What types may ask for while they read themselves.
  public var userInfo: [CodingUserInfoKey: any Sendable] = [:]

  /// A decoder.
  ///
  /// - Parameter limits: how much one item may be.
  public init(limits: CBORLimits = .init()) {
    self.limits = limits
  }

  /// Decodes one value.
  ///
  /// - Parameters:
  ///   - type: what is expected.
  ///   - bytes: exactly one item; held, not copied, as long as it is decoded.
  /// - Returns: the value; nothing else keeps a copy of the bytes.
  /// - Throws: ``CBORError``.
  public func decode<T: Decodable>(
    _ type: T.Type, from bytes: [UInt8]
  ) throws(CBORError) -> T {
    var reader = CBORReader(bytes.span)
    let traits = try reader.validate(self.limits)
    let state = CBORDecodingState(bytes, traits, userInfo: self.userInfo)
    // A type could keep its decoder; it finds nothing there later.
    defer { state.close() }
    return try state.decode(type, at: 0, depth: 0)
  }

  /// Decodes one value from part of an array.
  ///
  /// - Parameters:
  ///   - type: what is expected.
  ///   - bytes: exactly one item.
  /// - Returns: the value; nothing else keeps a copy of the bytes.
  /// - Throws: ``CBORError``, with offsets from the start of the slice.
  public func decode<T: Decodable>(
    _ type: T.Type, from bytes: ArraySlice<UInt8>
  ) throws(CBORError) -> T {
    try self.decode(type, from: [UInt8](bytes))
  }

  /// Decodes one value from a copy of borrowed memory, which is wiped behind it: coding containers are
  /// existentials, and these cannot borrow.
  ///
  /// - Parameters:
  ///   - type: what is expected.
  ///   - bytes: exactly one item.
  /// - Returns: the value; nothing else keeps a copy of the bytes.
  /// - Throws: ``CBORError``.
  public func decode<T: Decodable>(
    _ type: T.Type, from bytes: Span<UInt8>
  ) throws(CBORError) -> T {
    var copy = [UInt8](copying: bytes)
    defer { Wiping.wipe(&copy) }
    return try self.decode(type, from: copy)
  }
}

extension CBORReader {
  /// Passes one item, which must be all there is, checking all of it.
  ///
  /// - Parameter limits: how much it may be.
  /// - Throws: ``CBORError``.
  public mutating func expectItem(_ limits: CBORLimits = .init()) throws(CBORError) {
    _ = try self.validate(limits)
  }

  mutating func validate(_ limits: CBORLimits) throws(CBORError) -> CBORTraits {
    guard self.remaining <= limits.itemBytesMax else {
      throw CBORError(.tooLong, at: self.offset)
    }
    let traits = try self.passItem(levels: limits.depthMax)
    try self.expectEnd()
    return traits
  }
}
