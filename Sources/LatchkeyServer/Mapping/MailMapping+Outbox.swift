import LatchkeyApplication
import LatchkeyDomain
import LatchkeySchema

extension MailView {
  /// A mail of the outbox; `domain` is where its Message-ID ends.
  init(_ mail: QueuedMail, domain: String) {
    let isWaiting = mail.state == .queued || mail.state == .deferred
    self.init(
      id: mail.id.rawValue, kind: LatchkeySchema.MailKind(mail.mail.kind),
      accountID: mail.mail.account.rawValue, state: MailState(mail.state),
      attempts: mail.attempts, queuedAt: mail.mail.queuedAt,
      nextAttemptAt: isWaiting ? mail.nextAttemptAt : nil,
      deliveredAt: mail.deliveredAt, lastError: mail.lastError,
      messageID: mail.messageID(at: domain), template: mail.mail.kind.name)
  }
}

extension LatchkeySchema.MailKind {
  init(_ kind: LatchkeyDomain.MailKind) {
    self =
      switch kind {
      case .selfResetLink, .staffResetLink: .resetLink
      case .invitation: .invitation
      case .emailConfirmation: .emailConfirmation
      case .notice(let notice):
        switch notice.topic {
        case .password: .passwordChangedNotice
        case .email: .emailChangedNotice
        case .account: .accountNotice
        }
      }
  }
}

extension MailState {
  init(_ state: QueuedMail.State) {
    self =
      switch state {
      case .queued: .queued
      case .leased: .leased
      case .delivered: .delivered
      case .deferred: .deferred
      case .failed: .failed
      case .obsolete: .obsolete
      }
  }
}

extension QueuedMail.State {
  init(_ state: MailState) throws(FieldError) {
    guard let state = Self.allCases.first(where: { MailState($0) == state }) else {
      throw FieldError(
        field: "state",
        problem: "A state is \(MailState.known.map(\.rawValue).joined(separator: ", ")).")
    }
    self = state
  }
}

extension OutboxSummaryView {
  init(_ summary: OutboxSummary) {
    self.init(
      waiting: summary.waiting, waitingSince: summary.waitingSince,
      failed: summary.failed, failedSince: summary.failedSince,
      undeliverable: summary.undeliverable)
  }
}

extension MailAttemptView {
  init(_ attempt: MailAttempt) {
    self.init(
      number: attempt.number, at: attempt.at, state: MailState(attempt.state),
      detail: attempt.detail)
  }
}

extension UndeliverableAddress {
  init(_ trouble: AddressTrouble) {
    self.init(
      accountID: trouble.account.rawValue, failures: trouble.failures,
      since: trouble.since, lastAt: trouble.last,
      detail: trouble.detail)
  }
}
