import LatchkeyApplication
import LatchkeyBase
import LatchkeyCrypto
import LatchkeyDomain
import LatchkeyMail
import LatchkeyRuntime
import LatchkeySchema
import LatchkeyServer
import LatchkeySocket
import LatchkeyStore
import Synchronization

/// Every part of the daemon, put together. The one place that knows every module.
final class Composition: Sendable {
  let server: RPCServer
  let service: Service
  let store: SQLiteStore
  let courier: Courier
  let desk: Desk
  let keys: KeyRing
  let log: Log
  let configuration: Configuration
  /// The work that goes on next to the calls, once it has begun.
  let companions = Mutex<[Task<Void, Never>]>([])
  private let loops: EventLoopGroup

  /// Opens everything; nothing is served yet.
  ///
  /// What other processes could hold (the database, the socket) is taken before anything else
  /// listens, so that a second daemon stops here.
  init(_ configuration: Configuration, log: Log) throws {
    self.configuration = configuration
    self.log = log
    try Process.forbidCoreDumps()
    // Before the store: its health is watched by a clock of the first loop.
    self.loops = try EventLoopGroup(
      count: configuration.loops, spinMicroseconds: configuration.loopSpin)
    let health = HealthBoard(alarm: self.loops.loops[0], told: { log.write($0) })
    let parts = try StoreParts(configuration, health: health, log: log)
    let mail = try MailParts(configuration, store: parts.store)
    (self.store, self.keys) = (parts.store, parts.keys)
    let hasher = try Argon2idHasher(
      Argon2idHasher.Configuration(
        cost: HashCost(memoryKiB: configuration.hashMemoryKiB, passes: configuration.hashPasses),
        threads: configuration.hashThreads, queueLength: configuration.hashQueue))
    // In the background: calls that only verify sessions do not wait for it.
    let commonPasswords = LaterCommonPasswords()
    Task.detached { commonPasswords.make() }
    let (entropy, clock) = (SystemEntropy(), SystemClock())
    let settings = CurrentSettings(
      host: configuration.settings, stored: try parts.store.storedSettings(), clock: clock)
    let courier = Courier(
      store: parts.store, digests: parts.digests, entropy: entropy, clock: clock,
      outlet: mail.outlet, composer: PlainComposer(deskName: configuration.settings.deskName),
      settings: settings, report: { log.write($0) })
    self.courier = courier
    self.desk = Desk(
      store: parts.store, hasher: hasher, digests: parts.digests, vault: parts.vault,
      entropy: entropy, commonPasswords: commonPasswords, clock: clock, settings: settings,
      mail: DeskMail(
        outlet: mail.outlet, transports: mail.transports, templates: BuiltInTemplates(),
        fixed: configuration.mailServer, queued: { courier.nudge() }))
    let principals = configuration.principals
    let host = HostParts(store: parts.store, keys: parts.keys, hasher: hasher, clock: clock)
    self.service = Service(
      desk: self.desk, digests: parts.digests, principals: principals,
      facts: ServiceFacts(
        version: Latchkeyd.version, schemaHash: SchemaRevision.hex,
        startedAtMilliseconds: clock.now().milliseconds),
      health: health, names: InternationalNames(), host: host.actions,
      log: { event in log.write(event) })
    self.server = RPCServer(
      handler: self.service,
      configuration: ServerConfiguration(
        for: principals, instance: entropy.bytes(16), log: log),
      loops: self.loops.loops)
    host.counted.set(self.server)
  }
}
