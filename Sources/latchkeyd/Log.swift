import Glibc

/// How important a line is.
enum LogLevel: String, CaseIterable {
  case error, warning, info, debug

  /// The priority of syslog, as journald reads it from the start of a line.
  fileprivate var priority: Int {
    switch self {
    case .error: 3
    case .warning: 4
    case .info: 6
    case .debug: 7
    }
  }

  fileprivate var rank: Int { self.priority }
}

/// How lines are written.
enum LogFormat: String, CaseIterable {
  /// For people: time, level, event, `key=value`.
  case text
  /// For systemd: `<6>event key=value`; the journal knows the time.
  case journald
  /// For programs: one JSON object a line.
  case json
}

/// Writes one line an event to standard error. Never given a secret: events are typed, and their
/// fields are numbers and names of ours.
struct Log: Sendable {
  let level: LogLevel
  let format: LogFormat

  /// Writes one line, in one call, so that lines of several threads do not mix.
  func write(_ level: LogLevel, _ event: String, _ fields: KeyValuePairs<String, String> = [:]) {
    guard level.rank <= self.level.rank else { return }
    var line: String
    switch self.format {
    case .text:
      line = "\(Self.time()) \(level.rawValue) \(event)"
    case .journald:
      line = "<\(level.priority)>\(event)"
    case .json:
      line =
        "{\"time\":\"\(Self.time())\",\"level\":\"\(level.rawValue)\",\"event\":\(Self.quoted(event))"
    }
    for (key, value) in fields {
      switch self.format {
      case .text, .journald: line += " \(key)=\(Self.bare(value))"
      case .json: line += ",\"\(key)\":\(Self.quoted(value))"
      }
    }
    line += self.format == .json ? "}\n" : "\n"
    var bytes = Array(line.utf8)[...]
    while !bytes.isEmpty {
      let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(2, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }

  /// A value as it is when it is one plain word, else quoted.
  private static func bare(_ value: String) -> String {
    let isPlain =
      !value.isEmpty
      && value.utf8.allSatisfy { byte in
        byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "=")
      }
    return isPlain ? value : self.quoted(value)
  }

  /// Control characters, and what turns the direction of a line or ends it: a value never begins a
  /// line of its own, and never moves the cursor of who reads it.
  private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  /// A JSON string.
  private static func quoted(_ value: String) -> String {
    var text = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      default:
        if Self.isUnseen(scalar) {
          let digits = String(scalar.value, radix: 16)
          text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          text.unicodeScalars.append(scalar)
        }
      }
    }
    return text + "\""
  }

  private static func time() -> String {
    var now = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &now)
    var parts = unsafe tm()
    unsafe gmtime_r(&now.tv_sec, &parts)
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(width - digits.count, 0)) + digits
    }
    let year = unsafe 1900 + Int(parts.tm_year)
    let (month, day) = unsafe (Int(parts.tm_mon) + 1, Int(parts.tm_mday))
    let (hour, minute, second) = unsafe (Int(parts.tm_hour), Int(parts.tm_min), Int(parts.tm_sec))
    let date = "\(year)-\(padded(month, 2))-\(padded(day, 2))"
    let clock = "\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))"
    return "\(date)T\(clock).\(padded(now.tv_nsec / 1_000_000, 3))Z"
  }
}
