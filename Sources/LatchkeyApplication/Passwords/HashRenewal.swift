import LatchkeyBase
import LatchkeyDomain

/// What becomes of a stored hash after its password was verified.
enum HashRenewal: Hashable, Sendable {
  /// It stays.
  case none
  /// The same password under the parameters in force.
  case hash(PasswordHash)
  /// Its owner chooses another password.
  case byOwner
}

extension PasswordHashing {
  /// An active hash that was made under other parameters, or by another system, is made anew.
  ///
  /// Not so where the old function saw only a part of the password (bcrypt: 72 bytes): the rest was never
  /// proved, and a password that stays longer than what counts would mislead its owner, who is asked for
  /// another one. A hasher without room is no hindrance: the next sign-in will do.
  func renewal(of account: Account, password: Secret) async -> HashRenewal {
    guard case .active(let hash) = account.credential, self.hasher.needsUpgrade(hash) else {
      return .none
    }
    guard hash.seesWhole(password) else { return .byOwner }
    return (try? await self.hasher.hash(password)).map { .hash($0) } ?? .none
  }
}
