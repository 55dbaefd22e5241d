import Foundation
import Testing

/// One row of `Protocol/Vectors/cbor`, whose format `Protocol/Vectors/README.md` describes.
struct CBORVector: Decodable, Sendable, CustomTestStringConvertible {
  enum File: String, CaseIterable, Sendable {
    case appendixA = "appendix-a"
    case appendixF = "appendix-f"
    case deterministic
    case attacks
  }

  let name: String
  let hex: String
  let accept: Bool
  let value: String?
  let error: String?

  var testDescription: String { self.name }
  var input: [UInt8] { bytes(self.hex) }

  /// The rows of a file.
  static func rows(_ file: File) throws -> [CBORVector] {
    let url = try Self.folder.appending(path: file.rawValue + ".json")
    return try JSONDecoder().decode([CBORVector].self, from: Data(contentsOf: url))
  }

  private static var folder: URL {
    get throws {
      var place = URL(filePath: #filePath)
      while place.path != "/" {
        place.deleteLastPathComponent()
        let folder = place.appending(path: "Protocol/Vectors/cbor", directoryHint: .isDirectory)
        if FileManager.default.fileExists(atPath: folder.path) { return folder }
      }
      throw CocoaError(.fileNoSuchFile)
    }
  }
}
