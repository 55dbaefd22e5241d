internal import LatchkeyBase
internal import LatchkeyDomain

/// RFC 5322, 3.3: "Thu, 01 Jan 1970 00:00:00 +0000".
enum MailDate {
  private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  static func text(_ moment: Timestamp) -> String {
    // Years 0 to 9999: what four digits can say.
    let seconds = min(max(moment.milliseconds.floored(by: 1_000), -62_167_219_200), 253_402_300_799)
    let day = seconds.floored(by: 86_400)
    let time = seconds - day * 86_400

    // Proleptic Gregorian calendar: days are counted from 1 March of year 0, so that the day that
    // leap years add is the last one of a year; 400 years have 146 097 days.
    let shifted = day + 719_468
    let era = shifted.floored(by: 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let fromMarch = (5 * dayOfYear + 2) / 153
    let dayOfMonth = dayOfYear - (153 * fromMarch + 2) / 5 + 1
    let month = fromMarch < 10 ? fromMarch + 2 : fromMarch - 10
    let year = yearOfEra + era * 400 + (month < 2 ? 1 : 0)

    let weekday = self.days[Int(day - day.floored(by: 7) * 7)]
    return "\(weekday), \(self.padded(dayOfMonth)) \(self.months[Int(month)]) "
      + "\(self.padded(year, to: 4)) \(self.padded(time / 3_600)):"
      + "\(self.padded(time / 60 % 60)):\(self.padded(time % 60)) +0000"
  }

  private static func padded(_ number: Int64, to width: Int = 2) -> String {
    let digits = "\(number)"
    return String(repeating: "0", count: max(width - digits.count, 0)) + digits
  }
}

extension Int64 {
  /// Division that rounds towards minus infinity.
  fileprivate func floored(by divisor: Int64) -> Int64 {
    self / divisor - (self % divisor < 0 ? 1 : 0)
  }
}
