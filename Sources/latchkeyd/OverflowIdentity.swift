import Glibc

/// The uid and the gid that the kernel shows for processes when it cannot name their own.
///
/// In a user namespace every process outside of it has these. They name no user in particular, so that they must
/// never stand for a principal.
enum OverflowIdentity {
  /// Whether a number is the kernel's stand-in for the unknown.
  ///
  /// - Parameters:
  ///   - number: A uid or gid.
  ///   - kind: `user` or `group`.
  /// - Returns: Whether it is.
  static func isUnmapped(_ number: UInt32, _ kind: String) -> Bool {
    number == (kind == "user" ? Self.user : Self.group)
  }

  private static let user = read("/proc/sys/kernel/overflowuid")
  private static let group = read("/proc/sys/kernel/overflowgid")

  /// The number in a file of the kernel; 65534, its default, where the file cannot be read.
  private static func read(_ path: String) -> UInt32 {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return 65_534 }
    defer { close(descriptor) }
    var digits = [UInt8](repeating: 0, count: 16)
    let count = unsafe digits.withUnsafeMutableBytes {
      unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
    }
    let text = String(
      decoding: digits.prefix(max(count, 0)).prefix { $0 >= 0x30 && $0 <= 0x39 }, as: UTF8.self)
    return UInt32(text) ?? 65_534
  }
}
