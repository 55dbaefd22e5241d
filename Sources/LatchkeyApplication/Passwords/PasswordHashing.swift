import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

/// Hashes passwords, and checks them against the rules in force.
struct PasswordHashing: Sendable {
  let hasher: any PasswordHasher
  let commonPasswords: any CommonPasswords
  let entropy: any Entropy
  let currentSettings: CurrentSettings

  /// The settings in force.
  var settings: DeskSettings { self.currentSettings.now }

  /// Hashes a password; a full queue is a refusal with a delay.
  func hash(_ password: Secret) async throws(Failure) -> PasswordHash {
    do throws(HasherError) {
      return try await self.hasher.hash(password)
    } catch {
      throw Failure(error)
    }
  }

  /// Compares a password with a hash; a full queue is a refusal with a delay.
  func verify(_ password: Secret, against hash: PasswordHash?) async throws(Failure) -> Bool {
    do throws(HasherError) {
      return try await self.hasher.verify(password, against: hash)
    } catch {
      throw Failure(error)
    }
  }

  /// Every rule that a new password breaks for this person.
  func violations(
    of candidate: Secret, for person: PasswordPolicy.Person, in population: Population
  ) async -> [PasswordPolicy.Violation] {
    await self.commonPasswords.ready()
    let settings = self.settings
    return settings.policy(population).violations(
      of: candidate, person: person,
      isCommon: { self.commonPasswords.contains($0) || settings.isContextWord($0) })
  }

  /// Checks the first password of an account that does not exist yet, and hashes it.
  ///
  /// - Throws: A refusal with every rule that it breaks.
  func checked(
    _ password: Secret, for person: PasswordPolicy.Person, in population: Population
  ) async throws(Failure) -> PasswordHash {
    let violations = await self.violations(of: password, for: person, in: population)
    guard violations.isEmpty else { throw .refusal(Refusal(violations: violations)) }
    return try await self.hash(password)
  }

  /// A temporary password that passes the policy in force, for this person too: four characters of a
  /// name may turn up by chance.
  ///
  /// - Throws: A refusal with the rule that no generated password passes.
  func makeTemporaryPassword(for account: Account) async throws(Failure) -> Secret {
    let length = self.settings.policy(account.population).minimumLength
    var broken: [PasswordPolicy.Violation] = []
    for _ in 0..<100 {
      let password = TemporaryPasswordText.make(length: length, random: self.entropy.bytes)
      broken = await self.violations(
        of: password, for: PasswordPolicy.Person(account), in: account.population)
      if broken.isEmpty { return password }
    }
    throw .refusal(Refusal(violations: broken))
  }
}

extension Failure {
  /// A hasher without room refuses the call; a hash that cannot be read fails it.
  fileprivate init(_ error: HasherError) {
    switch error {
    case .overloaded(let retryAfter):
      self = .refusal(Refusal(.overloaded, retryAfter: retryAfter))
    case .failed(let detail): self = .hasher(detail: detail)
    }
  }
}
