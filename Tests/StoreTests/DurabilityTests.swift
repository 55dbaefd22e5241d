import Foundation
import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeyStore
import LatchkeyTesting
import Synchronization
import Testing

@Suite("What was acknowledged is there")
struct DurabilityTests {
  /// Counted in the process that is killed.
  static let acknowledgements = Atomic(0)

  @Test(
    "After the process is killed amid writing, everything that it acknowledged is in the store",
    arguments: [50, 200, 700])
  func kill(acknowledged: Int) async throws {
    let folder = try TemporaryFolder()
    let path = folder.path
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [path = path as String, acknowledged = acknowledged as Int] in
      let store = try SQLiteStore.open(path: path + "/desk.db")
      let log = unsafe open(path + "/acknowledged", O_WRONLY | O_CREAT | O_APPEND, 0o600)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for writer in 0..<16 {
          group.addTask {
            for turn in 0..<10_000 {
              let name = "agent-\(writer)-\(turn)"
              _ = try await store.write { store in
                try store.insert(NewAccount.agent(name))
              }
              let line = Array((name + "\n").utf8)
              unsafe line.withUnsafeBytes { bytes in
                _ = unsafe write(log, bytes.baseAddress, bytes.count)
              }
              // While the others write on.
              if Self.acknowledgements.add(1, ordering: .relaxed).newValue == acknowledged {
                raise(SIGKILL)
              }
            }
          }
        }
        try await group.waitForAll()
      }
    }
    let log = try String(contentsOfFile: path + "/acknowledged", encoding: .utf8)
    let names = log.split(separator: "\n").map(String.init)
    #expect(names.count >= acknowledged)
    let store = try folder.open()
    let stored = try await store.read { store in
      Set(
        try store.accounts(in: .agent, after: nil, search: nil, limit: 1_000_000)
          .map(\.displayName.text))
    }
    for name in names { #expect(stored.contains(name), "\(name)") }
    await store.close()
    #expect(try rawTexts(folder.file, "PRAGMA integrity_check") == ["ok"])
  }
}

@Suite("A full disk")
struct FullDiskTests {
  @Test("When the file may grow no more, changes are refused, reads go on, nothing is lost")
  func pagesMax() async throws {
    var configuration = SQLiteConfiguration()
    configuration.pagesMax = 120
    try await withStore(configuration) { store in
      var added = 0
      let error = try await refusal {
        while true {
          let number = added
          try await store.write { store throws in
            _ = try store.insert(NewAccount.agent("first\(number)"))
            _ = try store.insert(NewAccount.agent("second\(number)"))
          }
          added += 1
        }
      }
      #expect(error == .diskFull)
      let stored = try await store.read { store in
        try store.accounts(in: .agent, after: nil, search: nil, limit: 100_000).count
      }
      #expect(stored == added * 2)
      // What needs no room is still done.
      #expect(try await store.write { try $0.advanceGlobalEpoch() } == 2)
    }
  }

  @Test("Whoever watches hears when writing fails, once a group, and when it works again, once")
  func reported() async throws {
    let folder = try TemporaryFolder()
    let reports = Reports()
    var configuration = SQLiteConfiguration()
    configuration.pagesMax = 120
    let store = try SQLiteStore.open(
      path: folder.path + "/desk.db", configuration: configuration, report: { reports.add($0) })
    // What one call does wrong says nothing of the store.
    _ = try await refusal {
      try await store.write { _ = try $0.insert(NewAccount.agent("a")) }
      try await store.write { _ in throw StoreError.changedMeanwhile }
    }
    #expect(reports.all == [])
    let error = try await refusal {
      for number in 0... {
        try await store.write { _ = try $0.insert(NewAccount.agent("agent\(number)")) }
      }
    }
    #expect(error == .diskFull)
    #expect(reports.all == [.failed(.writing)])
    // A transaction that changes nothing shows nothing, and one that needs no room has found some.
    _ = try await refusal { try await store.write { _ in throw StoreError.changedMeanwhile } }
    #expect(reports.all == [.failed(.writing)])
    for _ in 0..<2 { _ = try await store.write { try $0.advanceGlobalEpoch() } }
    #expect(reports.all == [.failed(.writing), .works(.writing)])
    await store.close()
  }

  /// What a store has reported.
  private final class Reports: Sendable {
    private let reports = Mutex<[StoreReport]>([])
    var all: [StoreReport] { self.reports.withLock { $0 } }
    func add(_ report: StoreReport) { self.reports.withLock { $0.append(report) } }
  }

  @Test("A closure that goes on after the disk was full changes nothing, whatever it returns")
  func swallowed() async throws {
    var configuration = SQLiteConfiguration()
    configuration.pagesMax = 120
    try await withStore(configuration) { store in
      let error = try await refusal {
        try await store.write { store throws in
          for number in 0..<10_000 { _ = try? store.insert(NewAccount.agent("agent\(number)")) }
          _ = try? store.advanceGlobalEpoch()
        }
      }
      #expect(error == .diskFull)
      let (epoch, agents) = try await store.read { store in
        (
          try store.globalEpoch(),
          try store.accounts(in: .agent, after: nil, search: nil, limit: 9).count
        )
      }
      #expect(epoch == 1)
      #expect(agents == 0)
    }
  }

  @Test("When the system refuses to write more, the change is refused and nothing is lost")
  func sizeLimit() async throws {
    await #expect(processExitsWith: .success) {
      signal(SIGXFSZ, SIG_IGN)
      let folder = try TemporaryFolder()
      let store = try folder.open()
      var added = 0
      var limit = rlimit(rlim_cur: 400_000, rlim_max: 400_000)
      let limited = unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      try #require(limited == 0)
      let error = try await refusal {
        while true {
          let number = added
          try await store.write { store throws in
            for part in 0..<20 {
              _ = try store.insert(NewAccount.agent("agent-\(number)-\(part)"))
            }
          }
          added += 1
        }
      }
      try #require(error == .diskFull, "\(String(describing: error))")
      try #require(added > 0)
      let stored = try await store.read { store in
        try store.accounts(in: .agent, after: nil, search: nil, limit: 100_000).count
      }
      try #require(stored == added * 20)
      await store.close()
      let again = try folder.open()
      let after = try await again.read { store in
        try store.accounts(in: .agent, after: nil, search: nil, limit: 100_000).count
      }
      try #require(after == stored)
      await again.close()
    }
  }
}
