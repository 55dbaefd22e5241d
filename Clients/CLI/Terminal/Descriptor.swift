import Glibc
import LatchkeyBase
import LatchkeySchema

/// Whole reads and writes on file descriptors: partial results and `EINTR` end here.
enum Descriptor {
  // Unsafe: calls of C that take a pointer, here and below. Each pointer is to a string, an array or a
  // variable that outlives the call, and lengths are those of the array.
  static var errorText: String {
    unsafe String(cString: strerror(errno))
  }

  /// Opens a file for this process alone; -1 and `errno` on failure.
  static func open(_ path: String, _ flags: Int32, mode: mode_t = 0) -> Int32 {
    unsafe Glibc.open(path, flags | O_CLOEXEC, mode)
  }

  /// Removes a file, if it is there.
  static func remove(_ path: String) {
    unsafe unlink(path)
  }

  /// Everything up to the end; nil if it cannot be read or is longer than `limit` bytes.
  static func readAll(_ descriptor: Int32, upTo limit: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    while let byte = Self.readByte(descriptor) {
      guard bytes.count < limit else {
        wipe(&bytes)
        return nil
      }
      bytes.append(byte)
    }
    return errno == 0 ? bytes : nil
  }

  /// One line without its end; nil at the end, on an error, or for more than `limit` bytes.
  ///
  /// Byte by byte: the bytes behind the line belong to the next reader.
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
        wipe(&bytes)
        return nil
      }
      bytes.append(byte)
    }
    if bytes.last == 0x0d { bytes.removeLast() }
    return isEnded || !bytes.isEmpty ? bytes : nil
  }

  /// One byte; nil at the end (then `errno` is 0) or on an error.
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

  /// Between 1 and `limit` bytes; empty at the end, nil on an error.
  static func readSome(_ descriptor: Int32, upTo limit: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: limit)
    while true {
      let count = unsafe Glibc.read(descriptor, &bytes, limit)
      if count >= 0 { return Array(bytes.prefix(count)) }
      guard errno == EINTR else { return nil }
    }
  }

  /// Writes all bytes; false on an error.
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
