import LatchkeyDomain

/// What a new password is checked against: the policy in force, the words of its owner and those of the
/// desk.
///
/// Any of them may change during the milliseconds that a hash takes. They are compared again in the
/// transaction of the change, so that no password is stored under rules that it was not checked against.
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
