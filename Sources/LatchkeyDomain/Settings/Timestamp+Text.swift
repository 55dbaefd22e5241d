public import LatchkeyBase

extension Timestamp {
  /// The time as settings are written: "2026-11-22T10:30:00Z", UTC, to the second.
  public var text: String {
    let seconds = Self.floored(self.milliseconds, 1_000)
    let day = Self.floored(seconds, 86_400)
    let date = Self.date(ofDay: day)
    let second = seconds - day * 86_400
    func digits(_ number: Int64, _ width: Int) -> String {
      let text = "\(number)"
      return String(repeating: "0", count: max(width - text.utf8.count, 0)) + text
    }
    return digits(date.year, 4) + "-" + digits(date.month, 2) + "-" + digits(date.day, 2) + "T"
      + digits(second / 3_600, 2) + ":" + digits(second / 60 % 60, 2) + ":"
      + digits(second % 60, 2) + "Z"
  }

  /// Reads a time of the years 1970 to 9999; nil when the text is none. A date alone is its
  /// midnight.
  public init?(text: some StringProtocol) {
    let form = Array("dddd-dd-ddTdd:dd:ddZ".utf8)
    var bytes = Array(text.utf8)
    if bytes.count == 10 { bytes += Array("T00:00:00Z".utf8) }
    guard bytes.count == form.count else { return nil }
    var numbers: [Int64] = [0]
    for (byte, wanted) in zip(bytes, form) {
      if wanted == UInt8(ascii: "d") {
        guard (0x30...0x39).contains(byte) else { return nil }
        numbers[numbers.count - 1] = numbers[numbers.count - 1] * 10 + Int64(byte - 0x30)
      } else {
        guard byte == wanted else { return nil }
        numbers.append(0)
      }
    }
    let (year, month, day) = (numbers[0], numbers[1], numbers[2])
    guard year >= 1_970, (1...12).contains(month), (1...31).contains(day), numbers[3] < 24,
      numbers[4] < 60, numbers[5] < 60
    else { return nil }
    let number = Self.day(year: year, month: month, day: day)
    // 31 April is a day of May.
    guard Self.date(ofDay: number) == (year, month, day) else { return nil }
    self.init(
      milliseconds: (number * 86_400 + numbers[3] * 3_600 + numbers[4] * 60 + numbers[5]) * 1_000)
  }

  // Days are counted from 1 March of year 0, so that the leap day is the last of its year, and in
  // cycles of 400 years, after which the Gregorian calendar repeats.
  private static let cycle: Int64 = 146_097
  private static let epoch: Int64 = 719_468

  private static func floored(_ number: Int64, _ divisor: Int64) -> Int64 {
    number / divisor - (number % divisor < 0 ? 1 : 0)
  }

  private static func day(year: Int64, month: Int64, day: Int64) -> Int64 {
    let year = month <= 2 ? year - 1 : year
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - self.epoch
  }

  private static func date(ofDay number: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = number + self.epoch
    let cycles = self.floored(shifted, self.cycle)
    let rest = shifted - cycles * self.cycle
    let yearOfCycle = (rest - rest / 1_460 + rest / 36_524 - rest / 146_096) / 365
    let dayOfYear = rest - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (
      yearOfCycle + cycles * 400 + (month <= 2 ? 1 : 0), month,
      dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    )
  }
}
