import Glibc
import LatchkeyApplication
import LatchkeyRuntime
import LatchkeyServer
import LatchkeySocket
import LatchkeyStore
import Synchronization

extension Composition {
  /// Listens, and begins the work that goes on next to the calls.
  func serve() throws {
    let listener = try self.listener()
    self.server.serve(listener)
    var companions = [
      Task.detached { [courier, log] in
        do {
          // No other process has the database, so the holders of these leases are gone.
          let count = try await courier.takeOver()
          if count > 0 { log.write(.info, "mail taken up again", ["mails": "\(count)"]) }
        } catch {
          log.write(.warning, "mail waits for its leases", ["reason": "\(error)"])
        }
        await courier.run()
      }
    ]
    let cleaner = Task.detached { [desk, keys, log] in
      while !Task.isCancelled {
        do {
          // Round after round while there is a full one, with room for others in between.
          while try await desk.server.cleanUp() >= ServerUseCases.cleanUpRowsMax {
            await Task.yield()
          }
          while try await desk.secondFactor.resealSeeds() >= SecondFactorUseCases.resealedMax {
            await Task.yield()
          }
          _ = try await desk.operator.retireKeys(of: keys)
          while try await desk.audit.trim().get() >= AuditUseCases.trimmedEntriesMax {
            await Task.yield()
          }
        } catch {
          log.write(.warning, "clean-up failed", ["reason": "\(error)"])
        }
        try? await Task.sleep(for: .seconds(600))
      }
    }
    companions.append(cleaner)
    self.companions.withLock { $0 = companions }
    self.log.write(
      .info, "ready",
      [
        "socket": self.configuration.socketPath, "database": self.configuration.databasePath,
        "version": Latchkeyd.version,
      ])
  }

  /// A socket that the service manager hands over, or one of our own.
  private func listener() throws -> UnixListener {
    // Unsafe: the environment is read before any thread could change it.
    let owner = unsafe getenv("LISTEN_PID").flatMap { unsafe Int32(String(cString: $0)) }
    let count = unsafe getenv("LISTEN_FDS").flatMap { unsafe Int(String(cString: $0)) } ?? 0
    guard owner == getpid(), count > 0 else {
      return try UnixListener(path: self.configuration.socketPath)
    }
    // With more than one, calls would be taken on one of them and wait forever on the others.
    guard count == 1 else { throw SocketsHandedOver(count: count) }
    return try UnixListener(adopting: OwnedDescriptor(owning: 3))
  }

  /// Lets calls finish, then closes everything.
  func drain() async {
    self.service.beginDraining()
    await self.server.drain(graceMilliseconds: UInt64(self.configuration.drainSeconds) * 1_000)
    let companions = self.companions.withLock { $0 }
    for companion in companions { companion.cancel() }
    // A message that is half handed over is handed over, unless the server takes long to answer: then
    // it goes once more after the next start, with the same Message-ID.
    let (end, over) = AsyncStream.makeStream(of: Never.self)
    Task.detached {
      for companion in companions { await companion.value }
      over.finish()
    }
    let patience = Duration.seconds(max(self.configuration.drainSeconds, 1))
    Task.detached {
      try? await Task.sleep(for: patience)
      over.finish()
    }
    for await _ in end {}
    await self.store.close()
    self.log.write(.info, "stopped")
  }

  /// Closes everything now.
  func stopNow() {
    self.server.stopNow()
    self.log.write(.warning, "stopped at once")
  }
}

/// The service manager handed over more sockets than the one that this daemon serves.
private struct SocketsHandedOver: Error, CustomStringConvertible {
  let count: Int

  var description: String {
    "The service manager handed over \(self.count) sockets (LISTEN_FDS), and latchkeyd serves one. "
      + "Leave one ListenStream in latchkeyd.socket."
  }
}
