internal import Glibc

/// System calls on files by their paths.
///
/// Unsafe: paths and places for results are lent to each call, which keeps nothing of them.
enum FileCalls {
  /// A descriptor, which the caller closes; negative with `errno` when there is none.
  static func open(_ path: String, _ flags: Int32, mode: mode_t = 0) -> Int32 {
    unsafe Glibc.open(path, flags | O_CLOEXEC, mode)
  }

  static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  static func remove(_ path: String) { unsafe unlink(path) }

  /// Gives a file a second name, which must be free.
  static func link(_ path: String, to other: String) -> Bool { unsafe Glibc.link(path, other) == 0 }

  /// What a descriptor stands for; nil with `errno` when the system does not say.
  static func status(of descriptor: Int32) -> stat? {
    var status = stat()
    return unsafe fstat(descriptor, &status) == 0 ? status : nil
  }

  /// What a path names, without following a symbolic link; nil when there is nothing.
  static func status(at path: String) -> stat? {
    var status = stat()
    return unsafe lstat(path, &status) == 0 ? status : nil
  }

  /// Reads on into the buffer; the count of bytes, 0 at the end, negative with `errno` after an error.
  static func read(_ descriptor: Int32, into buffer: inout [UInt8]) -> Int {
    unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
  }

  /// Writes bytes from the buffer; how many, negative with `errno` after an error.
  static func write(_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) -> Int {
    unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
  }

  /// The words of the system for an error number.
  static func words(for code: Int32) -> String { unsafe String(cString: strerror(code)) }
}
