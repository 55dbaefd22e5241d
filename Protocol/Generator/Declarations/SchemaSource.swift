public import Foundation

/// Everything that the sources of the schema declare.
public struct SchemaSource: Sendable {
  /// What one file declares, for the file that is generated beside it.
  public struct Unit: Sendable {
    /// The name of the file without its ending: `Agents+Changes`.
    public let name: String
    /// Its requests.
    public let methods: [DeclaredMethod]
    /// All its records in the order of declaration, the requests among them.
    public let records: [DeclaredRecord]
  }

  /// Folders of the schema's sources that hold declarations and nothing else, from the top of the repository.
  public static let folders = [
    "Protocol/Schema/Services", "Protocol/Schema/Records", "Protocol/Schema/Vocabularies",
  ]

  /// The services, numbers ascending.
  public let services: [DeclaredService]
  /// Every record by its full name.
  public let records: [String: DeclaredRecord]
  /// The vocabularies, by name.
  public let vocabularies: [DeclaredVocabulary]
  /// Names of vocabularies that stand beside those folders, since their words are declared in the base module.
  public let sharedVocabularies: [String]
  /// The files with messages, by name.
  public let units: [Unit]

  /// Reads the sources.
  ///
  /// - Parameter top: The top of the repository.
  /// - Throws: ``SourceError`` for a line in another form, and what `FileManager` throws for a file that
  ///   cannot be read.
  public init(top: URL) throws {
    var paths: [String] = []
    for folder in Self.folders {
      let names = try FileManager.default.contentsOfDirectory(
        atPath: top.appendingPathComponent(folder).path)
      paths += names.filter { $0.hasSuffix(".swift") }.map { "\(folder)/\($0)" }
    }
    let files = try paths.sorted().map { path in
      (path, try String(contentsOf: top.appendingPathComponent(path), encoding: .utf8))
    }
    try self.init(files: files, sharedVocabularies: try Self.sharedVocabularies(top))
  }

  private static func sharedVocabularies(_ top: URL) throws -> [String] {
    let folder = top.appendingPathComponent("Protocol/Schema")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    return try names.filter { $0.hasSuffix(".swift") }.sorted().flatMap { name in
      let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
      return text.split(separator: "\n").compactMap {
        String($0).between("public struct ", ": Vocabulary {")
      }
    }
  }

  /// Reads sources that are at hand.
  ///
  /// - Parameters:
  ///   - files: Path and text of each.
  ///   - sharedVocabularies: Names of vocabularies whose words are declared elsewhere.
  /// - Throws: ``SourceError`` for a line in another form.
  public init(
    files: [(path: String, text: String)], sharedVocabularies: [String] = []
  ) throws(SourceError) {
    self.sharedVocabularies = sharedVocabularies
    var read: [ReadFile] = []
    for (path, text) in files { read.append(try SchemaReader.read(path, text)) }
    let names = Set(read.flatMap(\.records).map(\.name))
    for index in read.indices { read[index].resolve(names) }
    let methods = read.flatMap(\.methods)
    var services: [DeclaredService] = []
    for name in Set(methods.map(\.service)) {
      let own = methods.filter { $0.service == name }.sorted { $0.number < $1.number }
      services.append(
        DeclaredService(
          name: name, documentation: read.compactMap { $0.namespaces[name] }.first ?? [],
          methods: own,
          retired: read.compactMap { $0.retired[name] }.reduce(into: [:]) {
            $0.merge($1) { first, _ in first }
          }))
    }
    self.services = services.sorted { $0.methods[0].number < $1.methods[0].number }
    let records = read.flatMap(\.records)
    self.records = Dictionary(
      records.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.vocabularies = read.flatMap(\.vocabularies).sorted { $0.name < $1.name }
    self.units = read.filter { !$0.records.isEmpty }.map {
      Unit(name: $0.name, methods: $0.methods, records: $0.records)
    }.sorted { $0.name < $1.name }
  }

  /// Every method, numbers ascending.
  public var methods: [DeclaredMethod] { self.services.flatMap(\.methods) }
}
