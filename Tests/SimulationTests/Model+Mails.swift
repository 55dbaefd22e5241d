import LatchkeyDomain
import LatchkeySchema

// The outbox (I20, D13): what is queued holds no secret, and a link is made when it goes.
extension Model {
  /// Queues a mail to the account's own address, if it has one.
  mutating func queue(_ index: Int, _ kind: Kind? = nil) {
    guard !self.accounts[index].emails.isEmpty else { return }
    self.mails.append(
      Mail(
        account: index, kind: kind, epoch: self.accounts[index].epoch,
        emailVersion: self.accounts[index].emailVersion, queuedAt: self.now))
  }

  /// Tells so many addresses of a change of an account.
  mutating func tell(_ emails: [String], of index: Int) {
    for _ in Set(emails) {
      self.mails.append(
        Mail(
          account: index, kind: nil, epoch: self.accounts[index].epoch,
          emailVersion: self.accounts[index].emailVersion, queuedAt: self.now))
    }
  }

  /// The mails that go now, in the order in which they go.
  var due: [Int] {
    self.mails.indices
      .filter { !self.mails[$0].isDone && self.mails[$0].queuedAt <= self.now }
      .sorted { (self.mails[$0].queuedAt, $0) < (self.mails[$1].queuedAt, $1) }
  }

  /// Whether what caused a link is still so.
  func stands(_ mail: Mail) -> Bool {
    let account = self.accounts[mail.account]
    return account.isEnabled && account.epoch == mail.epoch
      && account.emailVersion == mail.emailVersion && !account.isForced
  }
}
