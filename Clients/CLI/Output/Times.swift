import Foundation
import LatchkeySchema

/// Times as people read them: in the local zone, and in round words.
enum Times {
  /// `2026-11-22 09:30`, local.
  static func date(_ time: UnixMilliseconds) -> String {
    let date = Date(timeIntervalSince1970: Double(time.rawValue) / 1_000)
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .current
    let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute], from: date)
    func two(_ number: Int?) -> String {
      let digits = String(number ?? 0)
      return digits.count < 2 ? "0" + digits : digits
    }
    let day = "\(parts.year ?? 0)-\(two(parts.month))-\(two(parts.day))"
    return "\(day) \(two(parts.hour)):\(two(parts.minute))"
  }

  static func date(_ time: UnixMilliseconds?) -> String { time.map { Self.date($0) } ?? "–" }

  /// `48 hours`, `15 minutes`, `7 days`: the unit in which people name such spans.
  static func span(milliseconds: Int64) -> String {
    let seconds = (max(0, milliseconds) + 500) / 1_000
    let minutes = (seconds + 30) / 60
    let hours = (minutes + 30) / 60
    if seconds < 120 { return Self.count(seconds, "second") }
    if minutes < 120 { return Self.count(minutes, "minute") }
    if hours < 72 { return Self.count(hours, "hour") }
    return Self.count((hours + 12) / 24, "day")
  }

  /// `2026-11-22 09:30 (in 15 minutes)`.
  static func until(_ time: UnixMilliseconds, now: UnixMilliseconds = Self.now) -> String {
    let rest = time.rawValue - now.rawValue
    let words = rest > 0 ? "in \(Self.span(milliseconds: rest))" : "over"
    return "\(Self.date(time)) (\(words))"
  }

  static var now: UnixMilliseconds {
    UnixMilliseconds(Int64(Date().timeIntervalSince1970 * 1_000))
  }

  static func count(_ number: Int64, _ unit: String) -> String {
    "\(number) \(unit)\(number == 1 ? "" : "s")"
  }
}
