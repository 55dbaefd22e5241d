import CQRencode
import Glibc
package import LatchkeyBase

/// A QR code of a text, made by libqrencode.
package struct QRCode {
  /// Modules on a side.
  package let width: Int
  private let isDark: [Bool]

  /// Modules of margin on every side (ISO/IEC 18004, 9.1).
  package static let margin = 4

  /// Makes the code of a text; nil for a text of more than 2 331 bytes.
  package init?(_ text: Secret) {
    // Unsafe: libqrencode takes a pointer and a length, and returns a structure that the caller frees.
    let code = unsafe text.withBytes { bytes in
      unsafe bytes.withUnsafeBufferPointer { bytes in
        // Level M: up to 15 % of the modules may be misread.
        unsafe QRcode_encodeData(Int32(bytes.count), bytes.baseAddress, 0, QR_ECLEVEL_M)
      }
    }
    guard let code = unsafe code else { return nil }
    self.width = Int(unsafe code.pointee.width)
    let modules = unsafe UnsafeMutableBufferPointer(
      start: code.pointee.data, count: self.width * self.width)
    self.isDark = unsafe modules.map { $0 & 1 == 1 }
    // Wiped before the library frees it: the code is the secret.
    unsafe explicit_bzero(code.pointee.data, self.width * self.width)
    unsafe QRcode_free(code)
  }

  /// Whether a module is dark. Modules outside of the code are light.
  package func isDark(row: Int, column: Int) -> Bool {
    guard 0..<self.width ~= row, 0..<self.width ~= column else { return false }
    return self.isDark[row * self.width + column]
  }

  /// The code for a terminal, two rows of modules to a line.
  ///
  /// - Parameter isColored: Sets black and white by escape sequences, for any colours of the
  ///   terminal. Without it light modules are drawn, as on a terminal with a dark background.
  /// - Returns: The lines, from top to bottom.
  package func lines(isColored: Bool) -> [String] {
    let range = -Self.margin..<(self.width + Self.margin)
    return stride(from: range.lowerBound, to: range.upperBound, by: 2).map { row in
      var line = isColored ? "\u{1B}[97;40m" : ""
      for column in range {
        // Below the last row is the background of the terminal.
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
