import Glibc
import LatchkeyApplication
import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyCrypto
import LatchkeyDomain
import LatchkeyRuntime
import LatchkeySchema
import LatchkeyServer
import LatchkeySocket
import LatchkeyStore
import LatchkeyWire
import Synchronization

/// What the service and the operator of the host are told by the parts of the process.
struct HostParts {
  let store: SQLiteStore
  let keys: KeyRing
  let hasher: Argon2idHasher
  let clock: SystemClock
  /// The service asks for the server's counters, and the server is made from the service.
  let counted = LateServer()

  var actions: HostActions {
    HostActions(
      keys: self.keys, backup: self.store,
      // The thread that waits for signals takes it from there.
      drain: { kill(getpid(), SIGTERM) },
      metrics: { [counted, hasher, clock, store] in
        let server = counted.server
        return HostMetrics(
          takenAtMilliseconds: clock.now().milliseconds, calls: await server?.figures() ?? [],
          counters: server?.counters ?? ServerCounters(),
          queues: await server?.queues() ?? ServerQueues(),
          writesWaiting: store.activity.waiting, hashesWaiting: Int(hasher.queueDepth),
          hashes: Int(hasher.evaluations))
      })
  }
}

/// A server that is made after its first reader.
final class LateServer: Sendable {
  private let made = Mutex<RPCServer?>(nil)

  var server: RPCServer? { self.made.withLock { $0 } }

  func set(_ server: RPCServer) {
    self.made.withLock { $0 = server }
  }
}

extension ServerConfiguration {
  /// The limits of this daemon, and which peers it admits.
  init(for principals: Principals, instance: [UInt8], log: Log) {
    self.init(
      admit: { peer in
        guard principals.principal(of: peer) == nil else { return nil }
        return CallFailure(
          code: .unauthenticated, reason: Reason.serviceUnknown.rawValue,
          message: "The user \(peer.uid) is not configured as a service. "
            + Reason.serviceUnknown.advice,
          outcome: .notStarted)
      },
      log: { event in log.write(event) })
    // Two long requests on their way at once are plenty here; it bounds what a peer makes us hold.
    self.limits.assemblyBytesMax = 2_228_224
    self.agent = "latchkeyd/\(Latchkeyd.version)"
    self.instance = instance
    self.schemaHash = SchemaRevision.bytes
  }
}
