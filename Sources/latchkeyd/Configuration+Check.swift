import Glibc
import LatchkeyAuthorization
import LatchkeyCrypto
import LatchkeySocket

extension Configuration {
  /// Checks what no single key can: values that must fit each other and this host.
  func check() throws(ConfigurationError) {
    let cost = HashCost(memoryKiB: self.hashMemoryKiB, passes: self.hashPasses)
    guard cost.reachesFloor else {
      throw ConfigurationError(
        place: "configuration", key: "hash-memory-kib",
        problem: "\(Argon2idHasher.ConfigurationError.belowFloor(cost))")
    }
    guard cost.isWithinBounds else {
      throw ConfigurationError(
        place: "configuration", key: "hash-memory-kib",
        problem: "\(Argon2idHasher.ConfigurationError.outOfBounds(cost))")
    }
    guard self.socketPath.utf8.count <= UnixListener.pathBytesMax else {
      throw ConfigurationError(
        place: "configuration", key: "socket",
        problem: "A socket's path has at most \(UnixListener.pathBytesMax) bytes on this system.")
    }
    for (key, path) in [
      ("socket", self.socketPath), ("database", self.databasePath), ("keys", self.keysPath),
    ] {
      let folder = Self.folder(of: path)
      guard unsafe access(folder, W_OK | X_OK) == 0 else {
        throw ConfigurationError(
          place: "configuration", key: key,
          problem: "The folder \(folder) must exist and be writable by this user.")
      }
    }
    for service in self.services where service.users.isEmpty && service.groups.isEmpty {
      throw ConfigurationError(
        place: "configuration", key: "service \(service.name)",
        problem: "It needs users or groups: nobody could speak for it.")
    }
    var owners: [UInt32: String] = [:]
    for service in self.services {
      for uid in service.users {
        if let other = owners.updateValue(service.name, forKey: uid) {
          throw ConfigurationError(
            place: "configuration", key: "service \(service.name)",
            problem: "The user \(uid) speaks for \"\(other)\" already.")
        }
      }
    }
  }

  private static func folder(of path: String) -> String {
    let end = path.lastIndex(of: "/") ?? path.startIndex
    return end == path.startIndex ? "/" : String(path[..<end])
  }

  /// The configuration in force, for `--check`.
  var summary: String {
    let mail =
      switch self.mail {
      case .none: "none (links cannot be sent)"
      case .maildir(let path): "maildir:\(path)"
      }
    let services = self.services.map { service in
      let users = service.users.map { "user \($0)" } + service.groups.map { "group \($0)" }
      let scopes = service.scopes.map(\.rawValue).sorted().joined(separator: ", ")
      return "  \(service.name): \(users.joined(separator: ", ")); \(scopes)\n"
    }
    return """
      The configuration is valid.
      socket: \(self.socketPath)
      database: \(self.databasePath)
      keys: \(self.keysPath)
      mail: \(mail)
      password hashes: Argon2id, \(self.hashMemoryKiB) KiB, \(self.hashPasses) passes
      services beside the operator: \(services.isEmpty ? "none\n" : "\n" + services.joined())
      """
  }
}
