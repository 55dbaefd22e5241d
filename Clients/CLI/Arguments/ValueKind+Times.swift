import LatchkeyBase
import LatchkeySchema

extension ValueKind<Duration> {
  /// A span of time: `500ms`, `5s`, `1m`. At most an hour, longer than any method may take.
  static var duration: ValueKind {
    ValueKind { text, name throws(WrongValue) in
      let digits = text.prefix { $0.isASCII && $0.isNumber }
      if let number = Int64(digits), (1...3_600_000).contains(number) {
        switch text.dropFirst(digits.count) {
        case "ms": return .milliseconds(number)
        case "s", "": return .seconds(number)
        case "m": return .seconds(number * 60)
        default: break
        }
      }
      throw WrongValue(sentence: "\(name) takes a time such as 500ms, 5s or 1m.")
    }
  }
}

extension Duration {
  /// Whole milliseconds, rounded down.
  var milliseconds: Int64 {
    let (seconds, attoseconds) = self.components
    return seconds * 1_000 + attoseconds / 1_000_000_000_000_000
  }
}

extension ValueKind<Timestamp> {
  private static var forms: String { "2026-11-22, 2026-11-22T09:30 or 2026-11-22T09:30:00Z" }

  /// A time in the past: a day, a day and a time, or a span back from now.
  static var pastTime: ValueKind {
    ValueKind { text, name throws(WrongValue) in
      guard let time = Times.parse(text) else {
        throw WrongValue(
          sentence: "\(name) takes a time such as \(Self.forms), or 2h for two hours ago.")
      }
      return time
    }
  }

  /// A time in the future: a day, or a day and a time.
  static var futureTime: ValueKind {
    ValueKind { text, name throws(WrongValue) in
      guard let time = Times.parse(text, spans: false) else {
        throw WrongValue(sentence: "\(name) takes a time such as \(Self.forms).")
      }
      return time
    }
  }
}
