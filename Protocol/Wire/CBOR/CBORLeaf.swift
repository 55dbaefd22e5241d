/// What a coder writes and reads itself, as one item without items in it.
protocol CBORLeaf {
  /// Appends the item.
  func write(to writer: inout CBORWriter) throws(CBORError)
  /// Reads the item.
  static func read(from reader: inout CBORReader) throws(CBORError) -> Self
}

extension CBORLeaf where Self: FixedWidthInteger {
  @inline(__always)
  func write(to writer: inout CBORWriter) throws(CBORError) {
    if Self.isSigned {
      writer.integer(Int64(truncatingIfNeeded: self))
    } else {
      writer.unsigned(UInt64(truncatingIfNeeded: self))
    }
  }

  @inline(__always)
  static func read(from reader: inout CBORReader) throws(CBORError) -> Self {
    try reader.readFixedWidth(Self.self)
  }
}

// The profile has no floating-point numbers: they have many forms, and no message needs them.
extension CBORLeaf where Self: BinaryFloatingPoint {
  func write(to writer: inout CBORWriter) throws(CBORError) {
    throw CBORError(.unsupportedType, at: writer.output.count)
  }

  static func read(from reader: inout CBORReader) throws(CBORError) -> Self {
    throw CBORError(.unsupportedType, at: reader.offset)
  }
}

extension Bool: CBORLeaf {
  func write(to writer: inout CBORWriter) throws(CBORError) { writer.bool(self) }
  static func read(from reader: inout CBORReader) throws(CBORError) -> Bool {
    try reader.readBool()
  }
}

extension String: CBORLeaf {
  func write(to writer: inout CBORWriter) throws(CBORError) { writer.text(self) }
  static func read(from reader: inout CBORReader) throws(CBORError) -> String {
    try reader.readText()
  }
}

extension [UInt8]: CBORLeaf {
  func write(to writer: inout CBORWriter) throws(CBORError) { writer.bytes(self) }
  static func read(from reader: inout CBORReader) throws(CBORError) -> [UInt8] {
    reader.copy(try reader.readBytes())
  }
}

extension Double: CBORLeaf {}
extension Float: CBORLeaf {}
extension Int: CBORLeaf {}
extension Int8: CBORLeaf {}
extension Int16: CBORLeaf {}
extension Int32: CBORLeaf {}
extension Int64: CBORLeaf {}
extension UInt: CBORLeaf {}
extension UInt8: CBORLeaf {}
extension UInt16: CBORLeaf {}
extension UInt32: CBORLeaf {}
extension UInt64: CBORLeaf {}
