import Glibc
import LatchkeySocket
import Testing

/// Each of these changes what belongs to a whole process, and so has one to itself.
@Suite("A listener within a process's limits")
struct ListenerProcessTests {
  @Test(
    "The mode is exact whatever the umask",
    arguments: [0o000, 0o022, 0o077] as [UInt32], [0o600, 0o660, 0o666] as [UInt32])
  func modeIsExact(mask: UInt32, wanted: UInt32) async throws {
    let folder = try ScratchFolder()
    let path = "\(folder.path)/s"
    await #expect(processExitsWith: .success) { [path = path as String, mask, wanted] in
      umask(mask)
      let listener = try UnixListener(path: path, mode: wanted)
      #expect(mode(of: path) == wanted)
      #expect(umask(mask) == mask)
      _ = consume listener
    }
  }

  @Test("W4.41 no instant shows a wider mode", arguments: [0o000, 0o022] as [UInt32])
  func modeIsNeverWider(mask: UInt32) async throws {
    let folder = try ScratchFolder()
    let path = "\(folder.path)/s"
    await #expect(processExitsWith: .success) { [path = path as String, mask] in
      umask(mask)
      let ended = Shared(false)
      let seen = Shared(0)
      let widest = Shared(0)
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          while !ended.value {
            guard let found = mode(of: path) else { continue }
            seen.update { $0 += 1 }
            widest.update { $0 |= Int(found) }
          }
        }
        group.addTask {
          // Until the watcher has seen enough to have been there in time.
          while seen.value < 2_000 {
            _ = try UnixListener(path: path, mode: 0o660)
          }
          ended.update { $0 = true }
        }
        try await group.waitForAll()
      }
      #expect(widest.value & ~0o660 == 0)
    }
  }

  @Test("When descriptors run out, a client is told instead of left waiting")
  func exhaustion() async throws {
    let folder = try ScratchFolder()
    let path = "\(folder.path)/s"
    await #expect(processExitsWith: .success) { [path = path as String] in
      var listener = try UnixListener(path: path)
      let first = try UnixConnection.connect(path: path)
      let second = try UnixConnection.connect(path: path)
      let third = try UnixConnection.connect(path: path)
      // As many as are open now, and one more.
      var limit = rlimit()
      unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      let next = unsafe open("/dev/null", O_RDONLY)
      close(next)
      limit.rlim_cur = rlim_t(next) + 1
      #expect(unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)

      guard case .connection(let served) = try listener.accept() else {
        fatalError("The last descriptor serves the first client.")
      }
      do {
        guard case .overCapacity(let refused) = try listener.accept() else {
          fatalError("The reserve takes the second client.")
        }
        #expect(try refused.send([7]) == .bytes(1))
        guard case .starved = try listener.accept() else {
          fatalError("There is no second reserve.")
        }
      }
      #expect(try second.receive(8).0 == [7])
      #expect(try second.receive(8).1 == .endOfFile)
      do {
        guard case .overCapacity = try listener.accept() else {
          fatalError("The reserve is there again for the third client.")
        }
      }
      #expect(try third.receive(8).1 == .endOfFile)
      guard case .nobody = try listener.accept() else { fatalError("That was everybody.") }
      #expect(try first.receive(8).1 == .wouldBlock)
      _ = consume served
      let fourth = try UnixConnection.connect(path: path)
      guard case .overCapacity = try listener.accept() else {
        fatalError("The fourth client took the descriptor that came free.")
      }
      _ = consume fourth
    }
  }
}
