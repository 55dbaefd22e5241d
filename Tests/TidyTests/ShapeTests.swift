import Foundation
import Testing

/// The shape of the repository and of its documents.
struct ShapeTests {
  /// What lies at the top, and nothing else.
  static let top: Set<String> = [
    "Package.swift", "Sources", "Tests", "Protocol", "Clients", "README.md", "CHANGELOG.md",
    "CONTRIBUTING.md", "LICENSE", "SECURITY.md", "dev", ".ci", ".gitignore", ".swift-format",
  ]

  @Test("The top of the repository holds the fixed entries only")
  func topLevel() {
    let entries = Set(Repository.files.map { String($0.path.prefix { $0 != "/" }) })
    #expect(entries.subtracting(Self.top).isEmpty)
    #expect(entries.isSuperset(of: ["Package.swift", "Sources", "Tests", "Protocol", "Clients"]))
  }

  @Test("A file has 500 lines at most, unless ./dev generate wrote it")
  func lengths() {
    var findings: [String] = []
    for file in Repository.files
    where file.has(ending: "swift", "py", "c", "h", "sh") && !file.isGenerated {
      let count = file.bytes.count { $0 == UInt8(ascii: "\n") }
      if count > 500 { findings.append("\(file.path) has \(count)") }
    }
    report(findings, instead: "Split it by subject.")
  }

  @Test("Text files end with one line break, without trailing spaces, tabs or carriage returns")
  func whitespace() {
    var findings: [String] = []
    for file in Repository.files where file.has(ending: "swift", "md", "txt", "json", "cddl") {
      if file.bytes.last != UInt8(ascii: "\n") || file.bytes.suffix(2) == Data("\n\n".utf8) {
        findings.append("\(file.path): its end")
      }
      for (what, text) in [("a space", " \n"), ("a tab", "\t"), ("a carriage return", "\r")]
      where file.holds(text) {
        findings.append("\(file.path): \(what)")
      }
    }
    report(findings, instead: "Format it.")
  }

  static let documents = Repository.files.filter { $0.has(ending: "md") }

  /// The lines of a document outside of code blocks.
  private static func prose(_ file: Repository.File) -> [(number: Int, text: Substring)] {
    var isCode = false
    return file.lines.filter { line in
      if line.text.drop(while: { $0 == " " }).hasPrefix("```") {
        isCode.toggle()
        return false
      }
      return !isCode
    }
  }

  @Test("A document has one title, in its first line")
  func titles() {
    var findings: [String] = []
    for file in Self.documents {
      let titles = Self.prose(file).filter { $0.text.hasPrefix("# ") }.map(\.number)
      if titles != [1] { findings.append("\(file.path): titles in lines \(titles)") }
    }
    report(findings, instead: "One line with one #, the first.")
  }

  @Test("Every page of decisions is in the index of ARCHITECTURE.md")
  func decisions() throws {
    let map = try #require(
      Self.documents.first { $0.path == "Protocol/Spec/ARCHITECTURE.md" }?.text)
    let pages = Self.documents.filter { $0.isIn(["Protocol/Spec/Decisions"]) }
    #expect(pages.count > 10)
    for page in pages {
      let link = page.path.dropFirst("Protocol/Spec/".count)
      #expect(map.contains("](\(link))"), "\(page.path)")
    }
  }

  @Test("Every relative link in a document leads somewhere")
  func links() {
    var findings: [String] = []
    for file in Self.documents {
      let folder = Repository.top.appending(path: file.path).deletingLastPathComponent()
      for (number, line) in Self.prose(file) where line.contains("](") {
        for match in line.matches(of: /\]\(([^)\s]+)[^)]*\)/) {
          let target = match.1.prefix { $0 != "#" }
          guard !target.isEmpty, !target.contains("://"), !target.hasPrefix("mailto:") else {
            continue
          }
          let path = folder.appending(path: String(target)).standardizedFileURL.path
          if !FileManager.default.fileExists(atPath: path) {
            findings.append("\(file.path):\(number): \(target)")
          }
        }
      }
    }
    report(findings, instead: "Mend the link.")
  }
}
