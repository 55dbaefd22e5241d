import Foundation
import Testing

/// Names that are not written here, with what is written instead.
struct BannedTests {
  struct Ban: Sendable, CustomTestStringConvertible {
    let text: String
    let folders: [String]
    let exceptIn: [String]
    let instead: String

    var testDescription: String { self.text }

    init(
      _ text: String, in folders: [String] = ["Sources", "Protocol", "Clients"],
      except exceptions: [String] = [], instead: String
    ) {
      self.text = text
      self.folders = folders
      self.exceptIn = exceptions
      self.instead = instead
    }
  }

  static let everywhere = ["Sources", "Protocol", "Clients", "Tests"]

  static let bans = [
    Ban("try!", in: everywhere, instead: "Handle the error, or throw it on."),
    Ban("as!", in: everywhere, instead: "Use as? and decide what happens otherwise."),
    Ban("fatalError(", instead: "Throw for what can happen; precondition for our own mistakes."),
    Ban("Date()", except: ["Clients/CLI"], instead: "Take the moment as an argument."),
    // The daemon answers --help, --version and --check before it is one.
    Ban(
      "print(", except: ["Clients/CLI", "Sources/latchkeyd/Main.swift"],
      instead: "Write to the log."),
    Ban("debugPrint(", in: everywhere, instead: "Write to the log."),
    Ban(".disabled(", in: everywhere, instead: "Mend the test, or take it out."),
    Ban("withKnownIssue", in: everywhere, instead: "Mend it."),
    Ban("@testable", in: everywhere, instead: "Test through what callers see, or package."),
    Ban("nonisolated(unsafe)", instead: "Say why on the line before."),
    Ban("DispatchQueue", instead: "Use a task or a mutex."),
    Ban("NSLock", in: everywhere, instead: "Use Mutex."),
    Ban("NSRegularExpression", in: everywhere, instead: "Use Regex; and never on input."),
    Ban(
      ".lowercased()", in: ["Sources"],
      instead: "Compare ASCII letters only: Swift maps U+212A to k (D18)."),
    Ban(
      ".uppercased()", in: ["Sources"],
      instead: "Compare ASCII letters only: Swift maps U+0131 to I (D18)."),
    Ban("SystemRandomNumberGenerator", in: ["Sources"], instead: "Take entropy as an argument."),
    Ban(
      "Task.sleep", in: ["Tests"], except: ["Tests/Benchmarks"],
      instead: "Wait for the event itself."),
    Ban("usleep(", in: everywhere, instead: "Wait for the event itself."),
  ]

  @Test("A banned name stands nowhere", arguments: bans)
  func banned(ban: Ban) {
    var findings: [String] = []
    for file in Repository.files
    where file.has(ending: "swift") && file.isIn(ban.folders) && !file.isIn(ban.exceptIn)
      && !ban.exceptIn.contains(file.path)
      && !file.isIn(["Tests/TidyTests"]) && file.holds(ban.text)
    {
      let lines = file.lines
      for (number, line) in lines where Self.uses(line, ban.text) {
        let before = number >= 2 ? lines[number - 2].text.drop { $0 == " " } : ""
        if ban.text == "nonisolated(unsafe)" && before.hasPrefix("//") { continue }
        findings.append("\(file.path):\(number):\(line)")
      }
    }
    report(findings, instead: ban.instead)
  }

  /// Whether code on the line uses the name: not as the end of a longer one, not in a comment.
  private static func uses(_ line: Substring, _ name: String) -> Bool {
    let code = line.drop { $0 == " " }
    guard !code.hasPrefix("//") else { return false }
    return code.ranges(of: name).contains { range in
      guard range.lowerBound > code.startIndex, let first = name.first, first.isLetter else {
        return true
      }
      let before = code[code.index(before: range.lowerBound)]
      return !before.isLetter && !before.isNumber && before != "_" && before != "."
    }
  }

  @Test("Whatever is unchecked says which thread or lock makes it true, in the comment before it")
  func unchecked() {
    var findings: [String] = []
    for file in Repository.shipped where file.holds("@unchecked Sendable") {
      let lines = file.lines
      for (number, line) in lines where line.contains("@unchecked Sendable") {
        let above = lines[..<(number - 1)].reversed().map { $0.text.drop { $0 == " " } }
        let comment = above.drop { $0.hasPrefix("@") }.prefix { $0.hasPrefix("//") }
        let isReasoned = comment.contains { text in
          ["thread", "lock", "mutex"].contains { text.lowercased().contains($0) }
        }
        if !isReasoned { findings.append("\(file.path):\(number):\(line)") }
      }
    }
    report(findings, instead: "Use Mutex or Sendable values, or give the reason.")
  }

  @Test("Nothing is left for later in the text", arguments: ["TODO", "FIXME", "XXX:", "HACK"])
  func leftovers(word: String) {
    var findings: [String] = []
    for file in Repository.files where !file.isIn(["Tests/TidyTests"]) && file.holds(word) {
      for (number, line) in file.lines where line.contains(word) {
        findings.append("\(file.path):\(number):\(line)")
      }
    }
    report(findings, instead: "Do it, or leave the remark out.")
  }

  @Test("No file knows a folder of one machine", arguments: ["home", "root", "work", "Users"])
  func machinePaths(folder: String) {
    var findings: [String] = []
    for file in Repository.files
    where !file.isIn(["Tests/TidyTests"]) && file.holds("/\(folder)/") {
      for (number, line) in file.lines {
        let isAbsolute = line.ranges(of: "/\(folder)/").contains { range in
          guard range.lowerBound > line.startIndex else { return true }
          let before = line[line.index(before: range.lowerBound)]
          return !before.isLetter && !before.isNumber && !"._-~}*".contains(before)
        }
        if isAbsolute { findings.append("\(file.path):\(number):\(line)") }
      }
    }
    report(findings, instead: "Use a relative path, or one that is passed in.")
  }
}
