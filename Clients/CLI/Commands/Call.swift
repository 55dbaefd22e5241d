import Glibc
import LatchkeyBase
import LatchkeyClient
import LatchkeySchema

/// The command that calls any method, with JSON as request and answer.
enum CallCommands {
  static let all: [Command<Run>] = [
    Command(
      noun: "call", summary: "call any method by name or number, with JSON",
      arguments: [Self.method], options: [Self.json, Self.list, Self.described],
      session: .ifPresent,
      about: "Secrets are text in request and answer: read a request with a secret from standard "
        + "input. latchkey call METHOD --help shows the fields.",
      examples: [
        "latchkey call Server.GetInfo",
        "latchkey call Agents.GetAgent --json '{\"agent\": {\"address\": \"bo@example.org\"}}'",
        "latchkey call --list",
      ],
      helpOnWord: { MethodText.help(of: $0) }, action: Self.call)
  ]

  private static let method = Argument(
    optional: "METHOD", .method, help: "such as Agents.GetAgent or 701")
  private static let json = Option(
    "--json", "JSON", .text,
    help: "the request, fields by name; - reads it from standard input ({})")
  private static let list = Option(flag: "--list", help: "list all methods")
  private static let described = Option(
    flag: "--described",
    help: "use the service's description of the method, even if both have the same version")

  private static func call(_ run: Run) async throws(Refusal) {
    guard let name = try run[Self.method] else {
      guard try run[Self.list] else {
        throw run.usage("METHOD is missing: such as Agents.GetAgent or 701.")
      }
      return run.output.write(MethodText.list.map { $0 + "\n" }.joined())
    }
    let json = try run[Self.json] ?? "{}"
    var text = Array(json.utf8)
    if json == "-" {
      // 1 MiB is the longest message on the wire; its JSON is longer, but so are typing errors.
      guard let input = Descriptor.readAll(STDIN_FILENO, upTo: 1_048_576) else {
        throw run.usage("Standard input cannot be read, or is longer than 1 MiB.")
      }
      text = input
    }
    defer { wipe(&text) }
    // A service of another version describes its own methods.
    guard let method = MethodText.method(name), try !run[Self.described],
      try await run.hasSchemaOfService()
    else {
      return try await DescribedCall.call(name, text, run)
    }
    try await TypedCall.call(method, text, run)
  }
}
