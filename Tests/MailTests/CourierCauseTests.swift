import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import Testing

@Suite("Whether a mail's cause still stands")
struct CourierCauseTests {
  private let bench: CourierBench

  init() throws {
    self.bench = try CourierBench()
  }

  private static let hash = PasswordHash(phc: "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$x")

  private static func temporary(_ origin: TemporaryPassword.Origin) -> TemporaryPassword {
    TemporaryPassword(origin: origin, issuedBy: nil, expiresAt: start + .hours(24))
  }

  /// What happens to an account after the mail was queued.
  enum Change: CaseIterable, Sendable {
    case passwordSet, deactivated, reactivated, emailChanged, temporaryIssued, locked, unlocked
    case compromised

    func apply(to account: inout Account) {
      switch self {
      case .passwordSet: account.setPassword(CourierCauseTests.hash)
      case .deactivated: account.deactivate(by: nil, at: start, reason: "left")
      case .reactivated:
        account.deactivate(by: nil, at: start, reason: "left")
        account.reactivate()
      case .emailChanged: account.changeEmails([EmailAddress(stored: "new@desk.example")])
      case .temporaryIssued:
        account.setTemporaryPassword(
          CourierCauseTests.hash, CourierCauseTests.temporary(.generated))
      case .locked: account.lock(by: nil, at: start, reason: "asked")
      case .unlocked: account.unlock()
      case .compromised:
        account.setPassword(CourierCauseTests.hash)
        _ = account.requirePasswordChange(.compromised)
      }
    }
  }

  @Test(
    "I20: after a change of the account no link is sent, and none is made",
    arguments: Change.allCases, [MailKind.selfResetLink, .staffResetLink, .invitation])
  func obsolete(change: Change, kind: MailKind) async throws {
    let post = PostOffice()
    let jane = try await self.bench.agent()
    let id = try await self.bench.queue(kind, for: jane)
    try await self.bench.change(jane.id) { change.apply(to: &$0) }
    #expect(try await self.bench.courier(over: post).runOnce() == 1)
    #expect(post.taken.isEmpty)
    let mail = try await self.bench.mail(id)
    #expect(mail.state == .obsolete)
    #expect(mail.deliveredAt == nil)
    let audit = try await self.bench.audit()
    #expect(audit.map(\.action) == [.mailObsolete])
    #expect(audit[0].target == jane.id)
    #expect(self.bench.reported == [.obsolete(id)])
    self.bench.clock.advance(by: .days(1))
    #expect(try await self.bench.courier(over: post).runOnce() == 0)
  }

  @Test(
    "Each of epoch, e-mail version and address stops a link by itself",
    arguments: [
      (0, 0, "jane@desk.example", QueuedMail.State.delivered),
      (-1, 0, "jane@desk.example", .obsolete), (1, 0, "jane@desk.example", .obsolete),
      (0, -1, "jane@desk.example", .obsolete), (0, 1, "jane@desk.example", .obsolete),
      (0, 0, "old@desk.example", .obsolete),
    ] as [(Int64, Int64, String, QueuedMail.State)])
  func eachAlone(
    epoch: Int64, emailVersion: Int64, address: String, state: QueuedMail.State
  ) async throws {
    let jane = try await self.bench.agent()
    var mail = NewMail(
      .staffResetLink, account: jane, address: EmailAddress(stored: address), queuedAt: start)
    mail.epoch += epoch
    mail.emailVersion += emailVersion
    let id = try await self.bench.queue(mail)
    try await self.bench.courier(over: PostOffice()).runOnce()
    #expect(try await self.bench.mail(id).state == state)
  }

