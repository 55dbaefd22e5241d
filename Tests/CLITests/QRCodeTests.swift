import Foundation
import LatchkeyBase
import LatchkeySchema
import Testing
import latchkey

struct QRCodeTests {
  @Test(
    "The lines at a terminal are the squares, with a light margin all around",
    arguments: [true, false])
  func lines(isColored: Bool) throws {
    let code = try #require(QRCode(Secret(Array("otpauth://totp/a:b?secret=MZXW6YTB".utf8))))
    let lines = code.lines(isColored: isColored).map { line in
      line.replacing("\u{1B}[97;40m", with: "").replacing("\u{1B}[0m", with: "").map { $0 }
    }
    let margin = QRCode.margin
    #expect(lines.count == (code.width + 2 * margin + 1) / 2)
    for row in 0..<(code.width + 2 * margin) {
      for column in 0..<(code.width + 2 * margin) {
        let character = lines[row / 2][column]
        let isLight = character == "█" || character == (row % 2 == 0 ? "▀" : "▄")
        #expect(isLight == !code.isDark(row: row - margin, column: column - margin))
      }
    }
    // The finder in the corner: a dark frame of seven squares around a light one.
    for column in 0..<7 { #expect(code.isDark(row: 0, column: column)) }
    for column in 1..<6 { #expect(!code.isDark(row: 1, column: column)) }
  }

  @Test("A text that is too long for any code gives none")
  func tooLong() {
    #expect(QRCode(Secret([UInt8](repeating: 0x61, count: 2_332))) == nil)
    #expect(QRCode(Secret([UInt8](repeating: 0x61, count: 2_331))) != nil)
  }
}
