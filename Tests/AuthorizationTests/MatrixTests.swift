import Foundation
import LatchkeyAuthorization
import LatchkeyBase
import LatchkeySchema
import Testing

/// The rules in force, beside the document that people read.
struct MatrixTests {
  private static let file = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Protocol/Spec/authorization-matrix.txt")

  @Test("The matrix in Protocol/Spec says what the code decides")
  func golden() throws {
    let written = Matrix.document()
    if ProcessInfo.processInfo.environment["LATCHKEY_WRITE_GOLDEN"] == "1" {
      try Data(written.utf8).write(to: Self.file)
    }
    let read = String(decoding: try Data(contentsOf: Self.file), as: UTF8.self)
    let expected = read.split(separator: "\n", omittingEmptySubsequences: false)
    let actual = written.split(separator: "\n", omittingEmptySubsequences: false)
    for (line, (left, right)) in zip(expected, actual).enumerated() where left != right {
      Issue.record(
        "Line \(line + 1) is \"\(left)\" and the code decides \"\(right)\". If the new rule is meant, run this test with LATCHKEY_WRITE_GOLDEN=1 and review the difference."
      )
      return
    }
    #expect(expected.count == actual.count)
  }

  @Test("Every reason in the matrix has a word of its own, and every word is used")
  func words() {
    let document = Matrix.document()
    #expect(Set(Matrix.words.map(\.1)).count == Matrix.words.count)
    for (reason, word, _) in Matrix.words where reason != .scopeMissing {
      let uses = document.split(separator: "\n").count {
        $0.contains("  \(word)") || $0.hasPrefix("\(word) ")
      }
      #expect(uses > 1, "\(word) stands in the legend only.")
    }
    #expect(!document.contains("_PROTECTED"), "A reason without a word.")
    #expect(document.split(separator: "\n").allSatisfy { $0.count <= 160 })
  }
}
