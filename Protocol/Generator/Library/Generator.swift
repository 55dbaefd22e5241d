public import Foundation
public import LatchkeyDeclarations
import LatchkeySchema

/// Everything that follows from the schema's declarations and the rules of authorization.
///
/// What the schema needs to compile is written by ``SchemaSource`` alone; this knows the compiled schema.
public struct Generator {
  private let source: SchemaSource
  private let top: URL

  /// A generator for a repository.
  ///
  /// - Parameter top: The top of the repository.
  /// - Throws: `SourceError` for a source of the schema in another form, and what `FileManager` throws.
  public init(top: URL) throws {
    self.top = top
    self.source = try SchemaSource(top: top)
  }

  /// Every generated file but the lock.
  ///
  /// - Returns: The files, with their places.
  /// - Throws: What `SchemaShape` throws for a message that has no place on the wire, and what reading
  ///   `METHODS.md` throws.
  public func files() throws -> [GeneratedFile] {
    let shape = try SchemaShape()
    let cddl = shape.cddl
    return self.source.generatedFiles
      + [
        GeneratedFile(path: "Protocol/Spec/latchkey.cddl", text: cddl), self.revision(of: cddl),
        try self.methodsDocument(), NamesDocument(source: self.source).file,
      ]
      + (try VectorFiles(shape: shape).files()) + SwiftClient(source: self.source).files
      + [
        PythonRecords(self.source, shape).words, PythonRecords(self.source, shape).records,
        PythonServices(self.source).file,
      ]
  }

  private func revision(of cddl: String) -> GeneratedFile {
    let hex = SHA256.hex(of: Array(cddl.utf8))
    return GeneratedFile(
      path: "Protocol/Schema/SchemaRevision.swift",
      text: """
        /// Which schema this is.
        public enum SchemaRevision {
          /// SHA-256 of the text in `latchkey.cddl`, in hexadecimal. Generated with it.
          public static let hex =
            "\(hex)"
        }

        """)
  }

  /// `METHODS.md` with its tables between the markers.
  private func methodsDocument() throws -> GeneratedFile {
    let path = "Protocol/Spec/METHODS.md"
    let document = try String(contentsOf: self.top.appendingPathComponent(path), encoding: .utf8)
    let marker = "<!-- generated -->\n"
    var parts = document.components(separatedBy: marker)
    let tables = [
      MethodTables.methods(), MethodTables.reasons(), try MethodTables.vocabularies(),
      MethodTables.gauges(),
    ]
    guard parts.count == 2 * tables.count + 1 else {
      throw SourceError(
        file: path, line: 1, problem: "It has \(tables.count) generated parts between markers.")
    }
    for (index, table) in tables.enumerated() { parts[2 * index + 1] = table }
    return GeneratedFile(path: path, text: parts.joined(separator: marker))
  }
}
