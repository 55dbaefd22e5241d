import Foundation
import LatchkeyCrypto
import LatchkeyTesting
import Testing

@Suite("The key file")
struct KeyFileTests {
  private let folder: TemporaryFolder
  private static let digits = String(repeating: "0123456789abcdef", count: 4)

  init() throws {
    self.folder = try TemporaryFolder()
  }

  private static func file(_ ids: [String]) -> String {
    "latchkey-keys 1\n" + ids.map { "key \($0) \(self.digits)\n" }.joined()
  }

  @Test("The first start makes a file of mode 0600 with one key; the next ones read the same")
  func created() throws {
    let path = "\(self.folder.path)/keys"
    #expect(throws: KeyFileError.missing(path: path)) { try KeyFile(at: path) }
    let made = try KeyFile(atOrCreating: path)
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    #expect(try self.folder.names == ["keys"], "No draft is left.")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.wholeMatch(of: /latchkey-keys 1\nkey [0-9a-f]{8} [0-9a-f]{64}\n/) != nil)

    let read = try KeyFile(atOrCreating: path)
    #expect(read.keyIDs == made.keyIDs)
    #expect(made.keyIDs.count == 1)
    let other = try KeyFile(atOrCreating: "\(self.folder.path)/others")
    #expect(other.keyIDs != made.keyIDs)
    #expect(try String(contentsOfFile: "\(self.folder.path)/others", encoding: .utf8) != text)
  }

  @Test("64 first starts at once agree on one key")
  func createdOnce() async throws {
    let path = "\(self.folder.path)/keys"
    let seen = try await withThrowingTaskGroup(of: [KeyFile.KeyID].self) { group in
      for _ in 0..<64 { group.addTask { try KeyFile(atOrCreating: path).keyIDs } }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(seen.count == 1)
    #expect(try self.folder.names == ["keys"])
  }

  @Test(
    "A file that others may read, write or run is refused",
    arguments: [
      (0o600, true), (0o400, true), (0o700, true), (0o640, false), (0o604, false), (0o620, false),
      (0o602, false), (0o610, false), (0o601, false), (0o644, false), (0o660, false),
      (0o666, false), (0o777, false),
    ])
  func modes(mode: Int, accepted: Bool) throws {
    let path = try self.folder.write("keys", Self.file(["00000001"]), mode: mode)
    if accepted {
      #expect(try KeyFile(at: path).keyIDs.count == 1)
    } else {
      #expect(throws: KeyFileError.exposed(path: path, mode: UInt32(mode))) {
        try KeyFile(at: path)
      }
      #expect(throws: KeyFileError.exposed(path: path, mode: UInt32(mode))) {
        try KeyFile(atOrCreating: path)
      }
    }
  }

  @Test("A file of another user is refused", .enabled(if: geteuid() == 0, "Only root gives away."))
  func foreign() throws {
    let path = try self.folder.write("keys", Self.file(["00000001"]))
    let status = unsafe chown(path, 65_534, 65_534)
    #expect(status == 0)
    #expect(throws: KeyFileError.foreignOwner(path: path, owner: 65_534, expected: 0)) {
      try KeyFile(at: path)
    }
  }

  @Test("What is no plain file is refused, also where it leads to one")
  func notPlain() throws {
    let target = try self.folder.write("target", Self.file(["00000001"]))
    let link = "\(self.folder.path)/link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
    let pipe = "\(self.folder.path)/pipe"
    let status = unsafe mkfifo(pipe, 0o600)
    #expect(status == 0)
    for path in [link, pipe, self.folder.path] {
      #expect(throws: KeyFileError.notARegularFile(path: path)) { try KeyFile(at: path) }
    }
  }

  @Test("Keys keep their order: the first one is current")
  func order() throws {
    let ids = ["ffffffff", "00000000", "0000002a"]
    let keys = try KeyFile(at: self.folder.write("keys", Self.file(ids)))
    #expect(keys.keyIDs.map(\.description) == ids)
  }

  @Test(
    "Comments and empty lines mean nothing",
    arguments: ["#\n", "\n", "# key 00000001 nothing\n\n\n# more\n"])
  func comments(text: String) throws {
    let file = "latchkey-keys 1\n\(text)key 00000001 \(Self.digits)\n\(text)"
    #expect(try KeyFile(at: self.folder.write("keys", file)).keyIDs.count == 1)
  }

  @Test(
    "A malformed file is refused with its line",
    arguments: [
      ("", 1), ("\n", 1), ("latchkey-keys 1", 1), ("latchkey-keys 2\n", 1),
      ("# first\nlatchkey-keys 1\n", 1), ("latchkey-keys 1\r\n", 1),
      ("latchkey-keys 1\n", 2), ("latchkey-keys 1\n# none\n", 3),
      ("latchkey-keys 1\nkey 00000001 \(digits)", 2),
      ("latchkey-keys 1\nkey 00000001 \(digits)\r\n", 2),
      ("latchkey-keys 1\nkey 00000001 \(digits) \n", 2),
      ("latchkey-keys 1\n key 00000001 \(digits)\n", 2),
      ("latchkey-keys 1\nkey 0000001 \(digits)\n", 2),
      ("latchkey-keys 1\nkey 000000001 \(digits)\n", 2),
      ("latchkey-keys 1\nkey 0000000A \(digits)\n", 2),
      ("latchkey-keys 1\nkey 00000001 \(digits.dropLast())\n", 2),
      ("latchkey-keys 1\nkey 00000001 \(digits)0\n", 2),
      ("latchkey-keys 1\nkey 00000001 \(digits.uppercased())\n", 2),
      ("latchkey-keys 1\nkey 00000001 \(digits.dropLast())g\n", 2),
      ("latchkey-keys 1\nkey 00000001 \(digits)\nkey 00000001 \(digits)\n", 3),
      ("latchkey-keys 1\nkey 00000001 \(digits)\nsalt 1\n", 3),
      (file((1...65).map { "000000\($0 + 10)" }), 66),
    ] as [(String, Int)])
  func malformed(text: String, line: Int) throws {
    let path = try self.folder.write("keys", text)
    let error = try #require(throws: KeyFileError.self) { try KeyFile(at: path) }
    guard case .malformed(_, let found, let problem) = error else {
      Issue.record("It was refused for another reason: \(error)")
      return
    }
    #expect(found == line)
    #expect(!problem.contains("0123456789abcdef"))
  }

  @Test("64 keys and 16 384 bytes are the most", arguments: [(16_384, true), (16_385, false)])
  func size(count: Int, accepted: Bool) throws {
    let keys = Self.file((1...64).map { "000000\($0 + 10)" })
    let text = keys + "#" + String(repeating: "x", count: count - keys.utf8.count - 2) + "\n"
    #expect(text.utf8.count == count)
    let path = try self.folder.write("keys", text)
    #expect(((try? KeyFile(at: path).keyIDs.count) == 64) == accepted)
  }
}
