import Foundation
import Testing

@Suite("Layers of the command-line client")
struct LayerTests {
  /// Folders from the bottom to the top.
  static let layers = [
    "Base", "Text", "Records", "Arguments", "Terminal", "Files", "Table", "Run", "Commands",
  ]

  struct Source {
    let name: String
    let layer: Int
    let code: String

    /// Types at the top level that other files can name.
    var types: [String] {
      self.code.matches(of: /(?m)^(?:package |final )*(?:struct|class|enum|protocol) (\w+)/)
        .map { String($0.1) }
    }
  }

  static func sources() throws -> [Source] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Clients/CLI")
    return try Self.layers.enumerated().flatMap { layer, name in
      let files = try FileManager.default.contentsOfDirectory(
        at: folder.appendingPathComponent(name), includingPropertiesForKeys: nil)
      return try files.map { file in
        let text = try String(contentsOf: file, encoding: .utf8)
        let code = text.replacing(/\/\/.*/, with: "").replacing(/"(?:[^"\\\n]|\\.)*"/, with: "")
        return Source(name: "\(name)/\(file.lastPathComponent)", layer: layer, code: code)
      }
    }
  }

  @Test("No file names a type of a layer above its own")
  func directions() throws {
    let sources = try Self.sources()
    #expect(sources.count > Self.layers.count)
    for above in sources {
      for type in above.types {
        let name = try Regex("\\b\(type)\\b")
        for below in sources where below.layer < above.layer && below.code.contains(name) {
          Issue.record("\(below.name) names \(type) of \(above.name).")
        }
      }
    }
  }
}
