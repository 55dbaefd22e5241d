import LatchkeyWire

/// A frame written by hand, so that tests do not trust the writer they test.
func rawFrame(
  _ type: UInt8, stream: UInt32 = 0, flags: UInt8 = 0, zero: UInt16 = 0, length: UInt32? = nil,
  _ body: [UInt8] = []
) -> [UInt8] {
  let length = length ?? UInt32(body.count)
  var bytes: [UInt8] = []
  for shift in [24, 16, 8, 0] as [UInt32] {
    bytes.append(UInt8(truncatingIfNeeded: length >> shift))
  }
  for shift in [24, 16, 8, 0] as [UInt32] {
    bytes.append(UInt8(truncatingIfNeeded: stream >> shift))
  }
  bytes += [type, flags, UInt8(truncatingIfNeeded: zero >> 8), UInt8(truncatingIfNeeded: zero)]
  return bytes + body
}

/// The bytes that a closure writes as CBOR.
func cbor(_ body: (inout CBORWriter) -> Void) -> [UInt8] {
  var writer = CBORWriter()
  body(&writer)
  return writer.output
}

/// A whole request on one frame.
func rawRequest(
  _ stream: UInt32, method: UInt64 = 1, body: [UInt8] = [1, 2, 3], flags: UInt8 = 0x01
) -> [UInt8] {
  rawFrame(
    2, stream: stream, flags: flags,
    cbor {
      $0.mapHeader(2)
      $0.unsigned(1)
      $0.unsigned(method)
      $0.unsigned(7)
      $0.bytes(body)
    })
}

/// The HELLO of version 1 with nothing optional.
let rawHello = rawFrame(1, [0xa1, 0x01, 0x82, 0x01, 0x01])

extension [UInt8] {
  /// Bytes of lower-case hexadecimal digits; nothing else may be in the text.
  init(hex: String) {
    var digits = Array<UInt8>(hex.utf8).map { $0 >= 97 ? $0 - 87 : $0 - 48 }[...]
    self = []
    while let high = digits.popFirst(), let low = digits.popFirst() { self.append(high << 4 | low) }
  }

  /// Lower-case hexadecimal digits.
  var hex: String {
    let digits = Array<UInt8>("0123456789abcdef".utf8)
    return String(
      decoding: self.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
