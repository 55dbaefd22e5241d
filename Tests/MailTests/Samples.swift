import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import Synchronization

/// 2026-01-01 00:00 UTC.
let start = Timestamp(milliseconds: 1_767_225_600_000)

/// A clock that stands until it is moved.
final class StandingClock: Clock {
  private let moment = Mutex(start)

  func now() -> Timestamp { self.moment.withLock { $0 } }

  func advance(by lifetime: Lifetime) {
    self.moment.withLock { $0 = $0 + lifetime }
  }
}

extension Account {
  /// Somebody who is stored nowhere.
  static func sample(
    name: String = "Jane Miller", locale: String = "en", email: String = "jane@desk.example",
    population: Population = .agent
  ) -> Account {
    Account(
      id: AccountID(rawValue: 7), population: population, displayName: DisplayName(stored: name),
      locale: locale, loginName: nil, emails: [EmailAddress(stored: email)], phone: nil,
      credential: .none, standing: .enabled, lock: .none, epoch: 3, emailVersion: 2, roles: [],
      isAccountAdministrator: false, createdAt: start, revision: 1)
  }
}

extension Secret {
  /// The bytes, for looking at.
  var copied: [UInt8] {
    self.withBytes { bytes in bytes.indices.map { bytes[$0] } }
  }
}

extension [UInt8] {
  /// The bytes as text.
  var text: String { String(decoding: self, as: UTF8.self) }
}
