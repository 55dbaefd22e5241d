public import LatchkeyBase

extension Lifetime {
  /// The lifetime as settings are written: a whole number and a unit, the largest one that fits
  /// exactly: "90s", "15m", "48h", "7d".
  public var text: String {
    for (unit, length) in Self.units.reversed()
    where self.milliseconds >= length && self.milliseconds % length == 0 {
      // Two days read better as hours: the published promises are in hours up to two days.
      if unit == "d" && self.milliseconds < 3 * length { continue }
      return "\(self.milliseconds / length)\(unit)"
    }
    return self.milliseconds == 0 ? "0s" : "\(self.milliseconds)ms"
  }

  /// Reads a lifetime; nil when the text is none, or longer than ten digits.
  public init?(text: some StringProtocol) {
    let digits = text.prefix { ("0"..."9").contains($0) }
    let unit = String(text[digits.endIndex...])
    guard (1...10).contains(digits.utf8.count), let count = Int64(digits),
      let length = Self.units.first(where: { $0.name == unit })?.milliseconds
    else { return nil }
    // Ten digits of days stay below the largest Int64.
    self.init(milliseconds: count * length)
  }

  private static let units: [(name: String, milliseconds: Int64)] = [
    ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
  ]
}
