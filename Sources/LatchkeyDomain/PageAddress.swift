/// What programs that show mail make a link of.
///
/// Code points are compared, and not what a person sees as one character: a mark on the last slash
/// of "https://" makes another character of it, and still a link.
public enum PageAddress {
  private static let marks = ["://", "www.", "mailto:"].map { Array($0.unicodeScalars) }

  /// Whether a text holds something that becomes a link, however it is capitalised: what begins like
  /// one, or a name such as "desk.example", of which many programs make one.
  public static func isSeen(in text: String) -> Bool {
    let scalars = Array(TextRules.asciiLowercased(text).unicodeScalars)
    return scalars.indices.contains { start in
      Self.marks.contains { scalars[start...].starts(with: $0) } || Self.isDot(scalars, start)
    }
  }

  /// Whether there is a dot with a letter or a digit before it and two letters behind it. "24.12."
  /// and "e.g." have none.
  private static func isDot(_ scalars: [Unicode.Scalar], _ place: Int) -> Bool {
    guard scalars[place] == ".", place > 0, place + 2 < scalars.count else { return false }
    let before = scalars[place - 1].properties
    return (before.isAlphabetic || before.numericType != nil)
      && scalars[(place + 1)...(place + 2)].allSatisfy(\.properties.isAlphabetic)
  }
}
