public import LatchkeyApplication
public import LatchkeyAuthorization
internal import LatchkeyCrypto
public import LatchkeyDomain
internal import LatchkeyMail
internal import LatchkeyStore
import Synchronization

/// A whole desk on real files in a folder of its own: SQLite, keys, a Maildir. Only clock, entropy
/// and the cost of hashing are made for tests.
public final class TestDesk: Sendable {
  private struct Open: Sendable {
    let store: SQLiteStore
    let desk: Desk
    let courier: Courier
  }

  /// Where everything is.
  public let folder: TemporaryFolder
  /// The desk's clock.
  public let clock: FixedClock
  /// The hasher, if it is the quick one.
  public let hasher: QuickHasher
  /// What tokens are digested by.
  public let digests: any KeyedDigests
  /// What seals the seeds of devices.
  public let vault: any SeedVault
  private let keyRing: KeyRing
  /// Lifetimes and limits.
  public let settings: DeskSettings
  private let passwordHasher: any PasswordHasher
  private let entropy: SeededEntropy
  let links: LinkBox?
  private let isMailConfigured: Bool
  private let fixedServer: MailServer?
  /// By which way mails go at present.
  public let outlet: CurrentMailOutlet
  /// Makes other ways.
  public let transports: TestTransports
  private let limits: CourierLimits
  // Its making is most of what a desk costs, and nothing changes it.
  private static let common = CommonPasswordList()
  /// When the desk rang for the courier.
  public let rings: AsyncStream<ContinuousClock.Instant>
  private let ring: AsyncStream<ContinuousClock.Instant>.Continuation
  private let open: Mutex<Open?>
  private let relay = Mutex<ServicePrincipal?>(nil)

  /// A desk without accounts.
  ///
  /// - Parameters:
  ///   - seed: What its tokens come from.
  ///   - settings: Lifetimes and limits.
  ///   - isMailConfigured: Whether mail can go before a call sets a mail server.
  ///   - fixedServer: The mail server of the daemon's configuration, if that decides.
  ///   - hasher: Another hasher than the quick one.
  ///   - deliveriesAtOnce: With 1, mails go out in the order in which they fall due.
  ///   - template: The files to begin with; nil for none.
  ///   - inMemory: Whether its files lie in memory, where the system has a folder there.
  ///   - links: Takes the links instead of the Maildir.
  /// - Throws: What opening files throws.
  public init(
    seed: UInt64 = 1, settings: DeskSettings = DeskSettings(), isMailConfigured: Bool = true,
    fixedServer: MailServer? = nil, hasher: (any PasswordHasher)? = nil,
    deliveriesAtOnce: Int = 4,
    template: DeskTemplate? = nil, inMemory: Bool = false, links: LinkBox? = nil
  ) throws {
    self.limits = CourierLimits(deliveriesAtOnce: deliveriesAtOnce)
    (self.rings, self.ring) = AsyncStream.makeStream()
    self.folder = try TemporaryFolder(inMemory: inMemory)
    self.links = links
    self.clock = FixedClock()
    self.hasher = QuickHasher()
    self.passwordHasher = hasher ?? self.hasher
    self.entropy = SeededEntropy(seed: seed)
    self.settings = settings
    self.isMailConfigured = isMailConfigured
    self.fixedServer = fixedServer
    self.outlet = CurrentMailOutlet(nil)
    self.transports = TestTransports(maildir: self.folder.path + "/mail")
    try template?.write(to: self.folder)
    let path = Self.keyPath(in: self.folder)
    let keys = try KeyFile(atOrCreating: path)
    let digests = try KeyedDigestsBySodium(keys: keys)
    let vault = try SeedVaultBySodium(keys: keys)
    self.digests = digests
    self.vault = vault
    self.keyRing = KeyRing(keys: keys, path: path, users: [digests, vault])
    self.open = Mutex(nil)
    try self.start()
  }

  /// The file of the store.
  public var file: String { Self.file(in: self.folder) }
  static func file(in folder: TemporaryFolder) -> String { folder.path + "/desk.db" }
  /// The folder of delivered mail.
  public var maildir: String { self.folder.path + "/mail" }
  /// The file of the store, behind its back.
  public var raw: RawDatabase { RawDatabase(path: self.file) }

  /// The use cases.
  public var desk: Desk { self.parts.desk }
  /// The store.
  public var store: any Store { self.parts.store }
  /// Its key file, in use.
  public var keys: any KeyKeeping { self.keyRing }
  /// The key file.
  var keyPath: String { Self.keyPath(in: self.folder) }
  static func keyPath(in folder: TemporaryFolder) -> String { folder.path + "/keys" }
  /// Whether links go into a box in place of a Maildir.
  public var takesLinks: Bool { self.links != nil }

  /// Copies the store.
  public var backup: any StoreBackup { self.parts.store }
  /// The courier.
  public var courier: Courier { self.parts.courier }

  /// Lets every further call come through this service, whoever makes it.
  public func relay(through principal: ServicePrincipal) {
    self.relay.withLock { $0 = principal }
  }

  /// The service that a call comes through.
  func principal(_ usual: ServicePrincipal) -> ServicePrincipal {
    self.relay.withLock { $0 } ?? usual
  }

  private var parts: Open {
    guard let parts = self.open.withLock({ $0 }) else { preconditionFailure("It is closed.") }
    return parts
  }

  /// Closes the store.
  public func close() async {
    let parts = self.open.withLock { $0.take() }
    await parts?.store.close()
  }

  /// Opens the store of before.
  public func start() throws {
    let store = try SQLiteStore.open(path: self.file)
    let current = CurrentSettings(
      host: self.settings, stored: try store.storedSettings(), clock: self.clock)
    if let stored = try store.storedMailServer() {
      self.outlet.adopt(stored, by: self.transports, domain: self.settings.mailDomain)
    } else if self.isMailConfigured {
      self.outlet.replace(
        with: MailOutlet(
          transport: try self.links ?? MaildirTransport(path: self.maildir),
          sender: EmailAddress(stored: "desk@helpdesk.invalid")))
    }
    let desk = Desk(
      store: store, hasher: self.passwordHasher, digests: self.digests, vault: self.vault,
      entropy: self.entropy, commonPasswords: Self.common, clock: self.clock, settings: current,
      mail: DeskMail(
        outlet: self.outlet, transports: self.transports, templates: BuiltInTemplates(),
        fixed: self.fixedServer, queued: { [ring] in ring.yield(.now) }))
    let courier = Courier(
      store: store, digests: self.digests, entropy: self.entropy, clock: self.clock,
      outlet: self.outlet,
      composer: self.links ?? PlainComposer(deskName: self.settings.deskName),
      settings: current, limits: self.limits)
    self.open.withLock { $0 = Open(store: store, desk: desk, courier: courier) }
  }

  /// Closes and opens the store: what a restart of the service leaves over.
  public func restart() async throws {
    await self.close()
    try self.start()
  }

  /// Runs a closure with a new desk and closes it.
  public static func run<Value>(
    seed: UInt64 = 1, settings: DeskSettings = DeskSettings(), isMailConfigured: Bool = true,
    fixedServer: MailServer? = nil, hasher: (any PasswordHasher)? = nil,
    _ body: (TestDesk) async throws -> Value
  ) async throws -> Value {
    let desk = try TestDesk(
      seed: seed, settings: settings, isMailConfigured: isMailConfigured,
      fixedServer: fixedServer, hasher: hasher)
    do {
      let value = try await body(desk)
      await desk.close()
      return value
    } catch {
      await desk.close()
      throw error
    }
  }
}
