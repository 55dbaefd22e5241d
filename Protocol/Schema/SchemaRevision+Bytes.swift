extension SchemaRevision {
  /// The same as 32 bytes, for the greeting on a connection.
  public static let bytes: [UInt8] = {
    var bytes: [UInt8] = []
    var high: UInt8?
    for digit in Self.hex.utf8 {
      let value = digit < 58 ? digit - 48 : digit - 87
      if let first = high {
        bytes.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    return bytes
  }()
}
