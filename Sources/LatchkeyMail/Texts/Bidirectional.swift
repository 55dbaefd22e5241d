/// Texts of people in sentences that run the other way (Unicode Standard Annex 9).
enum Bidirectional {
  /// A text set apart, so that one written from right to left does not reorder the sentence around
  /// it. What has no such letter stays as it is, for mail software that shows isolates as boxes.
  static func isolated(_ text: String) -> String {
    text.unicodeScalars.contains(where: self.isRightToLeft)
      ? "\u{2068}\(text)\u{2069}" : text
  }

  /// The text without characters that turn the direction of what follows them.
  static func withoutControls(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.filter { !self.isControl($0) }))
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  /// The blocks that UAX 9 gives the classes R and AL by default: Hebrew to Arabic Extended-A,
  /// their presentation forms, and two ranges of the supplementary planes.
  private static func isRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0590...0x08FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x10800...0x10FFF, 0x1E800...0x1EFFF:
      true
    default: false
    }
  }
}
