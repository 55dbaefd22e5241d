import Foundation
import LatchkeyApplication
import LatchkeyBase
import LatchkeyCrypto
import LatchkeyDomain
import LatchkeyMail
import LatchkeyStore
import LatchkeyTesting
import Synchronization
import Testing

/// A desk's mail on a table: a real store and real digests, and a clock that stands.
final class CourierBench: Sendable {
  let clock = StandingClock()
  let store: SQLiteStore
  let digests: KeyedDigestsBySodium
  let settings: DeskSettings
  private let events = Mutex<[CourierEvent]>([])
  let path: String
  private let folder: Mutex<TemporaryFolder>

  /// - Parameter settings: Without budgets that most tests would meet.
  /// - Throws: What opening files throws.
  init(settings: DeskSettings = CourierBench.generous) throws {
    self.settings = settings
    let folder = try TemporaryFolder()
    self.path = folder.path
    self.digests = try KeyedDigestsBySodium(keys: KeyFile(atOrCreating: "\(folder.path)/keys"))
    self.store = try SQLiteStore.open(path: "\(folder.path)/desk.sqlite")
    self.folder = Mutex(folder)
  }

  static var generous: DeskSettings {
    var settings = DeskSettings()
    settings.mailsPerRecipientAndHour = 1_000
    return settings
  }

  func courier(
    over transport: any MailTransport, store: (any Store)? = nil,
    limits: CourierLimits = CourierLimits(deliveriesAtOnce: 4)
  ) throws -> Courier {
    try self.courier(
      through: CurrentMailOutlet(
        MailOutlet(transport: transport, sender: EmailAddress("noreply@desk.example"))),
      store: store, limits: limits)
  }

  func courier(
    through outlet: CurrentMailOutlet, store: (any Store)? = nil,
    limits: CourierLimits = CourierLimits(deliveriesAtOnce: 4)
  ) throws -> Courier {
    Courier(
      store: store ?? self.store, digests: self.digests, entropy: SystemEntropy(),
      clock: self.clock, outlet: outlet,
      composer: PlainComposer(deskName: "Help Desk"),
      settings: CurrentSettings(host: self.settings, clock: self.clock), limits: limits,
      report: { [weak self] event in self?.events.withLock { $0.append(event) } })
  }

  /// Adds an agent.
  func agent(_ name: String = "Jane Miller", email: String = "jane@desk.example") async throws
    -> Account
  {
    let draft = NewAccount(
      population: .agent, displayName: try DisplayName(name), locale: "en", loginName: nil,
      emails: [try EmailAddress(email)], phone: nil, credential: .none, roles: [],
      isAccountAdministrator: false, createdAt: self.clock.now())
    return try await self.store.write { transaction in
      let id = try transaction.insert(draft)
      return try #require(try transaction.account(id))
    }
  }

  /// Queues a mail as use cases do.
  @discardableResult
  func queue(
    _ kind: MailKind, for account: Account, to address: EmailAddress? = nil
  ) async throws -> MailID {
    let address = try address ?? #require(account.primaryEmail)
    return try await self.queue(
      NewMail(kind, account: account, address: address, queuedAt: self.clock.now()))
  }

  /// Queues a mail as it is.
  func queue(_ mail: NewMail) async throws -> MailID {
    try await self.store.write { try $0.insert(mail) }
  }

  /// Changes an account as use cases do, and returns it as it is then.
  @discardableResult
  func change(
    _ id: AccountID, _ change: @escaping @Sendable (inout Account) -> Void
  ) async throws -> Account {
    try await self.store.write { transaction in
      var account = try #require(try transaction.account(id))
      change(&account)
      try transaction.update(account)
      return try #require(try transaction.account(id))
    }
  }

  func mail(_ id: MailID) async throws -> QueuedMail {
    try await self.store.read { try #require(try $0.mail(id)) }
  }

  /// Every mail, the newest first.
  func mails() async throws -> [QueuedMail] {
    try await self.store.read { try $0.mails(OutboxQuery(limit: 1_000)) }
  }

  /// What messages are about, by their Message-ID.
  func kinds(of messages: [OutgoingMessage]) async throws -> [MailKind] {
    var kinds: [MailKind] = []
    for message in messages {
      let number = try #require(Int64(message.messageID.prefix { $0 != "." }))
      kinds.append(try await self.mail(MailID(rawValue: number)).mail.kind)
    }
    return kinds
  }

  /// When the next mail falls due.
  func nextDue() async throws -> Timestamp? {
    try await self.store.read { try $0.nextMailDueAt() }
  }

  /// Queues a failed mail again, as an administrator does.
  func requeue(_ id: MailID) async throws -> Bool {
    let now = self.clock.now()
    return try await self.store.write { try $0.requeueMail(id, at: now) }
  }

  /// What the courier has reported.
  var reported: [CourierEvent] { self.events.withLock { $0 } }

  /// The entries of the audit, the oldest first.
  func audit() async throws -> [AuditRecord] {
    try await self.store.read { try $0.auditEntries(after: 0, limit: 1_000).map(\.record) }
  }

  /// The token in a message, as the store knows it; nil when the message has no link.
  func token(in message: OutgoingMessage) async throws -> Token? {
    guard let text = Self.tokenText(in: message) else { return nil }
    let (purpose, secret) = try #require(TokenText.read(Secret(copying: text.utf8)))
    let digest = self.digests.digest(purpose, secret: secret)
    return try await self.store.read { try $0.token(digest) }
  }

  static func tokenText(in message: OutgoingMessage) -> String? {
    let body = message.content.copied.text.replacingOccurrences(of: "=\r\n", with: "")
    return body.firstMatch(of: /#(lk[a-z]{2}_[A-Za-z0-9_-]{43})\r\n/).map { String($0.1) }
  }

  /// Everything that is on disk, byte for byte.
  func bytesOnDisk() throws -> Data {
    try FileManager.default.contentsOfDirectory(atPath: self.path)
      .filter { $0.hasPrefix("desk.sqlite") }
      .reduce(into: Data()) {
        $0 += try Data(contentsOf: URL(fileURLWithPath: "\(self.path)/\($1)"))
      }
  }
}
