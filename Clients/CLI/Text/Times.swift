import Foundation
import LatchkeyBase
import LatchkeySchema

/// Times and spans as people read and type them, in the local time zone.
enum Times {
  /// `2026-11-22 09:30`, local.
  static func date(_ time: Timestamp) -> String {
    let date = Date(timeIntervalSince1970: Double(time.milliseconds) / 1_000)
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

  static func date(_ time: Timestamp?) -> String { time.map { Self.date($0) } ?? "–" }

  /// `48 hours`, `15 minutes`, `7 days`: rounded, in the unit that people use for such a span.
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
  static func until(_ time: Timestamp, now: Timestamp = Self.now) -> String {
    let rest = time.milliseconds - now.milliseconds
    let words = rest > 0 ? "in \(Self.span(milliseconds: rest))" : "over"
    return "\(Self.date(time)) (\(words))"
  }

  /// Reads what people type: `2026-11-22`, `2026-11-22T09:30` and `2026-11-22T09:30:15` in the local
  /// zone, the same with `Z` in UTC, and `90m`, `2h` or `7d` for so long ago.
  ///
  /// - Parameters:
  ///   - text: The text that was typed.
  ///   - spans: Whether `2h` is read; not for times in the future.
  ///   - now: The time from which spans count back.
  /// - Returns: The time; nil for other texts.
  static func parse(
    _ text: String, spans: Bool = true, now: Timestamp = Self.now
  ) -> Timestamp? {
    if spans,
      let unit: Int64 = ["s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000][text.suffix(1)],
      let count = Int64(text.dropLast()), (0...1_000_000).contains(count)
    {
      return Timestamp(milliseconds: now.milliseconds - count * unit)
    }
    let isUTC = text.hasSuffix("Z")
    let halves = (isUTC ? text.dropLast() : text[...]).split(
      separator: "T", omittingEmptySubsequences: false)
    guard halves.count <= 2, let day = halves.first.flatMap({ Self.numbers($0, "-", 3) }),
      let time = halves.count == 1 ? [] : Self.numbers(halves[1], ":", nil)
    else { return nil }
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = isUTC ? .gmt : .current
    var parts = DateComponents()
    (parts.year, parts.month, parts.day) = (day[0], day[1], day[2])
    (parts.hour, parts.minute) = (time.first ?? 0, time.count > 1 ? time[1] : 0)
    parts.second = time.count > 2 ? time[2] : 0
    // The calendar refuses dates such as the 30th of February.
    guard time.count != 1, time.count <= 3, (1970...9999).contains(day[0]),
      parts.isValidDate(in: calendar), let date = calendar.date(from: parts)
    else { return nil }
    return Timestamp(milliseconds: Int64(date.timeIntervalSince1970 * 1_000))
  }

  private static func numbers(
    _ text: Substring, _ separator: Character, _ count: Int?
  ) -> [Int]? {
    let parts = text.split(separator: separator, omittingEmptySubsequences: false)
    guard count == nil || parts.count == count else { return nil }
    var numbers: [Int] = []
    for part in parts {
      guard part.count <= 4, part.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(part)
      else { return nil }
      numbers.append(number)
    }
    return numbers
  }

  /// `2026-11-22T09:30:15Z`, for files.
  static func iso8601(_ time: Timestamp) -> String {
    Date(timeIntervalSince1970: Double(time.milliseconds) / 1_000).formatted(.iso8601)
  }

  static var now: Timestamp {
    Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
  }

  static func count(_ number: Int64, _ unit: String, _ units: String? = nil) -> String {
    "\(number) \(number == 1 ? unit : units ?? unit + "s")"
  }
}
