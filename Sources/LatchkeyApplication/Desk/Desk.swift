public import LatchkeyDomain
internal import LatchkeySchema
internal import Synchronization

/// The credential desk: every use case, over the ports that it needs.
///
/// Each use case passes the gate (`Desk+Gate.swift`), which decides in the same transaction that
/// carries out the change. Hashing happens outside of transactions, between two decisions.
public final class Desk: Sendable {
  let store: any Store
  let gate: Gate
  /// The service `Sessions`.
  public let sessions: SessionsUseCases
  /// Calls with an idempotency key.
  public let replays: Replays
  var commits: CommitNotifier { self.gate.store.commits }
  let hasher: any PasswordHasher
  let digests: any KeyedDigests
  let vault: any SeedVault
  let entropy: any Entropy
  let commonPasswords: any CommonPasswords
  let clock: any Clock
  /// Lifetimes, limits and decisions.
  let currentSettings: CurrentSettings
  /// How mail goes, and what it says.
  let mail: DeskMail
  /// Looks at and uses of links.
  let linkThrottle = ServiceThrottle()
  /// Checks of candidate passwords.
  let candidateThrottle = ServiceThrottle()
  /// Requests for a link by somebody who is not signed in.
  let requestThrottle = ServiceThrottle()
  /// Looks at and uses of links from one end user's place.
  let linkOriginThrottle = OriginThrottle()
  /// Attempts at one password, one after the other.
  let turns = TurnQueue()
  /// Audit entries for refusals that cost the caller nothing.
  let refusalThrottle = ServiceThrottle()
  /// Whether somebody walks through the whole audit at present.
  let auditWalk = Atomic<Bool>(false)
  /// Trials of mail servers.
  let mailTests = MailTestLimit()
  /// Whether a copy of the store is being made.
  let backupRuns = Atomic<Bool>(false)

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
    self.store = RingingStore(store: store, bell: notifying.commits)
    let lookup = SessionLookup(store: notifying, digests: digests, currentSettings: settings)
    self.gate = Gate(
      store: notifying, clock: clock, digests: digests, currentSettings: settings,
      outlet: mail.outlet, sessions: lookup)
    self.sessions = SessionsUseCases(gate: self.gate)
    self.replays = Replays(store: notifying, sessions: lookup, clock: clock)
    self.hasher = hasher
    self.digests = digests
    self.vault = vault
    self.entropy = entropy
    self.commonPasswords = commonPasswords
    self.clock = clock
    self.currentSettings = settings
    self.mail = mail
  }

  /// Now, by the desk's clock.
  public var now: Timestamp { self.clock.now() }

  /// Makes a token: its text for the owner, its digest for the store.
  func mint(_ purpose: TokenPurpose) -> (text: SecretBytes, digest: TokenDigest) {
    var secret = self.entropy.bytes(TokenText.secretByteCount)
    defer { wipe(&secret) }
    let text = TokenText.write(purpose, secret: secret)
    return (text, self.digests.digest(purpose, secret: SecretBytes(secret)))
  }

  /// Hashes a password; a full queue is a refusal with a delay.
  func hash(_ password: SecretBytes) async throws -> PasswordHash {
    do {
      return try await self.hasher.hash(password)
    } catch {
      throw Self.refusal(error)
    }
  }

  /// Compares a password with a hash; a full queue is a refusal with a delay.
  func verify(_ password: SecretBytes, against hash: PasswordHash?) async throws -> Bool {
    do {
      return try await self.hasher.verify(password, against: hash)
    } catch {
      throw Self.refusal(error)
    }
  }

  private static func refusal(_ error: HasherError) -> any Error {
    switch error {
    case .overloaded(let retryAfter): Refusal(.overloaded, retryAfter: retryAfter)
    case .failed: error
    }
  }

  /// Every rule that a new password breaks for this person.
  func violations(
    of candidate: SecretBytes, for person: PasswordPolicy.Person, in population: Population
  ) async -> [PasswordPolicy.Violation] {
    await self.commonPasswords.ready()
    let settings = self.settings
    return settings.policy(population).violations(
      of: candidate, person: person,
      isCommon: { self.commonPasswords.contains($0) || settings.isContextWord($0) })
  }
}
