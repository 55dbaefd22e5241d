import Testing

/// What the package description says, read as text.
struct Package {
  struct Target: Sendable {
    let name: String
    let kind: String
    let path: String
    let dependencies: [String]
  }

  let text: String
  let targets: [Target]

  init() throws {
    let file = try #require(Repository.files.first { $0.path == "Package.swift" })
    // Without comments, and on one line, so that the layout does not matter.
    let code = file.lines.map(\.text).filter { !$0.drop { $0 == " " }.hasPrefix("//") }
      .joined(separator: " ")
    self.text = code
    let list = try #require(code.ranges(of: "targets: [ ").first)
    let calls =
      /(module|executable|tests|systemLibrary|\.systemLibrary|\.target)\(\s*(?:name: )?"([\w-]+)"(?:,\s*(?:at|path): "([\w\/]+)")?([^()]*)\)/
    self.targets = code[list.upperBound...].matches(of: calls).map { match in
      let kind = match.1.drop { $0 == "." }
      let rest = kind == "systemLibrary" ? "" : String(match.4)
      return Target(
        name: String(match.2), kind: String(kind),
        path: match.3.map(String.init) ?? "Tests/\(match.2)",
        dependencies: rest.matches(of: /"([\w-]+)"/).map { String($0.1) })
    }
    try #require(self.targets.count > 20, "The package description has another form.")
  }

  /// The target whose folder holds the file.
  func target(of path: String) -> Target? {
    self.targets.first { path.hasPrefix($0.path + "/") }
  }
}

/// The modules that a file imports, with their line.
func imports(of file: Repository.File) -> [(line: Int, module: String)] {
  let statement =
    /^\s*(?:@\w+\s+)*(?:(?:public|package|internal|private|fileprivate)\s+)?import\s+(?:(?:struct|class|enum|protocol|func|typealias|var|let)\s+)?(\w+)/
  return file.lines.compactMap { line in
    guard line.text.contains("import"), let match = line.text.firstMatch(of: statement) else {
      return nil
    }
    return (line.number, String(match.1))
  }
}
