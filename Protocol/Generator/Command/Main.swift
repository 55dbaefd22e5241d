import Foundation
import LatchkeyDeclarations
import LatchkeyGenerator

/// `latchkey-generate [--breaking]`, at the top of the repository: writes what follows from the schema and the
/// rules of authorization.
@main
enum Main {
  static func main() {
    let top = URL(fileURLWithPath: ".")
    do {
      // The lock first: what it refuses must not be written elsewhere.
      let refusals = try LockFile(top: top).write(
        allowsBreaking: CommandLine.arguments.contains("--breaking"))
      guard refusals.isEmpty else { return Self.end(refusals.joined(separator: "\n")) }
      let changed = try GeneratedFile.write(Generator(top: top).files(), top: top)
      for path in changed { FileHandle.standardOutput.write(Data("wrote \(path)\n".utf8)) }
    } catch {
      Self.end("\(error)")
    }
  }

  private static func end(_ text: String) {
    FileHandle.standardError.write(Data("\(text)\n".utf8))
    exit(1)
  }
}