  @Test("A link that confirms an address goes to that one, for 24 hours, and to no earlier one")
  func confirmation() async throws {
    let post = PostOffice()
    let jane = try await self.bench.agent()
    let addresses = ["one@desk.example", "two@desk.example"].map(EmailAddress.init(stored:))
    let courier = try self.bench.courier(over: post)
    let first = try await self.bench.change(jane.id) { $0.propose(addresses[0]) }
    try await self.bench.queue(.emailConfirmation, for: first, to: addresses[0])
    let second = try await self.bench.change(jane.id) { $0.propose(addresses[1]) }
    try await self.bench.queue(.emailConfirmation, for: second, to: addresses[1])
    #expect(try await courier.runOnce() == 2)
    #expect(post.taken.map(\.recipient) == [addresses[1]])
    let token = try #require(try await self.bench.token(in: post.taken[0]))
    #expect(token.purpose == .agentEmailChange)
    #expect(token.expiresAt == start + .hours(24))

    try await self.bench.queue(.emailConfirmation, for: second, to: addresses[1])
    try await self.bench.change(jane.id) { _ = $0.confirmPendingEmail() }
    #expect(try await courier.runOnce() == 1)
    #expect(post.taken.count == 1)
  }

  @Test("A change between two attempts stops the second one, and the first link is dead anyway")
  func betweenAttempts() async throws {
    let post = PostOffice()
    post.refuse(.temporary(detail: "later"))
    var arrivals = post.arrivals.makeAsyncIterator()
    let courier = try self.bench.courier(over: post)
    let jane = try await self.bench.agent()
    let id = try await self.bench.queue(.staffResetLink, for: jane)
    try await courier.runOnce()
    let first = try #require(await arrivals.next())
    let changed = try await self.bench.change(jane.id) { $0.setPassword(Self.hash) }
    self.bench.clock.advance(by: .minutes(1))
    try await courier.runOnce()
    #expect(try await self.bench.mail(id).state == .obsolete)
    let token = try #require(try await self.bench.token(in: first))
    #expect(
      token.refusal(for: changed, globalEpoch: 1, at: self.bench.clock.now()) == .invalid)
  }

  @Test(
    "S4.17: under a generated temporary password no link goes out; a chosen one does not hinder",
    arguments: [
      (TemporaryPassword.Origin.generated, QueuedMail.State.obsolete), (.chosen, .delivered),
    ] as [(TemporaryPassword.Origin, QueuedMail.State)])
  func temporaryPassword(
    origin: TemporaryPassword.Origin, state: QueuedMail.State
  ) async throws {
    let jane = try await self.bench.agent()
    let changed = try await self.bench.change(jane.id) {
      $0.setTemporaryPassword(Self.hash, Self.temporary(origin))
    }
    let id = try await self.bench.queue(.staffResetLink, for: changed)
    try await self.bench.courier(over: PostOffice()).runOnce()
    #expect(try await self.bench.mail(id).state == state)
  }

  @Test(
    "What changes no password, address or standing does not stop a link",
    arguments: [true, false])
  func unrelated(automaticLock: Bool) async throws {
    let jane = try await self.bench.agent()
    let id = try await self.bench.queue(.staffResetLink, for: jane)
    try await self.bench.change(jane.id) { account in
      if automaticLock {
        account.lockAutomatically(until: start + .minutes(15))
      } else {
        account.changePhone(PhoneNumber(stored: "+43 1 2345"))
      }
    }
    try await self.bench.courier(over: PostOffice()).runOnce()
    #expect(try await self.bench.mail(id).state == .delivered)
  }

  @Test(
    "A notice goes out whatever changed since, also to an address that was, and without a link",
    arguments: [AccountNotice.passwordReset, .emailChanged, .rolesChanged])
  func notices(notice: AccountNotice) async throws {
    let post = PostOffice()
    let jane = try await self.bench.agent()
    let before = try #require(jane.primaryEmail)
    let changed = try await self.bench.change(jane.id) {
      $0.changeEmails([EmailAddress(stored: "new@desk.example")])
    }
    try await self.bench.queue(.notice(notice), for: changed, to: before)
    try await self.bench.queue(.notice(notice), for: changed)
    try await self.bench.change(jane.id) { $0.deactivate(by: nil, at: start, reason: "left") }
    #expect(try await self.bench.courier(over: post).runOnce() == 2)
    #expect(
      Set(post.taken.map(\.recipient.text)) == ["jane@desk.example", "new@desk.example"])
    for message in post.taken {
      #expect(!message.content.copied.text.contains("://"))
      #expect(try await self.bench.token(in: message) == nil)
    }
  }
}
