import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

extension SignIn.SignIn.Response {
  /// How a sign-in goes on. Nothing may fail any more: tickets are given out. `settings` are those that the
  /// next password is checked against.
  init(_ result: LatchkeyApplication.SignInResult, under settings: DeskSettings) {
    switch result {
    case .session(let session): self.init(session)
    case .passwordChangeRequired(let ticket):
      self.init(ticket, settings.policy(ticket.account.population))
    case .secondFactorRequired(let ticket): self.init(ticket, .secondFactorRequired)
    case .enrollmentRequired(let ticket): self.init(ticket, .secondFactorEnrollmentRequired)
    }
  }

  private init(_ session: IssuedSession) {
    self.init(
      result: .session, session: session.token,
      expiresAt: session.expiresAt, account: AccountSummary(session.account),
      secondFactorRequiredFrom: session.secondFactorRequiredFrom)
  }

  private init(_ ticket: SignInTicket, _ result: LatchkeySchema.SignInResult) {
    self.init(
      result: result, ticket: ticket.token, expiresAt: ticket.expiresAt,
      account: AccountSummary(ticket.account))
  }

  private init(_ ticket: PasswordChangeTicket, _ policy: PasswordPolicy) {
    self.init(
      result: .passwordChangeRequired, ticket: ticket.token,
      reason: PasswordChangeReason(ticket.cause), expiresAt: ticket.expiresAt,
      account: AccountSummary(ticket.account),
      policy: PasswordPolicyView(policy, ticket.account.population))
  }
}

extension PasswordChangeReason {
  init(_ cause: PasswordChangeTicket.Cause) {
    self =
      switch cause {
      case .oneTimePassword: .oneTimePassword
      case .temporaryPassword: .temporaryPassword
      case .required(.requiredByAdministrator): .requiredByAdministrator
      case .required(.compromised): .compromised
      case .required(.expiredByPolicy): .expiredByPolicy
      }
  }
}
