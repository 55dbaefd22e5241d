import Foundation
import LatchkeyTesting

extension TemporaryFolder {
  /// The files of one folder in here, with their bytes, in the order of their names.
  func files(in folder: String) throws -> [(name: String, bytes: [UInt8])] {
    try FileManager.default.contentsOfDirectory(atPath: "\(self.path)/\(folder)").sorted().map {
      name in
      let data = try Data(contentsOf: URL(fileURLWithPath: "\(self.path)/\(folder)/\(name)"))
      return (name, Array(data))
    }
  }

  /// The permissions of a file or folder in here.
  func mode(of name: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: "\(self.path)/\(name)")[.posixPermissions]
      as? Int
  }
}
