import Glibc
import LatchkeyApplication
import LatchkeyAuthorization
import LatchkeyBase
import LatchkeyCrypto
import LatchkeyDomain
import LatchkeyMail
import LatchkeyRuntime
import LatchkeySchema
import LatchkeyServer
import LatchkeySocket
import LatchkeyStore
import LatchkeyWire
import Synchronization

/// Every part of the daemon, put together. The one place that knows every module.
final class Composition: Sendable {
  private let server: RPCServer
  private let service: Service
  private let store: SQLiteStore
  private let loops: EventLoopGroup
  private let courier: Courier
  private let desk: Desk
  private let keys: KeyRing
  private let log: Log
  private let configuration: Configuration
  /// The work that goes on beside the calls, once it has begun.
  private let companions = Mutex<[Task<Void, Never>]>([])

  /// Opens everything; nothing is served yet.
  ///
  /// What other processes could hold (the database, the socket) is taken before anything else
  /// listens, so that a second daemon stops here.
  init(_ configuration: Configuration, log: Log) throws {
    self.configuration = configuration
    self.log = log
    try Process.forbidCoreDumps()

    // At a first start the keys come first: a database without keys is one that has lost them.
    let hasDatabase = unsafe access(configuration.databasePath, F_OK) == 0
    let newKeys = hasDatabase ? nil : try KeyFile(atOrCreating: configuration.keysPath)
    // Before the store, whose health its clock watches over.
    self.loops = try EventLoopGroup(
      count: configuration.loops, spinMicroseconds: configuration.loopSpin)
    let health = HealthBoard(alarm: self.loops.loops[0], told: { log.write($0) })
    let store = try SQLiteStore.open(
      path: configuration.databasePath, report: { health.report($0) })
    self.store = store
    let keys = try newKeys ?? Self.keys(configuration, log: log)
    for warning in keys.warnings { log.write(.warning, "keys", ["warning": "\(warning)"]) }
    let digests = try KeyedDigestsBySodium(keys: keys)
    let vault = try SeedVaultBySodium(keys: keys)
    self.keys = KeyRing(keys: keys, path: configuration.keysPath, users: [digests, vault])
    // Behind the start's back: nobody should wait for it who only verifies sessions.
    let commonPasswords = LaterCommonPasswords()
    Task.detached { commonPasswords.make() }
    let hasher = try Argon2idHasher(
      Argon2idHasher.Configuration(
        cost: HashCost(memoryKiB: configuration.hashMemoryKiB, passes: configuration.hashPasses),
        threads: configuration.hashThreads, queueLength: configuration.hashQueue))
    let entropy = SystemEntropy()
    let clock = SystemClock()

    let settings = CurrentSettings(
      host: configuration.settings, stored: try self.store.storedSettings(), clock: clock)

    let transports = MailTransports(
      credentials: CredentialFolder(path: configuration.mailCredentials),
      deskName: configuration.settings.deskName, mailDomain: configuration.settings.mailDomain)
    let outlet = CurrentMailOutlet(nil)
    if let fixed = configuration.mailServer {
      // A folder that cannot be made and a library that is not there stop the start: nobody would see
      // it later.
      switch fixed.route {
      case .maildir: _ = try transports.transport(for: fixed)
      case .smtp: try SMTPTransport.loadLibrary()
      case .sendmail, .none: break
      }
      outlet.replace(
        with: MailOutlet(fixed, by: transports, domain: configuration.settings.mailDomain))
    } else if let stored = try self.store.storedMailServer() {
      outlet.adopt(stored, by: transports, domain: configuration.settings.mailDomain)
    }
    let courier = Courier(
      store: self.store, digests: digests, entropy: entropy, clock: clock, outlet: outlet,
      composer: PlainComposer(deskName: configuration.settings.deskName), settings: settings,
      report: { log.write($0) })
    self.courier = courier
    self.desk = Desk(
      store: self.store, hasher: hasher, digests: digests, vault: vault, entropy: entropy,
      commonPasswords: commonPasswords, clock: clock, settings: settings,
      mail: DeskMail(
        outlet: outlet, transports: transports, templates: BuiltInTemplates(),
        fixed: configuration.mailServer, queued: { courier.nudge() }))

    let principals = configuration.principals
    // The service is asked for what the server counts, and the server is made from the service.
    let counted = CountedServer()
    self.service = Service(
      desk: self.desk, digests: digests, principals: principals,
      facts: ServiceFacts(
        version: Latchkeyd.version, schemaHash: SchemaRevision.hex,
        startedAtMilliseconds: clock.now().milliseconds),
      health: health, names: InternationalNames(),
      host: HostActions(
        keys: self.keys, backup: self.store,
        // The thread that waits for signals takes it from there.
        drain: { kill(getpid(), SIGTERM) },
        metrics: { [counted, hasher, clock, store] in
          let server = counted.withLock { $0 }
          return HostMetrics(
            takenAtMilliseconds: clock.now().milliseconds, calls: await server?.figures() ?? [],
            counters: server?.counters ?? ServerCounters(),
            queues: await server?.queues() ?? ServerQueues(),
            writesWaiting: store.activity.waiting, hashesWaiting: Int(hasher.queueDepth),
            hashes: Int(hasher.evaluations))
        }),
      log: { event in
        switch event {
        case .failed(let method, let incident, let detail, let trace):
          log.write(
            .error, "call failed",
            [
              "method": method, "incident": String(incident, radix: 16), "detail": detail,
              "trace": trace ?? "none",
            ])
        case .traced(let method, let status, let trace):
          log.write(
            .debug, "call of a trace", ["method": method, "status": status, "trace": trace])
        }
      })
    self.server = RPCServer(
      handler: self.service,
      configuration: Self.serverConfiguration(
        principals: principals, instance: entropy.bytes(16), log: log),
      loops: self.loops.loops)
    counted.withLock { [server] in $0 = server }
  }

