import CSQLite
import Foundation
import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeyStore
import LatchkeyTesting
import Testing

@Suite("Opening a store")
struct OpeningTests {
  /// Why it could not be opened; nil when it could, and is closed again.
  static func refusal(
    _ folder: TemporaryFolder, _ configuration: SQLiteConfiguration = .init()
  ) async -> SQLiteOpenError? {
    do throws(SQLiteOpenError) {
      let store = try SQLiteStore.open(path: folder.file, configuration: configuration)
      await store.close()
      return nil
    } catch {
      return error
    }
  }

  static func permissions(_ path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return (attributes[.posixPermissions] as? Int) ?? -1
  }

  @Test("Only one store has the file open, and the next one may when it is closed")
  func secondOpener() async throws {
    let folder = try TemporaryFolder()
    let store = try folder.open()
    let error = await Self.refusal(folder)
    #expect(error?.reason == .inUse)
    #expect(error?.description.contains("Stop the other daemon") == true)
    _ = try await store.write { try $0.advanceGlobalEpoch() }
    await store.close()
    #expect(await Self.refusal(folder) == nil)
  }

  @Test("A store that nobody holds any more lets go of its file")
  func letGo() async throws {
    let folder = try TemporaryFolder()
    do {
      let store = try folder.open()
      _ = try await store.write { try $0.advanceGlobalEpoch() }
    }
    // Its thread ends by itself.
    while await Self.refusal(folder)?.reason == .inUse { await Task.yield() }
    #expect(await Self.refusal(folder) == nil)
  }

  @Test("Every file is for its owner alone")
  func permissions() async throws {
    let folder = try TemporaryFolder()
    let store = try folder.open()
    _ = try await store.write { try $0.advanceGlobalEpoch() }
    for name in ["desk.db", "desk.db-wal", "desk.db-shm", "desk.db.lock"] {
      #expect(try Self.permissions(folder.path + "/" + name) == 0o600, "\(name)")
    }
    await store.close()
  }

  @Test(
    "No umask opens the files to others, or closes them to the owner",
    arguments: [0, 0o277] as [mode_t])
  func umasks(mask: mode_t) async throws {
    // The umask is the whole process's: a process of its own.
    await #expect(processExitsWith: .success) { [mask = mask as mode_t] in
      let folder = try TemporaryFolder()
      umask(mask)
      let store = try folder.open()
      _ = try await store.write { try $0.advanceGlobalEpoch() }
      umask(0o022)
      for name in ["desk.db", "desk.db-wal", "desk.db-shm"] {
        try #require(try Self.permissions(folder.path + "/" + name) == 0o600)
      }
      await store.close()
    }
  }

  @Test(
    "A file that others may read is refused, and stays as it is", arguments: [0o640, 0o604, 0o620])
  func exposed(mode: Int) async throws {
    let folder = try TemporaryFolder()
    await (try folder.open()).close()
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder.file)
    #expect(await Self.refusal(folder)?.reason == .exposed(mode: UInt32(mode)))
    #expect(try Self.permissions(folder.file) == mode)
  }

  @Test("A newer schema is refused and stays as it is")
  func newerVersion() async throws {
    let folder = try TemporaryFolder()
    await (try folder.open()).close()
    try raw(folder.file, "PRAGMA user_version = 1000")
    let before = try Data(contentsOf: URL(fileURLWithPath: folder.file))
    let error = await Self.refusal(folder)
    #expect(error?.reason == .newerVersion(found: 1_000, known: 3))
    #expect(error?.description.contains("Start the newer program") == true)
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file)) == before)
  }

  @Test(
    "What is no store of ours is refused and stays as it is",
    arguments: [
      "not a database, but long enough to be read as one: " + String(repeating: "x", count: 4_096),
      "CREATE TABLE stranger (id); INSERT INTO stranger VALUES (1)",
      "PRAGMA user_version = 1",
      "PRAGMA application_id = 7",
      "x",
    ])
  func foreign(content: String) async throws {
    let folder = try TemporaryFolder()
    if content.hasPrefix("CREATE") || content.hasPrefix("PRAGMA") {
      try raw(folder.file, content)
    } else {
      try Data(content.utf8).write(to: URL(fileURLWithPath: folder.file))
    }
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.file)
    let before = try Data(contentsOf: URL(fileURLWithPath: folder.file))
    #expect(await Self.refusal(folder)?.reason == .foreign)
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file)) == before)
  }

  @Test("A damaged file is refused when it is opened, with what to do")
  func corrupt() async throws {
    let folder = try TemporaryFolder()
    let store = try folder.open()
    try await store.write { store throws in
      for number in 0..<600 { _ = try store.insert(NewAccount.agent("agent\(number)")) }
    }
    await store.close()
    var content = try Data(contentsOf: URL(fileURLWithPath: folder.file))
    // The later pages: the schema lies before them.
    for place in stride(from: content.count * 2 / 3, to: content.count, by: 7) {
      content[place] = 0xFF
    }
    try content.write(to: URL(fileURLWithPath: folder.file))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.file)
    let error = await Self.refusal(folder)
    #expect(error?.reason == .corrupt)
    #expect(error?.description.contains("restore a backup") == true)

    // A large file is not read as a whole: then the first touch says so.
    var configuration = SQLiteConfiguration()
    configuration.checkedPagesMax = 0
    let opened = try folder.open(configuration)
    let found = try await StoreTests.refusal {
      _ = try await opened.read { store in
        try store.accounts(in: .agent, after: nil, search: nil, limit: 999)
      }
    }
    guard case .corrupt = found else {
      Issue.record("\(String(describing: found))")
      return
    }
    await opened.close()
  }

  @Test("A folder that is missing, a folder, and a symbolic link are named as such")
  func wrongPlaces() async throws {
    let folder = try TemporaryFolder()
    let missing = #expect(throws: SQLiteOpenError.self) {
      try SQLiteStore.open(path: folder.path + "/none/desk.db")
    }
    #expect(missing?.reason == .folderMissing)
    let directory = #expect(throws: SQLiteOpenError.self) {
      try SQLiteStore.open(path: folder.path)
    }
    #expect(directory?.reason == .notAPlainFile)
    try? FileManager.default.removeItem(atPath: folder.path + ".lock")
    try FileManager.default.createSymbolicLink(
      atPath: folder.file, withDestinationPath: "/dev/null")
    #expect(await Self.refusal(folder)?.reason == .notAPlainFile)
  }

  @Test("Where nothing may be written, the store says so", arguments: ["file", "folder"])
  func readOnly(what: String) async throws {
    let folder = try TemporaryFolder()
    await (try folder.open()).close()
    let path = folder.path
    // Permissions do not bind root, so a process of its own that is nobody.
    await #expect(processExitsWith: .success) { [path = path as String, what = what as String] in
      let file = path + "/desk.db"
      let manager = FileManager.default
      if getuid() == 0 {
        for name in [path, file, file + ".lock"] {
          try manager.setAttributes(
            [.ownerAccountID: 65_534, .groupOwnerAccountID: 65_534], ofItemAtPath: name)
        }
        try #require(setgid(65_534) == 0)
        try #require(setuid(65_534) == 0)
      }
      try manager.setAttributes([.posixPermissions: 0o400], ofItemAtPath: file)
      if what == "folder" {
        try manager.setAttributes([.posixPermissions: 0o500], ofItemAtPath: path)
      }
      let error = #expect(throws: SQLiteOpenError.self) { try SQLiteStore.open(path: file) }
      try #require(error?.reason == .readOnly)
      try manager.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
    }
  }

  @Test("The file is set up as it must be: journal, durability, marks")
  func setUp() async throws {
    let folder = try TemporaryFolder()
    await (try folder.open()).close()
    #expect(try rawTexts(folder.file, "PRAGMA journal_mode") == ["wal"])
    #expect(try rawTexts(folder.file, "PRAGMA user_version") == ["3"])
    #expect(try rawTexts(folder.file, "PRAGMA application_id") == ["\(0x4C4B_6579)"])
    #expect(
      try rawTexts(
        folder.file, "SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0"
      ).filter { !$0.hasPrefix("sqlite_") } == [])
  }
}

