import LatchkeyBase
import LatchkeyDomain

/// What the suites of this folder start from.
enum Sample {
  /// A moment like any other.
  static let now = Timestamp(milliseconds: 1_800_000_000_000)
  /// A hash like any other.
  static let hash = PasswordHash(phc: "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA")
  /// Another one.
  static let otherHash = PasswordHash(phc: "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$b3RoZXI")

  /// A temporary password that lasts an hour from ``now``.
  static func temporary(_ origin: TemporaryPassword.Origin) -> TemporaryPassword {
    TemporaryPassword(
      origin: origin, issuedBy: AccountID(rawValue: 2), expiresAt: now + .hours(1))
  }

  /// An account with epoch 7 and e-mail version 3.
  static func account(
    _ population: Population = .agent, credential: Credential = .active(hash),
    standing: Standing = .enabled, lock: Lock = .none
  ) throws -> Account {
    Account(
      id: AccountID(rawValue: 5), population: population,
      displayName: try DisplayName("Jane Miller"), locale: "en",
      loginName: try LoginName("jmiller77"), emails: [try EmailAddress("jane@example.com")],
      phone: nil, credential: credential, standing: standing, lock: lock, epoch: 7,
      emailVersion: 3, roles: [RoleID(rawValue: 1)], isAccountAdministrator: false,
      createdAt: now, revision: 1)
  }
}

extension Timestamp {
  /// The moment so many milliseconds later, or earlier when negative.
  func offset(by milliseconds: Int64) -> Timestamp {
    Timestamp(milliseconds: self.milliseconds + milliseconds)
  }
}