  /// The keys that belong to a database. Their absence is a loss to be repaired, not a first start: new
  /// ones would silently end every session and link, and part the audit from its proof.
  private static func keys(_ configuration: Configuration, log: Log) throws -> KeyFile {
    let path = configuration.keysPath
    let isMissing = unsafe access(path, F_OK) != 0 && errno == ENOENT
    if isMissing {
      guard configuration.makesNewKeys else { throw KeysLost(path: path) }
      log.write(.warning, "new keys", ["keys": path])
    }
    return try KeyFile(atOrCreating: path)
  }

  /// There is a database, and the keys that belong to it are gone.
  private struct KeysLost: Error, CustomStringConvertible {
    let path: String
    var description: String {
      "\(KeyFileError.missing(path: self.path)) To accept that, start once with --new-keys."
    }
  }

  private static func serverConfiguration(
    principals: Principals, instance: [UInt8], log: Log
  ) -> ServerConfiguration {
    var server = ServerConfiguration(
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
    server.limits.assemblyBytesMax = 2_228_224
    server.agent = "latchkeyd/\(Latchkeyd.version)"
    server.instance = instance
    server.schemaHash = SchemaRevision.bytes
    return server
  }

  /// Listens, and begins the work that goes on beside the calls.
  func serve() throws {
    let listener = try self.listener()
    self.server.serve(listener)
    var companions = [
      Task.detached { [courier, log] in
        do {
          // Nobody else has the database, so whoever held these leases is gone.
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
          while try await desk.cleanUp() >= Desk.cleanUpRowsMax { await Task.yield() }
          while try await desk.secondFactor.resealSeeds() >= SecondFactorUseCases.resealedMax {
            await Task.yield()
          }
          _ = try await desk.retireKeys(of: keys)
          while try await desk.trimAudit() >= Desk.trimmedEntriesMax { await Task.yield() }
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

/// A server that is made after whoever asks for its counters.
private final class CountedServer: Sendable {
  private let server = Mutex<RPCServer?>(nil)

  func withLock<Value: Sendable>(_ body: (inout sending RPCServer?) -> sending Value) -> Value {
    self.server.withLock(body)
  }
}

extension Configuration {
  /// The sibling services, and the operator: root and the daemon's own user.
  fileprivate var principals: Principals {
    var byUser: [UInt32: ServicePrincipal] = [:]
    var byGroup: [UInt32: ServicePrincipal] = [:]
    for service in self.services {
      let principal = ServicePrincipal(name: service.name, scopes: service.scopes)
      for uid in service.users { byUser[uid] = principal }
      for gid in service.groups { byGroup[gid] = principal }
    }
    let hostOperator = ServicePrincipal(name: "operator", scopes: Set(Scope.allCases))
    byUser[0] = hostOperator
    // Not when the daemon itself is nobody whom the kernel can name: then every process outside of its user
    // namespace shows the same uid.
    if !OverflowIdentity.isUnmapped(geteuid(), "user") { byUser[geteuid()] = hostOperator }
    return Principals(byUser: byUser, byGroup: byGroup)
  }
}

extension Log {
  /// The courier's events. Addresses are personal, so a mail is named by its number.
  fileprivate func write(_ event: CourierEvent) {
    switch event {
    case .handedOver(let mail, let attempt):
      self.write(.info, "mail delivered", ["mail": "\(mail.rawValue)", "attempt": "\(attempt)"])
    case .deferred(let mail, let attempt, _, let detail):
      self.write(
        .warning, "mail deferred",
        ["mail": "\(mail.rawValue)", "attempt": "\(attempt)", "detail": detail])
    case .failed(let mail, let attempt, let detail):
      self.write(
        .error, "mail failed",
        ["mail": "\(mail.rawValue)", "attempt": "\(attempt)", "detail": detail])
    case .obsolete(let mail):
      self.write(.info, "mail obsolete", ["mail": "\(mail.rawValue)"])
    case .leaseLost(let mail, let attempt):
      self.write(
        .warning, "mail taken over", ["mail": "\(mail.rawValue)", "attempt": "\(attempt)"])
    case .storeFailed(let mail, let detail):
      self.write(
        .error, "mail store failed",
        ["mail": mail.map { "\($0.rawValue)" } ?? "none", "detail": detail])
    }
  }

  /// That the store began to fail, or works again.
  fileprivate func write(_ trouble: StoreTrouble?) {
    switch trouble {
    case nil: self.write(.info, "store works again")
    case .reading: self.write(.error, "store fails", ["what": "reading"])
    case .writing: self.write(.error, "store fails", ["what": "writing"])
    case .damage: self.write(.error, "store fails", ["what": "damage"])
    }
  }

  /// The runtime's events.
  fileprivate func write(_ event: ServerEvent) {
    switch event {
    case .accepted(let connection, let peer):
      self.write(
        .debug, "connected",
        ["connection": "\(connection)", "uid": "\(peer.uid)", "pid": "\(peer.pid)"])
    case .refused(let peer, let reason):
      self.write(
        .warning, "refused", ["uid": "\(peer.uid)", "pid": "\(peer.pid)", "reason": reason])
    case .closed(let connection, let reason):
      self.write(.debug, "closed", ["connection": "\(connection)", "reason": reason])
    case .schemaDiffers(let connection, let agent):
      self.write(
        .info, "schema differs", ["connection": "\(connection)", "agent": agent])
    case .acceptFailed(let number):
      self.write(.error, "cannot accept", ["errno": "\(number)"])
    }
  }
}
