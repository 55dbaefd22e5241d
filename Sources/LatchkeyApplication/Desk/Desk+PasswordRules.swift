import LatchkeyDomain
import LatchkeySchema

/// What a new password is checked against: the policy in force, the words of its owner and those of
/// the desk.
///
/// Any of them may change during the milliseconds that a hash takes. Whoever stores the hash asks
/// again in the transaction of the change, so that no password is stored under rules that it was not
/// checked against (I9).
struct PasswordRules: Hashable, Sendable {
  private let policy: PasswordPolicy
  private let owner: PasswordPolicy.Person
  private let deskWords: [String]

  /// The rules for an account as it is.
  init(_ settings: DeskSettings, for account: Account) {
    self.policy = settings.policy(account.population)
    self.owner = PasswordPolicy.Person(account)
    self.deskWords = settings.contextWords
  }
}

extension Desk {
  /// The rules for an account as they are now. Taken before the password is checked.
  func passwordRules(for account: Account) -> PasswordRules {
    PasswordRules(self.settings, for: account)
  }

  /// Refuses a password that was checked against other rules than those in force.
  func require(
    _ rules: PasswordRules, for account: Account, in transaction: any StoreReading,
    at now: Timestamp
  ) throws {
    let settings = try self.settings(in: transaction, at: now)
    guard PasswordRules(settings, for: account) == rules else { throw Refusal(.concurrentChange) }
  }
}
