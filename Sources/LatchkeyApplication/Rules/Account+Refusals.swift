import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema

// What an account must be like for a change. Each rule answers the reason of a refusal, or nil.
extension Account {
  /// Why no password is set here, no link sent and no temporary password issued: the account is put
  /// aside, or its password lives in another system.
  var localPasswordRefusal: Reason? {
    guard self.isEnabled else { return .accountDeactivated }
    guard self.authenticationSource == .local else { return .notLocalAuthentication }
    return nil
  }

  /// Why no reset link is sent. While a temporary password is out there is none: at most one secret is
  /// accepted for an account at any time.
  var resetLinkRefusal: Reason? {
    self.localPasswordRefusal ?? (self.isForcedToReset ? .forcePasswordResetActive : nil)
  }

  /// Why a contact is sent no activation: there is a password already.
  var activationRefusal: Reason? {
    self.localPasswordRefusal ?? (self.credential == .none ? nil : .alreadyActivated)
  }

  /// Why an agent is sent no invitation.
  var invitationRefusal: Reason? { self.resetLinkRefusal ?? self.activationRefusal }

  /// Why this agent cannot become the Account Administrator: the desk would be without one who can sign
  /// in, or a colleague who chose the password could sign in as the Account Administrator.
  func accountAdministratorRefusal(at now: Timestamp) -> (reason: Reason, problem: String?)? {
    guard self.isEnabled else { return (.accountDeactivated, nil) }
    guard case .active = self.credential, !self.lock.holds(at: now) else {
      return (.fieldInvalid, "This agent cannot sign in at present.")
    }
    guard !self.isPasswordKnownToOthers else {
      return (
        .fieldInvalid,
        "A colleague chose this agent's password; another has to be chosen first."
      )
    }
    return nil
  }

  /// Why staff may not set this contact's password. What the contact is like comes before how the desk
  /// is set up: without an address another setting would not help.
  func staffPasswordRefusal(under settings: DeskSettings) -> Reason? {
    if let refusal = self.localPasswordRefusal { return refusal }
    guard self.primaryEmail != nil else { return .contactHasNoEmail }
    guard !settings.userActivationEmail || settings.staffMaySetPasswordWhileActivationEmail else {
      return .userActivationEmailEnabled
    }
    return nil
  }
}
