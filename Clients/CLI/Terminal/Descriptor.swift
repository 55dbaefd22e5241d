import Glibc
import LatchkeySchema

/// Whole reads and writes on descriptors.
enum Descriptor {
  static var errorText: String {
    unsafe String(cString: strerror(errno))
  }

  /// All there is, or nil if it cannot be read or is longer.
  static func read(_ descriptor: Int32, upTo limit: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    while let byte = Self.readByte(descriptor) {
      guard bytes.count < limit else {
        Secret.wipe(&bytes)
        return nil
      }
      bytes.append(byte)
    }
    return errno == 0 ? bytes : nil
  }

  /// One line without its end, or nil if there is none, it cannot be read, or it is longer.
  ///
  /// Byte by byte: what follows belongs to the next reader.
  static func readLine(_ descriptor: Int32, upTo limit: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(limit)
    var isEnded = false
    while let byte = Self.readByte(descriptor) {
      guard byte != 0x0a else {
        isEnded = true
        break
      }
      guard bytes.count < limit else {
        Secret.wipe(&bytes)
        return nil
      }
      bytes.append(byte)
    }
    if bytes.last == 0x0d { bytes.removeLast() }
    return isEnded || !bytes.isEmpty ? bytes : nil
  }

  /// One byte, or nil at the end (then `errno` is 0) or on an error.
  static func readByte(_ descriptor: Int32) -> UInt8? {
    var byte: UInt8 = 0
    while true {
      errno = 0
      let count = unsafe Glibc.read(descriptor, &byte, 1)
      if count == 1 { return byte }
      if count < 0, errno == EINTR { continue }
      return nil
    }
  }

  /// Writes all, or says false.
  @discardableResult
  static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0 {
        guard errno == EINTR else { return false }
        continue
      }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
