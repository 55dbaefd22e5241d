import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

// Attempts are counted before they are made (I14).
extension Model {
  mutating func reserve(_ key: String, _ rule: String) -> Bool {
    var count = self.counts[key] ?? Count()
    let window = self.rules["throttles.\(rule)_window"]
    if count.attempts == 0 || self.now >= count.start + window {
      count = Count(attempts: 0, start: self.now)
    }
    count.start = min(count.start, self.now)
    guard count.attempts < self.rules["throttles.\(rule)_limit"] else { return false }
    count.attempts += 1
    self.counts[key] = count
    return true
  }

  static func identifierKey(_ identifier: String, _ population: Population) -> String {
    "sign-in \(population) \(identifier)"
  }

  static func resetKey(_ identifier: String, _ population: Population) -> String {
    "reset \(population) \(identifier)"
  }

  func identifiers(_ index: Int) -> [String] {
    let account = self.accounts[index]
    return account.emails + (account.loginName.map { [$0] } ?? [])
  }

  /// Forgets every attempt at a password, by whichever name it was tried; whether there were any.
  @discardableResult
  mutating func forgetAttempts(_ index: Int) -> Bool {
    let population = self.accounts[index].population
    let keys =
      ["account \(index)", "own \(index)"]
      + self.identifiers(index).map { Self.identifierKey($0, population) }
    let found = keys.contains { (self.counts[$0]?.attempts ?? 0) > 0 }
    for key in keys { self.counts[key] = nil }
    return found
  }

  mutating func liftAutomaticLock(_ index: Int) {
    if case .automatic = self.accounts[index].lock { self.accounts[index].lock = .none }
  }

  /// What ended more than a week ago is removed. Nothing but a link's last words depends on it.
  mutating func cleanUp() {
    let moment = self.now - 7 * Self.day
    for index in self.sessions.indices where self.sessions[index].endsAt < moment {
      self.sessions[index].isEnded = true
    }
    for index in self.tokens.indices where self.tokens[index].expiresAt < moment {
      self.tokens[index].state = .removed
    }
    for index in self.accounts.indices {
      guard let enrollment = self.accounts[index].enrollment, enrollment.expiresAt < moment
      else { continue }
      self.accounts[index].enrollment = nil
    }
    self.counts = self.counts.filter { $0.value.start >= moment }
  }
}
