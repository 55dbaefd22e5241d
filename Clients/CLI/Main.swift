import Foundation

/// The command-line client.
@main
enum Latchkey {
  static func main() async {
    Columns.prepare()
    let arguments = Array(CommandLine.arguments.dropFirst())
    let code = await Self.run(arguments, of: StandardTable.table, in: .ofThisProcess)
    exit(code.rawValue)
  }

  /// Runs the command of a line, and reports its failure.
  private static func run(
    _ arguments: [String], of table: CommandTable<Run>, in environment: Environment
  ) async -> ExitCode {
    let output = Output()
    do throws(Refusal) {
      switch try table.resolve(arguments) {
      case .help(let text): output.write(text)
      case .run(let command, let values):
        try await command.action(try Run(command, values, of: table, in: environment, output))
      }
      return .ok
    } catch {
      output.report(error, asJSON: arguments.contains("--json"))
      return error.exitCode
    }
  }
}
