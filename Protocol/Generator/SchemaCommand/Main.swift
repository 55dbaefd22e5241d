import Foundation
import LatchkeyDeclarations

/// `latchkey-generate-schema [TOP]`: writes what the schema's own module needs to compile.
///
/// A program of its own, without the schema: it has to run while the generated files of the schema are out of
/// date. `latchkey-generate` writes everything else afterwards.
@main
enum Main {
  static func main() {
    let top = URL(fileURLWithPath: CommandLine.arguments.dropFirst().first ?? ".")
    do {
      let changed = try GeneratedFile.write(SchemaSource(top: top).generatedFiles, top: top)
      for path in changed { FileHandle.standardOutput.write(Data("wrote \(path)\n".utf8)) }
    } catch {
      FileHandle.standardError.write(Data("\(error)\n".utf8))
      exit(1)
    }
  }
}
