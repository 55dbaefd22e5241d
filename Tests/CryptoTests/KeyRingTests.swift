import Foundation
import LatchkeyApplication
import LatchkeyBase
import LatchkeyCrypto
import LatchkeyDomain
import LatchkeyTesting
import Testing

/// The key file of a running service.
@Suite("The key ring")
struct KeyRingTests {
  private let folder: TemporaryFolder
  private static let digits = String(repeating: "0123456789abcdef", count: 4)

  init() throws {
    self.folder = try TemporaryFolder()
  }

  private func ring(_ text: String) throws -> (KeyRing, KeyedDigestsBySodium, String) {
    let path = try self.folder.write("keys", text)
    let keys = try KeyFile(at: path)
    let digests = try KeyedDigestsBySodium(keys: keys)
    return (KeyRing(keys: keys, path: path, users: [digests]), digests, path)
  }

  private static func at(_ milliseconds: Int64) -> Timestamp {
    Timestamp(milliseconds: milliseconds)
  }

  @Test("A new key stands first; the former one says when it was replaced; comments stay")
  func rotated() throws {
    let (ring, _, path) = try self.ring(
      "latchkey-keys 1\n# mine\nkey 00000001 \(Self.digits)\n\nkey 00000002 \(Self.digits)\n")
    let id = try ring.rotate(at: Self.at(1_795_343_400_000))
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let lines = text.components(separatedBy: "\n")
    #expect(lines[0] == "latchkey-keys 1")
    #expect(lines[1].wholeMatch(of: /key [0-9a-f]{8} [0-9a-f]{64}/) != nil)
    #expect(lines[1].hasPrefix("key \(id) "))
    #expect(
      lines[2...].joined(separator: "\n")
        == "# mine\nkey 00000001 \(Self.digits) 1795343400000\n\nkey 00000002 \(Self.digits)\n")
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    #expect(try self.folder.names == ["keys"], "No draft is left.")
    #expect(try KeyFile(at: path).keyIDs.map(\.description) == [id, "00000001", "00000002"])
  }

  @Test("The oldest keys that were replaced before the moment verify the audit only")
  func retired() throws {
    let (ring, digests, path) = try self.ring(
      "latchkey-keys 1\nkey 00000004 \(Self.digits)\nkey 00000003 \(Self.digits) 300\n"
        + "# two\nkey 00000002 \(Self.digits) 200\nkey 00000001 \(Self.digits) 100\n"
        + "audit 00000000 \(Self.digits)\n")
    #expect(try ring.retire(replacedBefore: Self.at(100)) == 0)
    #expect(try ring.retire(replacedBefore: Self.at(201)) == 2)
    #expect(
      try String(contentsOfFile: path, encoding: .utf8)
        == "latchkey-keys 1\nkey 00000004 \(Self.digits)\nkey 00000003 \(Self.digits) 300\n"
        + "# two\naudit 00000002 \(Self.digits)\naudit 00000001 \(Self.digits)\n"
        + "audit 00000000 \(Self.digits)\n")
    let secret = Secret(copying: [UInt8](repeating: 1, count: 32))
    #expect(digests.candidates(.agentReset, secret: secret).count == 2)
    let keys = try KeyFile(at: path)
    #expect(keys.keyIDs.map(\.description) == ["00000004", "00000003"])
    #expect(keys.auditKeyIDs.map(\.description) == ["00000002", "00000001", "00000000"])
    #expect(try ring.retire(replacedBefore: Self.at(.max)) == 1)
    #expect(try ring.retire(replacedBefore: Self.at(.max)) == 0, "The current key stays.")
  }

  @Test("A key without a moment is kept, and those above it")
  func withoutMoment() throws {
    let (ring, _, _) = try self.ring(
      "latchkey-keys 1\nkey 00000003 \(Self.digits)\nkey 00000002 \(Self.digits) 5\n"
        + "key 00000001 \(Self.digits)\n")
    #expect(try ring.retire(replacedBefore: Self.at(.max)) == 0)
  }

  @Test(
    "What cannot be written leaves file and keys as they were", arguments: ["full", "gone", "open"])
  func refused(kind: String) throws {
    let ids =
      kind == "full" ? (1...64).map { $0 < 10 ? "0000000\($0)" : "000000\($0)" } : ["00000001"]
    let (ring, digests, path) = try self.ring(
      "latchkey-keys 1\n" + ids.map { "key \($0) \(Self.digits)\n" }.joined())
    let before = digests.auditLink([1])
    switch kind {
    case "gone": try FileManager.default.removeItem(atPath: path)
    case "open":
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
    default: break
    }
    #expect(throws: KeyKeepingError.self) { try ring.rotate(at: Self.at(1)) }
    #expect(digests.auditLink([1]) == before)
    if kind == "full" { #expect(try KeyFile(at: path).keyIDs.count == 64) }
    #expect(try self.folder.names == (kind == "gone" ? [] : ["keys"]))
  }

  @Test(
    "A malformed line of the new kinds is refused with its number",
    arguments: [
      ("audit 00000001 \(digits)\n", 2), ("audit 00000001 \(digits)\nkey 00000002 \(digits)\n", 3),
      ("key 00000001 \(digits) \n", 2), ("key 00000001 \(digits) x\n", 2),
      ("key 00000001 \(digits) -1\n", 2), ("key 00000001 \(digits) 1 \n", 2),
      ("key 00000001 \(digits) 1234567890123456\n", 2),
      ("key 00000001 \(digits)\naudit 00000001 \(digits)\n", 3),
      ("key 00000001 \(digits)\naudit 00000002 \(digits) 1\n", 3),
      ("key 00000001 \(digits)\naudit 00000002  \(digits)\n", 3),
      ("key 00000001 \(digits)\naudit 00000002 \(digits)\nkey 00000003 \(digits)\n", 4),
    ])
  func malformed(lines: String, line: Int) throws {
    let path = try self.folder.write("keys", "latchkey-keys 1\n\(lines)")
    let error = try #require(throws: KeyFileError.self) { try KeyFile(at: path) }
    guard case .malformed(_, let found, _) = error else {
      Issue.record("It was refused for another reason: \(error)")
      return
    }
    #expect(found == line)
  }
}
