internal import Glibc
internal import LatchkeyDomain

extension HostName {
  /// This host's own name; "localhost" where it has none that may stand in a command.
  static var ofThisHost: HostName {
    var buffer = [CChar](repeating: 0, count: 256)
    if unsafe gethostname(&buffer, buffer.count - 1) == 0 {
      let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      if let name = try? HostName(String(decoding: bytes, as: UTF8.self)), name.kind == .name {
        return name
      }
    }
    return HostName.localhost
  }
}
