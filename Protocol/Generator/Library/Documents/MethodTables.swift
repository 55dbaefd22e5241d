import LatchkeyBase
import LatchkeySchema

/// The generated parts of `METHODS.md`.
enum MethodTables {
  static func methods() -> String {
    var lines = [
      "| number | method | request | answer | deadline at most | changes | sensitive |",
      "|---:|---|---|---|---:|---|---|",
    ]
    for method in Method.allCases {
      let declaration = method.declaration
      let cells = [
        "\(method.rawValue)", "`\(declaration.name)`", Self.fields(of: declaration.request),
        Self.answer(of: declaration),
        declaration.deadlineMillisecondsMax.map { "\($0 / 1000) s" } ?? "endless",
        declaration.isMutation ? "yes" : "", declaration.isSensitive ? "yes" : "",
      ]
      lines.append("| \(cells.joined(separator: " | ")) |")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  static func reasons() -> String {
    var lines = ["| status | reason | what the caller can do |", "|---|---|---|"]
    let names: [UInt8: String] = [
      3: "INVALID_ARGUMENT", 5: "NOT_FOUND", 6: "ALREADY_EXISTS", 7: "PERMISSION_DENIED",
      8: "RESOURCE_EXHAUSTED", 9: "FAILED_PRECONDITION", 10: "ABORTED", 13: "INTERNAL",
      14: "UNAVAILABLE", 16: "UNAUTHENTICATED",
    ]
    for reason in Reason.allCases.sorted(by: { $0.status.rawValue < $1.status.rawValue }) {
      let status = "\(reason.status.rawValue) \(names[reason.status.rawValue] ?? "?")"
      lines.append("| \(status) | `\(reason.rawValue)` | \(reason.advice) |")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  static func vocabularies() throws -> String {
    var lines = ["| vocabulary | words |", "|---|---|"]
    for vocabulary in try SchemaShape().vocabularies {
      let words = vocabulary.words.map { "`\($0)`" }.joined(separator: " · ")
      lines.append("| \(vocabulary.name) | \(words) |")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  static func gauges() -> String {
    var lines = ["| name | what it counts |", "|---|---|"]
    for name in GaugeName.allCases { lines.append("| `\(name.rawValue)` | \(name.summary) |") }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func fields(of type: any Message.Type) -> String {
    guard let record = try? SchemaShape().record(of: type) else { return "?" }
    let names = record.fields.map { $0.isOptional ? "\($0.name)?" : $0.name }
    return names.isEmpty ? "–" : names.joined(separator: ", ")
  }

  private static func answer(of declaration: Declaration) -> String {
    let name = String(reflecting: declaration.response).dropFirst("LatchkeySchema.".count)
    return name.hasPrefix(declaration.name) ? Self.fields(of: declaration.response) : "`\(name)`"
  }
}
