import LatchkeyClient
import LatchkeySchema

/// The command that shows the service's description of its methods, also for other versions.
enum DescribeCommands {
  static let all: [Command<Run>] = [
    Command(
      noun: "describe", summary: "show the methods that the service has",
      arguments: [Self.method], options: [Self.cddl], session: .notSent,
      about: "Methods, fields, limits and required permissions come from the service, not from "
        + "this program: their versions may differ.",
      examples: ["latchkey describe", "latchkey describe Agents.SetPassword"],
      action: Self.describe)
  ]

  private static let method = Argument(
    optional: "METHOD", .method, help: "such as Agents.GetAgent or 701")
  private static let cddl = Option(flag: "--cddl", help: "print the schema in CDDL instead")

  private static func describe(_ run: Run) async throws(Refusal) {
    let isText = try run[Self.cddl]
    let method = try run[Self.method]
    let answer: Server.Describe.Response
    do throws(Refusal) {
      answer = try await run.call(Server.Describe(method: method, withText: isText ? true : nil))
    } catch .service(let error) where error.code == .notFound {
      throw MethodText.unknown(
        method ?? "", among: try? await run.call(Server.Describe()), hint: "latchkey describe")
    }
    if isText, !run.isJSON { return run.output.write(answer.cddl ?? "") }
    try run.show(answer) { answer in
      guard method != nil, let described = answer.methods.first else {
        return DescriptionText.table(answer)
      }
      return DescriptionText.lines(described, answer)
    }
  }
}
