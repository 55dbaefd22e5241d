public import LatchkeyBase
internal import LatchkeyDomain

/// The credential desk: the use cases of every service, over the ports that they need.
///
/// Each use case passes the ``Gate``, which decides in the same transaction that carries out the change.
/// Hashing happens outside of transactions, between two decisions.
public final class Desk: Sendable {
  /// The service `Server`, and the upkeep of the store.
  public let server: ServerUseCases
  /// The service `SignIn`.
  public let signIn: SignInUseCases
  /// The service `Sessions`.
  public let sessions: SessionsUseCases
  /// The service `Passwords`.
  public let passwords: PasswordsUseCases
  /// The service `Recovery`.
  public let recovery: RecoveryUseCases
  /// The service `SecondFactor`.
  public let secondFactor: SecondFactorUseCases
  /// The service `Accounts`.
  public let accounts: AccountsUseCases
  /// The service `Agents`.
  public let agents: AgentsUseCases
  /// The service `Contacts`.
  public let contacts: ContactsUseCases
  /// The service `Roles`.
  public let roles: RolesUseCases
  /// The service `Settings`.
  public let settings: SettingsUseCases
  /// The service `Mail`.
  public let mail: MailUseCases
  /// The service `Audit`.
  public let audit: AuditUseCases
  /// The service `Operator`.
  public let `operator`: OperatorUseCases
  /// Calls with an idempotency key.
  public let replays: Replays

  private let attemptLock: AttemptLock
  private let clock: any Clock

  /// A desk over its ports.
  ///
  /// - Parameters:
  ///   - store: Where everything is kept.
  ///   - hasher: Hashes passwords.
  ///   - digests: Digests tokens, requests and audit entries.
  ///   - vault: Keeps the seeds of devices.
  ///   - entropy: Makes tokens.
  ///   - commonPasswords: Passwords that are refused.
  ///   - clock: Tells the time.
  ///   - settings: Lifetimes, limits and decisions.
  ///   - mail: How mail goes, and what it says.
  public init(
    store: any Store, hasher: any PasswordHasher, digests: any KeyedDigests,
    vault: any SeedVault, entropy: any Entropy, commonPasswords: any CommonPasswords,
    clock: any Clock, settings: CurrentSettings, mail: DeskMail
  ) {
    let notifying = NotifyingStore(store: store, wakeCourier: mail.queued)
    let lookup = SessionLookup(store: notifying, digests: digests, currentSettings: settings)
    let gate = Gate(
      store: notifying, clock: clock, digests: digests, currentSettings: settings,
      outlet: mail.outlet, sessions: lookup)
    let throttles = CallThrottles(gate: gate)
    let attemptLock = AttemptLock(gate: gate, throttles: throttles)
    let hashing = PasswordHashing(
      hasher: hasher, commonPasswords: commonPasswords, entropy: entropy, currentSettings: settings)
    let mint = TokenMint(digests: digests, entropy: entropy)
    let tokens = Tokens(mint: mint)
    let links = LinkIssuer(tokens: mint)
    let admission = Admission(tokens: tokens)
    let attempts = PasswordAttempts(
      gate: gate, hashing: hashing, throttles: throttles, attemptLock: attemptLock)
    let codes = SecondFactorCodes(
      gate: gate, vault: vault, throttles: throttles, attemptLock: attemptLock)
    let procedure = PasswordProcedure(gate: gate, hashing: hashing)
    let byToken = PasswordByToken(
      gate: gate, procedure: procedure, tokens: tokens, throttles: throttles)

    self.server = ServerUseCases(gate: gate)
    self.signIn = SignInUseCases(
      gate: gate, attempts: attempts, admission: admission, codes: codes, tokens: tokens,
      throttles: throttles, passwordByToken: byToken)
    self.sessions = SessionsUseCases(gate: gate)
    self.passwords = PasswordsUseCases(
      gate: gate, attempts: attempts, procedure: procedure, tokens: tokens, throttles: throttles)
    self.recovery = RecoveryUseCases(
      gate: gate, tokens: tokens, throttles: throttles, passwordByToken: byToken,
      admission: admission,
      resetRequests: ResetRequests(gate: gate, throttles: throttles, entropy: entropy))
    self.secondFactor = SecondFactorUseCases(
      gate: gate, vault: vault, entropy: entropy, codes: codes, tokens: tokens,
      throttles: throttles, admission: admission)
    self.accounts = AccountsUseCases(gate: gate)
    self.agents = AgentsUseCases(gate: gate, passwords: procedure, links: links)
    self.contacts = ContactsUseCases(gate: gate, passwords: procedure, links: links)
    self.roles = RolesUseCases(gate: gate)
    self.settings = SettingsUseCases(gate: gate)
    self.mail = MailUseCases(gate: gate, mail: mail)
    self.audit = AuditUseCases(gate: gate)
    self.operator = OperatorUseCases(gate: gate, passwords: procedure, vault: vault)
    self.replays = Replays(store: notifying, sessions: lookup, clock: clock)

    self.attemptLock = attemptLock
    self.clock = clock
  }

  /// Now, by the desk's clock.
  public var now: Timestamp { self.clock.now() }

  /// Attempts at a password that wait for those before them.
  public var attemptsWaiting: Int { self.attemptLock.lock.waiting }
}
