import LatchkeyClient
import LatchkeySchema

/// Methods as this program knows them: by name or number, and as lines for people.
enum MethodText {
  /// The method that a name or a number means.
  static func method(_ word: String) -> Method? {
    UInt64(word).flatMap { Method(number: $0) } ?? Method(name: word)
  }

  /// The error for a name without a method, with a suggestion.
  ///
  /// - Parameters:
  ///   - name: The name that was typed.
  ///   - description: The methods of the service; nil for those of this program.
  ///   - hint: The command that lists the methods.
  /// - Returns: The error.
  static func unknown(
    _ name: String, among description: Server.Describe.Response? = nil,
    hint: String = "latchkey call --list"
  ) -> Refusal {
    let known = Self.method(name)?.declaration.name
    let names = description?.methods.map(\.name) ?? Method.allCases.map(\.declaration.name)
    return .usage(
      known.map { "The service has no \($0): its version differs from that of this program." }
        ?? "There is no such method." + Suggestion.sentence(for: name, among: names),
      hint: known == nil ? hint : "latchkey describe")
  }

  /// All methods, a line each.
  static var list: [String] {
    Layout.table(
      ["NUMBER", "METHOD", ""],
      Method.allCases.map { method in
        let declaration = method.declaration
        return [
          "\(method.rawValue)", declaration.name, declaration.isMutation ? "changes something" : "",
        ]
      })
  }

  /// The fields of request and answer, from their types; nil for an unknown name.
  static func help(of name: String) -> String? {
    guard let method = Self.method(name), let schema = try? SchemaShape() else { return nil }
    let declaration = method.declaration
    var lines = ["latchkey call \(declaration.name) – method \(method.rawValue)"]
    for (title, type) in [("request", declaration.request), ("answer", declaration.response)]
      as [(String, any Message.Type)]
    {
      lines += ["", "\(title):"]
      let fields = schema.record(of: type)?.fields ?? []
      lines += fields.isEmpty ? ["  no fields"] : Wrapping.columns(fields.map(Self.row))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func row(of field: FieldShape) -> (String, String) {
    (field.name, Self.words(for: field.value) + (field.isOptional ? ", optional" : ""))
  }

  private static func words(for value: ValueShape) -> String {
    switch value {
    case .boolean: "true or false"
    case .integer: "number"
    case .text: "text"
    case .bytes: "array of bytes"
    case .secret: "secret, as text"
    case .time: "time, in milliseconds since 1970"
    case .word(let vocabulary): "one of " + vocabulary.words.joined(separator: ", ")
    case .record(let name) where name == "AccountReference":
      "{\"id\": number}, {\"address\": text}, {\"loginName\": text} or {\"phone\": text}"
    case .record(let name): name
    case .list(let element): "list of: " + Self.words(for: element)
    case .textMap: "map of text to text"
    }
  }
}
