public import LatchkeyBase
public import LatchkeyDomain

/// Reads accounts, contacts and agents alike.
public protocol AccountReading {
  /// One account.
  func account(_ id: AccountID) throws(Failure) -> Account?
  /// The accounts of a population that have this address as their primary one, at most `limit`.
  func accounts(
    in population: Population, withPrimaryEmail canonical: String, limit: Int
  ) throws(Failure) -> [Account]
  /// The accounts of a population that have this address at any place, at most `limit`.
  func accounts(
    in population: Population, withAnyEmail canonical: String, limit: Int
  ) throws(Failure) -> [Account]
  /// The account of a population with this login name.
  func account(
    in population: Population, withLoginName canonical: String
  ) throws(Failure) -> Account?
  /// The accounts of a population with this telephone number, at most `limit`.
  func accounts(
    in population: Population, withPhone canonical: String, limit: Int
  ) throws(Failure) -> [Account]
  /// A page of accounts that were neither merged nor erased, by ascending id. `search` matches
  /// display names and addresses without regard to ASCII case.
  func accounts(
    in population: Population, after: AccountID?, search: String?, limit: Int
  ) throws(Failure) -> [Account]
  /// A page of contacts by ascending id. Takes no longer the more contacts there are that do not
  /// fit.
  func contacts(_ search: ContactSearch) throws(Failure) -> ContactPage
  /// Whether another contact has the same primary address as this one. Never for an agent.
  func isPrimaryEmailShared(of account: Account) throws(Failure) -> Bool
  /// A page of accounts with a lock that holds at this time, by ascending id.
  func lockedAccounts(
    after: AccountID?, at now: Timestamp, limit: Int
  ) throws(Failure) -> [Account]
  /// The agent who is the Account Administrator; nil before bootstrap.
  func accountAdministrator() throws(Failure) -> AccountID?
}

/// Changes accounts.
public protocol AccountWriting: AccountReading {
  /// Adds an account and returns its id.
  func insert(_ account: NewAccount) throws(Failure) -> AccountID
  /// Stores an account as it is now. Its revision must be the stored one, and grows by one. Another
  /// epoch than the stored one is told among the revocations.
  ///
  /// - Throws: ``StoreError/changedMeanwhile`` when the stored revision is another.
  func update(_ account: Account) throws(Failure)
}
