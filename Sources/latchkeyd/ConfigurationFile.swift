import Glibc
import LatchkeyAuthorization

/// Reads a configuration file: lines `key = value`, comments from `#`, and sections
/// `[service NAME]` with the keys `users`, `groups` and `scopes`.
///
/// Every fault of the file is reported, not only the first.
struct ConfigurationFile {
  /// Longer files are no configuration of ours, in bytes.
  static let bytesMax = 1 << 20

  private let name: String
  private var section: String?
  private var seen: [String: Int] = [:]

  /// Reads the file at a path into a configuration.
  ///
  /// - Throws: Every fault of the file, in the order of its lines.
  static func read(
    _ path: String, into configuration: inout Configuration
  ) throws(ConfigurationFaults) {
    var faults = ConfigurationFaults()
    var lines: [(number: Int, line: ConfigurationText.Line)] = []
    faults.collect { () throws(ConfigurationError) in lines = try Self.contents(of: path).lines }
    var file = Self(name: path)
    for (number, line) in lines {
      faults.collect { () throws(ConfigurationError) in
        try file.take(line, number: number, into: &configuration)
      }
    }
    try faults.raise()
  }

  private init(name: String) {
    self.name = name
  }

  private mutating func take(
    _ line: ConfigurationText.Line, number: Int, into configuration: inout Configuration
  ) throws(ConfigurationError) {
    let place = "\(self.name):\(number)"
    switch line {
    case .section(let header):
      try self.begin(header, at: place, in: &configuration)
    case .other(let text) where text.hasPrefix("["):
      throw ConfigurationError(place: place, problem: "A section has to be \"[service NAME]\".")
    case .other:
      throw ConfigurationError(place: place, problem: "A line has to be \"key = value\".")
    case .assignment(let key, let value):
      let scope = "\(self.section ?? "")/\(key)"
      if let first = self.seen[scope] {
        throw ConfigurationError(
          place: place, key: key, problem: "\(key) was given before, in line \(first).")
      }
      self.seen[scope] = number
      if self.section == nil {
        try Configuration.set(key, to: value, at: place, in: &configuration)
      } else {
        try Self.setService(key, to: value, at: place, in: &configuration)
      }
    }
  }

  private mutating func begin(
    _ header: String, at place: String, in configuration: inout Configuration
  ) throws(ConfigurationError) {
    let words = header.split(separator: " ")
    guard words.count == 2, words[0] == "service" else {
      throw ConfigurationError(place: place, problem: "A section has to be \"[service NAME]\".")
    }
    let name = String(words[1])
    let isTaken = configuration.services.contains { $0.name == name }
    // The keys below belong to this section, also where its name is refused.
    self.section = name
    configuration.services.append(Configuration.ConfiguredService(name: name, place: place))
    guard !isTaken, name != "operator" else {
      throw ConfigurationError(
        place: place, problem: "There is a service \"\(name)\" already.")
    }
  }

  private static func setService(
    _ key: String, to value: String, at place: String, in configuration: inout Configuration
  ) throws(ConfigurationError) {
    let items = value.split(separator: ",").map { String($0.trimmedOfSpaces) }
      .filter { !$0.isEmpty }
    let last = configuration.services.count - 1
    for item in items {
      switch key {
      case "users":
        guard let uid = UInt32(item) ?? HostNames.uid(ofUser: item) else {
          throw ConfigurationError(
            place: place, key: key, problem: "This host has no user \"\(item)\".")
        }
        configuration.services[last].users.append(uid)
      case "groups":
        guard let gid = UInt32(item) ?? HostNames.gid(ofGroup: item) else {
          throw ConfigurationError(
            place: place, key: key, problem: "This host has no group \"\(item)\".")
        }
        configuration.services[last].groups.append(gid)
      case "scopes":
        guard let scope = Scope(rawValue: item), scope != .operate else {
          let known = Scope.allCases.filter { $0 != .operate }.map(\.rawValue)
          throw ConfigurationError(
            place: place, key: key,
            problem:
              "There is no scope \"\(item)\". The scopes are \(known.joined(separator: ", ")).")
        }
        configuration.services[last].scopes.insert(scope)
      default:
        throw ConfigurationError(
          place: place, key: key, problem: "A service has users, groups and scopes.")
      }
    }
  }

  private static func contents(of path: String) throws(ConfigurationError) -> ConfigurationText {
    func refuse(_ call: String) -> ConfigurationError {
      ConfigurationError(
        place: path, problem: "\(call): \(unsafe String(cString: strerror(errno))).")
    }
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw refuse("The file cannot be opened") }
    defer { close(descriptor) }
    if let problem = TrustedFile.problem(of: descriptor) {
      throw ConfigurationError(place: path, problem: problem)
    }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes {
        unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
      }
      if count == 0 { break }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw refuse("The file cannot be read") }
      bytes.append(contentsOf: chunk[..<count])
      guard bytes.count <= Self.bytesMax else {
        throw ConfigurationError(place: path, problem: "The file is longer than 1 MiB.")
      }
    }
    guard let text = ConfigurationText(bytes) else {
      throw ConfigurationError(place: path, problem: "The file is not UTF-8.")
    }
    return text
  }
}

extension Configuration {
  /// Sets one key from a text, wherever the text comes from.
  static func set(
    _ name: String, to value: String, at place: String, in configuration: inout Configuration
  ) throws(ConfigurationError) {
    if let advice = ConfigurationKey.moved[name] {
      throw ConfigurationError(place: place, key: name, problem: advice)
    }
    guard let key = ConfigurationKey.all.first(where: { $0.name == name }) else {
      throw ConfigurationError(
        place: place, key: name,
        problem: "There is no such key."
          + " `latchkeyd --help` lists them.")
    }
    if let problem = key.read(value, &configuration) {
      throw ConfigurationError(place: place, key: name, problem: problem)
    }
    configuration.places[name] = place
  }
}

extension Substring {
  /// Without spaces and tabs at both ends.
  fileprivate var trimmedOfSpaces: Substring {
    let isSpace = { (character: Character) in character == " " || character == "\t" }
    let start = self.drop(while: isSpace)
    guard let last = start.lastIndex(where: { !isSpace($0) }) else { return start.prefix(0) }
    return start[...last]
  }
}

/// Users and groups of the host, by name.
enum HostNames {
  static func uid(ofUser name: String) -> UInt32? {
    unsafe getpwnam(name)?.pointee.pw_uid
  }

  static func gid(ofGroup name: String) -> UInt32? {
    unsafe getgrnam(name)?.pointee.gr_gid
  }
}
