import Glibc
import LatchkeyClient
import LatchkeySchema

/// Any method, with JSON both ways.
enum CallCommand {
  static let all = [
    Command(
      noun: "call", summary: "any method by name or number, with JSON both ways",
      arguments: [
        Argument(name: "METHOD", help: "such as Agents.GetAgent or 701", isOptional: true)
      ],
      options: [
        Option(
          name: "--json", value: "JSON",
          help: "the request, fields by name; - reads it from standard input ({})"),
        Option(name: "--list", help: "all methods"),
        Option(
          name: "--described",
          help: "by what the service says of the method, also where its version is the same"),
      ],
      identity: .sessionIfAny,
      about: "Secrets are text in the request and in the answer: a request with one is better read "
        + "from standard input. latchkey call METHOD --help shows the fields.",
      examples: [
        "latchkey call Server.GetInfo",
        "latchkey call Agents.GetAgent --json '{\"agent\": {\"address\": \"bo@example.org\"}}'",
        "latchkey call --list",
      ],
      action: Self.call)
  ]

  static func call(_ run: Run) async throws(Refusal) {
    guard let name = run.values.argument("METHOD") else {
      guard run.values.flag("--list") else {
        throw run.command.usage("METHOD is missing: such as Agents.GetAgent or 701.")
      }
      return run.output.write(Self.list)
    }
    let method = Self.method(name)
    var text = Array((run.values.option("--json") ?? "{}").utf8)
    if run.values.option("--json") == "-" {
      // As much as a message may have on the wire; JSON is longer, but so is a typing error.
      guard let input = Descriptor.read(STDIN_FILENO, upTo: 1_048_576) else {
        throw run.command.usage("Standard input cannot be read, or is longer than 1 MiB.")
      }
      text = input
    }
    defer { Secret.wipe(&text) }
    // A service of another version knows its methods best.
    guard let method, !run.values.flag("--described"), try await run.hasSchemaOfService() else {
      return try await Self.callDescribed(name, text, run)
    }
    try await Self.call(method, text, run)
  }

  /// Calls a method by the types of this program.
  static func call(_ method: Method, _ text: [UInt8], _ run: Run) async throws(Refusal) {
    switch method.declaration.request {
    case let type as any ServerStreamRequest.Type:
      try await Self.stream(type, text, run)
    case is any BidirectionalRequest.Type:
      throw .here(
        "\(method.declaration.name) takes messages after the request.",
        next: "latchkey contact import FILE", .usage)
    case let type:
      try await Self.call(type, text, run)
    }
  }

  /// A line for each answer, until the service has no more or Ctrl-C.
  private static func stream<R: ServerStreamRequest>(
    _ type: R.Type, _ text: [UInt8], _ run: Run
  ) async throws(Refusal) {
    let request = try JSON.request(type, from: text)
    _ = try await Interruption.ends { () async throws(Refusal) in
      try await run.stream(request) { answer throws(Refusal) in
        run.output.write(try JSON.line(of: answer) + "\n")
      }
    }
  }

  private static func call<R: RequestMessage>(
    _ type: R.Type, _ text: [UInt8], _ run: Run
  ) async throws(Refusal) {
    let answer = try await run.call(try JSON.request(type, from: text))
    run.output.write(try JSON.line(of: answer) + "\n")
  }

  static func method(_ name: String) -> Method? {
    UInt64(name).flatMap { Method(number: $0) } ?? Method(name: name)
  }

  private static var list: String {
    Layout.table(
      ["NUMBER", "METHOD", ""],
      Method.allCases.map { method in
        let declaration = method.declaration
        return [
          "\(method.rawValue)", declaration.name, declaration.isMutation ? "changes something" : "",
        ]
      }
    ).map { $0 + "\n" }.joined()
  }

  /// The fields of a method, from its types.
  static func help(of name: String) -> String? {
    guard let method = Self.method(name), let schema = try? SchemaShape() else { return nil }
    let declaration = method.declaration
    var lines = ["latchkey call \(declaration.name) – method \(method.rawValue)"]
    for (title, type) in [("request", declaration.request), ("answer", declaration.response)]
      as [(String, any Message.Type)]
    {
      lines += ["", "\(title):"]
      let fields = schema.record(of: type)?.fields ?? []
      lines += fields.isEmpty ? ["  nothing"] : HelpText.columns(fields.map(Self.row))
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
    case .textMap: "texts by text"
    }
  }
}
