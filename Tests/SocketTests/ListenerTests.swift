import Glibc
import LatchkeySocket
import Testing

@Suite("A listener and its file")
struct ListenerTests {
  @Test(
    "A path has 1 to 107 bytes",
    arguments: [(106, nil), (107, nil), (108, .unusablePath), (4096, .unusablePath)]
      as [(Int, SocketError.Kind?)])
  func pathLength(bytes: Int, kind: SocketError.Kind?) throws {
    let folder = try ScratchFolder()
    let path = folder.path(ofBytes: bytes)
    #expect(failure { () throws(SocketError) in try UnixListener(path: path) }?.kind == kind)
  }

  @Test(
    "Empty, abstract and zero-ridden names are refused before anything is made",
    arguments: [
      ("", .unusablePath), ("@latchkey", .abstractName), ("\u{0}latchkey", .abstractName),
      ("/tmp/latch\u{0}key", .unusablePath),
    ] as [(String, SocketError.Kind)])
  func badNames(path: String, kind: SocketError.Kind) {
    #expect(failure { () throws(SocketError) in try UnixListener(path: path) }?.kind == kind)
    #expect(
      failure { () throws(SocketError) in try UnixConnection.connect(path: path) }?.kind == kind)
  }

  @Test("A listener leaves neither socket nor lock behind")
  func leavesNothing() throws {
    let folder = try ScratchFolder()
    do {
      let listener = try UnixListener(path: "\(folder.path)/s")
      #expect(names(in: folder.path) == ["s", "s.lock"])
      _ = consume listener
    }
    #expect(names(in: folder.path) == [])
  }

  @Test("A missing folder is told by path and phase")
  func missingFolder() throws {
    let folder = try ScratchFolder()
    let path = "\(folder.path)/none/s"
    let error = failure { () throws(SocketError) in try UnixListener(path: path) }
    #expect(error?.kind == .noSuchSocket)
    #expect(error?.description.contains(path) == true)
    #expect(error?.description.contains("lock") == true)
  }

  @Test("A second listener in the same process is refused and changes nothing")
  func secondListener() throws {
    let folder = try ScratchFolder()
    let path = "\(folder.path)/s"
    let first = try UnixListener(path: path)
    let error = failure { () throws(SocketError) in try UnixListener(path: path) }
    #expect(error?.kind == .alreadyServed)
    #expect(error?.path == path)
    _ = try UnixConnection.connect(path: path)
    _ = consume first
  }

  @Test("A second listener in another process is refused")
  func secondProcess() async throws {
    let folder = try ScratchFolder()
    let path = "\(folder.path)/s"
    let first = try UnixListener(path: path)
    await #expect(processExitsWith: .exitCode(17)) { [path = path as String] in
      let error = failure { () throws(SocketError) in try UnixListener(path: path) }
      exit(error?.kind == .alreadyServed ? 17 : 1)
    }
    _ = try UnixConnection.connect(path: path)
    _ = consume first
  }

  @Test("The lock refuses a second listener even when the first one's file was taken away")
  func lockWithoutSocket() throws {
    let folder = try ScratchFolder()
    let path = "\(folder.path)/s"
    let first = try UnixListener(path: path)
    #expect(unsafe unlink(path) == 0)
    let error = failure { () throws(SocketError) in try UnixListener(path: path) }
    #expect(error?.kind == .alreadyServed)
    #expect(error?.phase == .lock)
    _ = consume first
    // The file that the lock is on goes with the listener, and the path is free again.
    _ = try UnixListener(path: path)
  }

  @Test("The socket of a killed process is replaced")
  func staleSocket() async throws {
    let folder = try ScratchFolder()
    let path = "\(folder.path)/s"
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let listener = try UnixListener(path: path)
      kill(getpid(), SIGKILL)
      _ = consume listener
    }
    #expect(names(in: folder.path) == ["s", "s.lock"])
    let gone = failure { () throws(SocketError) in try UnixConnection.connect(path: path) }
    #expect(gone?.kind == .nobodyListens)
    let listener = try UnixListener(path: path)
    _ = try UnixConnection.connect(path: path)
    _ = consume listener
    #expect(names(in: folder.path) == [])
  }

  @Test("A socket that somebody answers behind is left alone, though no lock is held")
  func liveForeignSocket() throws {
    let folder = try ScratchFolder()
    let path = "\(folder.path)/s"
    let other = try makeRawSocket(at: path, backlog: 0)
    for _ in 0..<3 {
      // The second and later probes find the queue full, which is an answer too.
      let error = failure { () throws(SocketError) in try UnixListener(path: path) }
      #expect(error?.kind == .alreadyServed)
      #expect(exists(path))
    }
    _ = consume other
  }

  @Test("What is not a socket is left alone", arguments: ["file", "folder", "link"])
  func foreignFile(kind: String) throws {
    let folder = try ScratchFolder()
    let path = "\(folder.path)/s"
    let target = "\(folder.path)/target"
    let other = try makeRawSocket(at: target, backlog: nil)
    switch kind {
    case "file": makeFile(path)
    case "folder": unsafe mkdir(path, 0o700)
    default: unsafe symlink(target, path)
    }
    let error = failure { () throws(SocketError) in try UnixListener(path: path) }
    #expect(error?.kind == .foreignFile)
    #expect(names(in: folder.path) == ["s", "target"])
    _ = consume other
  }

  @Test("Only the own file is removed at the end")
  func foreignSuccessor() throws {
    let folder = try ScratchFolder()
    let path = "\(folder.path)/s"
    let listener = try UnixListener(path: path)
    #expect(unsafe rename(path, "\(folder.path)/moved") == 0)
    let other = try makeRawSocket(at: path, backlog: 1)
    _ = consume listener
    #expect(names(in: folder.path) == ["moved", "s"])
    _ = try UnixConnection.connect(path: path)
    _ = consume other
  }

  @Test("An adopted socket serves, and its file stays")
  func adoption() throws {
    let folder = try ScratchFolder()
    let path = "\(folder.path)/s"
    do {
      var listener = try UnixListener(adopting: makeRawSocket(at: path, backlog: 8))
      #expect(listener.path == path)
      #expect(fcntl(listener.descriptor.raw, F_GETFD) == FD_CLOEXEC)
      #expect(fcntl(listener.descriptor.raw, F_GETFL) & O_NONBLOCK != 0)
      let client = try UnixConnection.connect(path: path)
      guard case .connection = try listener.accept() else {
        Issue.record("The waiting client was not accepted.")
        return
      }
      guard case .nobody = try listener.accept() else {
        Issue.record("There was one client.")
        return
      }
      _ = consume client
    }
    #expect(names(in: folder.path) == ["s"])
  }

  @Test(
    "Only a listening Unix socket can be adopted", arguments: ["file", "unbound", "bound", "inet"])
  func badAdoption(kind: String) throws {
    let folder = try ScratchFolder()
    let raw =
      switch kind {
      case "file": unsafe open("/dev/null", O_RDONLY)
      case "unbound": socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
      case "inet": socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      default: try makeRawSocket(at: "\(folder.path)/s", backlog: nil).release()
      }
    try #require(raw >= 0)
    if kind == "inet" { listen(raw, 1) }
    let error = failure { () throws(SocketError) in
      try UnixListener(adopting: OwnedDescriptor(owning: raw))
    }
    #expect(error?.kind == .notAListener)
  }
}
