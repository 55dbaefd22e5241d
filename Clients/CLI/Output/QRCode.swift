import CQRencode
import Glibc
package import LatchkeySchema

/// A text as squares that the camera of a phone reads, by libqrencode.
package struct QRCode {
  /// Squares on a side.
  package let width: Int
  private let isDark: [Bool]

  /// Squares of margin on every side (ISO/IEC 18004, 9.1).
  package static let margin = 4

  /// Makes the squares of a text; nil for one that does not fit into 2 331 bytes.
  package init?(_ text: Secret) {
    let code = unsafe text.withBytes { bytes in
      unsafe bytes.withUnsafeBufferPointer { bytes in
        // Level M: a tenth of the squares may be misread.
        unsafe QRcode_encodeData(Int32(bytes.count), bytes.baseAddress, 0, QR_ECLEVEL_M)
      }
    }
    guard let code = unsafe code else { return nil }
    defer {
      let count = Int(unsafe code.pointee.width * code.pointee.width)
      unsafe explicit_bzero(code.pointee.data, count)
      unsafe QRcode_free(code)
    }
    let width = Int(unsafe code.pointee.width)
    self.width = width
    self.isDark = unsafe UnsafeBufferPointer(start: code.pointee.data, count: width * width)
      .map { $0 & 1 == 1 }
  }

  /// Whether a square is dark. There is nothing but light around them.
  package func isDark(row: Int, column: Int) -> Bool {
    guard 0..<self.width ~= row, 0..<self.width ~= column else { return false }
    return self.isDark[row * self.width + column]
  }

  /// The squares for a terminal, two rows to a line.
  ///
  /// - Parameter isColored: Say that dark is black and light is white, whatever the terminal's colours
  ///   are. Without it light squares are drawn, as on a terminal with a dark background.
  /// - Returns: The lines, from top to bottom.
  package func lines(isColored: Bool) -> [String] {
    let range = -Self.margin..<(self.width + Self.margin)
    return stride(from: range.lowerBound, to: range.upperBound, by: 2).map { row in
      var line = isColored ? "\u{1B}[97;40m" : ""
      for column in range {
        // Below the last row there is the terminal's own background.
        let isUpperLight = !self.isDark(row: row, column: column)
        let isLowerLight =
          row + 1 < range.upperBound && !self.isDark(row: row + 1, column: column)
        switch (isUpperLight, isLowerLight) {
        case (true, true): line += "█"
        case (true, false): line += "▀"
        case (false, true): line += "▄"
        case (false, false): line += " "
        }
      }
      return isColored ? line + "\u{1B}[0m" : line
    }
  }
}
