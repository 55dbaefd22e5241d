import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import Testing

/// A moment that tests begin at: 2026-01-01 00:00 UTC.
let start = Timestamp(milliseconds: 1_767_225_600_000)

extension Timestamp {
  /// The moment so many milliseconds after the start of a test.
  static func at(_ milliseconds: Int64) -> Timestamp {
    Timestamp(milliseconds: start.milliseconds + milliseconds)
  }
}

extension NewAccount {
  /// An agent as it is first stored.
  static func agent(
    _ name: String, email: String? = nil, loginName: String? = nil, roles: [RoleID] = [],
    isAccountAdministrator: Bool = false, credential: Credential = .none
  ) throws -> NewAccount {
    NewAccount(
      population: .agent, displayName: try DisplayName(name), locale: "en",
      loginName: try loginName.map { try LoginName($0) },
      emails: [try EmailAddress(email ?? "\(name)@desk.example")],
      phone: PhoneNumber(stored: "+43 1 2345"),
      credential: credential, roles: roles, isAccountAdministrator: isAccountAdministrator,
      createdAt: start)
  }

  /// A contact as it is first stored.
  static func contact(
    _ name: String, emails: [String], loginName: String? = nil, phone: String? = nil
  ) throws -> NewAccount {
    NewAccount(
      population: .contact, displayName: try DisplayName(name), locale: "de-AT",
      loginName: try loginName.map { try LoginName($0) },
      emails: try emails.map { try EmailAddress($0) },
      phone: phone.map { PhoneNumber(stored: $0) }, credential: .none, roles: [],
      isAccountAdministrator: false, createdAt: start)
  }
}

extension TokenDigest {
  /// A digest that is this number.
  static func number(_ number: Int) -> TokenDigest {
    var bytes = [UInt8](repeating: 0, count: 32)
    for place in 0..<8 { bytes[place] = UInt8(truncatingIfNeeded: number >> (8 * place)) }
    return TokenDigest(bytes: bytes)
  }
}

/// A link of the audit's chain that is this number.
func link(_ number: Int64) -> [UInt8] { TokenDigest.number(Int(number)).bytes }

extension PasswordHash {
  /// A hash that the store cannot tell from a real one.
  static func sample(_ word: String) -> PasswordHash {
    PasswordHash(phc: "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$\(word)")
  }
}

extension NewSession {
  /// A session of an account that begins at the start.
  static func sample(_ number: Int, _ account: Account) -> NewSession {
    NewSession(
      digest: .number(number), account: account, globalEpoch: 1, principal: "console",
      createdAt: start, limits: SessionLimits(idle: .hours(2), absolute: .hours(12)))
  }
}

extension NewToken {
  /// A reset link of an agent that is made at the start.
  static func sample(
    _ number: Int, _ account: Account, purpose: TokenPurpose = .agentReset,
    lifetime: Lifetime = .hours(48)
  ) -> NewToken {
    NewToken(
      digest: .number(number), purpose: purpose, account: account, globalEpoch: 1,
      createdAt: start, lifetime: lifetime)
  }
}

extension Store {
  /// Adds an account and reads it back.
  func added(_ account: NewAccount) async throws -> Account {
    try await self.write { store in
      let id = try store.insert(account)
      guard let account = try store.account(id) else { throw StoreError.failed(detail: "lost") }
      return account
    }
  }
}

/// The store's error that a closure throws; nil when it throws none.
func refusal(of body: () async throws -> Void) async throws -> StoreError? {
  do {
    try await body()
    return nil
  } catch let error as StoreError {
    return error
  }
}

/// The store's error that an operation of a transaction throws; nil when it throws none.
func storeError(of body: () throws -> Void) -> StoreError? {
  do {
    try body()
    return nil
  } catch Failure.store(let error) {
    return error
  } catch {
    Issue.record(error)
    return nil
  }
}