/// Runs statements on a file without the store.
func raw(_ path: String, _ sql: String) throws {
  _ = try rawTexts(path, sql)
}

struct RawError: Error {
  let text: String
}

/// The first column of every row that statements return, without the store.
func rawTexts(_ path: String, _ sql: String) throws -> [String] {
  var handle: OpaquePointer?
  defer { unsafe sqlite3_close_v2(handle) }
  guard unsafe sqlite3_open(path, &handle) == SQLITE_OK else { throw RawError(text: "open") }
  var found: [String] = []
  let status = unsafe withUnsafeMutablePointer(to: &found) { found in
    unsafe sqlite3_exec(
      handle, sql,
      { found, count, values, _ in
        if count > 0, let value = unsafe values?[0] {
          unsafe found?.assumingMemoryBound(to: [String].self).pointee.append(
            String(cString: value))
        }
        return 0
      }, found, nil)
  }
  guard status == SQLITE_OK else {
    throw unsafe RawError(text: String(cString: sqlite3_errmsg(handle)))
  }
  return found
}

/// The lines of SQLite's plan for a statement.
func rawPlan(_ path: String, _ sql: String) throws -> [String] {
  var handle: OpaquePointer?
  defer { unsafe sqlite3_close_v2(handle) }
  guard unsafe sqlite3_open(path, &handle) == SQLITE_OK else { throw RawError(text: "open") }
  var statement: OpaquePointer?
  defer { unsafe sqlite3_finalize(statement) }
  guard
    unsafe sqlite3_prepare_v2(handle, "EXPLAIN QUERY PLAN " + sql, -1, &statement, nil) == SQLITE_OK
  else { throw unsafe RawError(text: String(cString: sqlite3_errmsg(handle))) }
  var lines: [String] = []
  while unsafe sqlite3_step(statement) == SQLITE_ROW {
    if let text = unsafe sqlite3_column_text(statement, 3) {
      lines.append(unsafe String(cString: text))
    }
  }
  return lines
}
