import Glibc
import LatchkeyAuthorization
import LatchkeyCrypto
import LatchkeyDomain
import LatchkeySocket

extension Configuration {
  /// Checks what an offline command needs: the folders of its files.
  func checkFiles() throws(ConfigurationFaults) {
    var faults = ConfigurationFaults()
    faults.collect { () throws(ConfigurationError) in try self.checkDatabase() }
    faults.collect { () throws(ConfigurationError) in try self.checkKeys() }
    try faults.raise()
  }

  /// Checks what no single key can: values that must fit each other and this host.
  func check() throws(ConfigurationFaults) {
    var faults = ConfigurationFaults()
    faults.collect { () throws(ConfigurationError) in try self.checkHashes() }
    faults.collect { () throws(ConfigurationError) in try self.checkSocket() }
    faults.collect { () throws(ConfigurationError) in try self.checkDatabase() }
    faults.collect { () throws(ConfigurationError) in try self.checkKeys() }
    faults.collect { () throws(ConfigurationError) in try self.checkMail() }
    faults.collect { () throws(ConfigurationError) in try self.checkServices() }
    try faults.raise()
  }

  private func checkDatabase() throws(ConfigurationError) {
    try self.check("database", self.databasePath)
  }

  private func checkKeys() throws(ConfigurationError) {
    try self.check("keys", self.keysPath)
  }

  private func checkSocket() throws(ConfigurationError) {
    guard self.socketPath.utf8.count <= UnixListener.pathBytesMax else {
      throw self.wrong(
        "socket",
        "The path of a socket has at most \(UnixListener.pathBytesMax) bytes on this system.")
    }
    try self.check("socket", self.socketPath)
  }

  private func check(_ key: String, _ path: String) throws(ConfigurationError) {
    let folder = Self.folder(of: path)
    guard unsafe access(folder, W_OK | X_OK) == 0 else {
      throw self.wrong(key, "The folder \(folder) must exist and be writable by this user.")
    }
    if let problem = TrustedFile.problem(ofFolder: folder) { throw self.wrong(key, problem) }
  }

  private func checkHashes() throws(ConfigurationError) {
    let cost = HashCost(memoryKiB: self.hashMemoryKiB, passes: self.hashPasses)
    let key = self.places["hash-memory-kib"] == nil ? "hash-passes" : "hash-memory-kib"
    guard cost.reachesFloor else {
      throw self.wrong(
        key,
        "hash-memory-kib and hash-passes: \(Argon2idHasher.ConfigurationError.belowFloor(cost))")
    }
    guard cost.isWithinBounds else {
      throw self.wrong(
        key,
        "hash-memory-kib and hash-passes: \(Argon2idHasher.ConfigurationError.outOfBounds(cost))")
    }
  }

  private func checkServices() throws(ConfigurationError) {
    var owners: [String: String] = [:]
    for uid in [0, geteuid()] { owners["user \(uid)"] = "the operator" }
    for service in self.services {
      func wrong(_ problem: String) -> ConfigurationError {
        ConfigurationError(
          place: service.place, key: "service \(service.name)", problem: problem)
      }
      guard !service.users.isEmpty || !service.groups.isEmpty else {
        throw wrong("A service needs users or groups: no process could speak for it.")
      }
      guard !service.scopes.isEmpty else {
        throw wrong("A service needs scopes: it could call no method.")
      }
      for (kind, number) in service.users.map({ ("user", $0) })
        + service.groups.map({ ("group", $0) })
      where OverflowIdentity.isUnmapped(number, kind) {
        throw wrong(
          "The kernel shows the \(kind) \(number) for all users outside of this user namespace: their "
            + "processes would speak for the service.")
      }
      let speakers = service.users.map { "user \($0)" } + service.groups.map { "group \($0)" }
      for speaker in speakers {
        if let other = owners.updateValue(service.name, forKey: speaker) {
          throw wrong("The \(speaker) speaks for \(other) already.")
        }
      }
    }
  }

  /// A refusal of a key, with the place where it was set.
  private func wrong(_ key: String, _ problem: String) -> ConfigurationError {
    ConfigurationError(place: self.places[key] ?? "default", key: key, problem: problem)
  }

  private static func folder(of path: String) -> String {
    let end = path.lastIndex(of: "/") ?? path.startIndex
    return end == path.startIndex ? "/" : String(path[..<end])
  }

  /// The configuration in force, for `--check`.
  var summary: String {
    let services = self.services.map { service in
      let users = service.users.map { "user \($0)" } + service.groups.map { "group \($0)" }
      let scopes = service.scopes.map(\.rawValue).sorted().joined(separator: ", ")
      return "  \(service.name): \(users.joined(separator: ", ")); \(scopes)\n"
    }
    let keys = ConfigurationKey.all.map { key in
      "\(key.name): \(key.shown(self) ?? "not set")\n"
    }
    return """
      The configuration is valid.
      \(keys.joined())services: \(services.isEmpty ? "none but the operator\n" : "\n" + services.joined())
      """
  }
}
