import Foundation
import LatchkeyClient

/// The command-line client.
@main
enum Latchkey {
  static func main() async {
    Columns.prepare()
    let arguments = Array(CommandLine.arguments.dropFirst())
    let environment = Surroundings.ofThisProcess
    let code = await CommandTable.standard.run(arguments, in: environment)
    exit(code.rawValue)
  }
}

extension CommandTable {
  /// Does what the arguments ask for, and says what came of it.
  func run(_ arguments: [String], in surroundings: Surroundings) async -> ExitCode {
    let output = Output()
    do throws(Refusal) {
      switch try self.resolve(arguments) {
      case .help(let text):
        output.write(text)
      case .run(let command, let values):
        let run = try Run(command, values, surroundings, output)
        try await command.action(run)
      }
      return .ok
    } catch {
      output.report(error, asJSON: arguments.contains("--json"))
      return error.exitCode
    }
  }
}
