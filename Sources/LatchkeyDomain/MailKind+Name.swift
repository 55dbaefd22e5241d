import LatchkeyBase

extension MailKind {
  /// The word for audit entries and templates; it never changes.
  public var name: String {
    switch self {
    case .selfResetLink: "self_reset_link"
    case .staffResetLink: "staff_reset_link"
    case .invitation: "invitation"
    case .emailConfirmation: "email_confirmation"
    case .notice(let notice): notice.name
    }
  }

  /// The kind of this name; nil when there is none.
  public init?(name: String) {
    guard let kind = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = kind
  }
}

extension AccountNotice {
  /// The word for audit entries and templates; it never changes.
  fileprivate var name: String {
    switch self {
    case .passwordChangedByOwner: "password_changed_by_owner"
    case .passwordReset: "password_reset"
    case .activated: "activated"
    case .passwordReplaced: "password_replaced"
    case .passwordSetByStaff: "password_set_by_staff"
    case .oneTimePasswordSet: "one_time_password_set"
    case .passwordChangeRequired: "password_change_required"
    case .passwordReplacedByOperator: "password_replaced_by_operator"
    case .breakGlassUsed: "break_glass_used"
    case .emailChanged: "email_changed"
    case .loginNameChanged: "login_name_changed"
    case .deactivated: "deactivated"
    case .reactivated: "reactivated"
    case .lockedByStaff: "locked_by_staff"
    case .lockedAutomatically: "locked_automatically"
    case .unlocked: "unlocked"
    case .merged: "merged"
    case .becameAgent: "became_agent"
    case .becameContact: "became_contact"
    case .sessionsEndedByStaff: "sessions_ended_by_staff"
    case .rolesChanged: "roles_changed"
    case .accountAdministratorHandedOver: "office_handed_over"
    case .accountAdministratorReceived: "office_received"
    case .secondFactorEnabled: "second_factor_enabled"
    case .secondFactorDisabled: "second_factor_disabled"
    case .secondFactorResetByStaff: "second_factor_reset_by_staff"
    case .recoveryCodesRenewed: "recovery_codes_renewed"
    case .recoveryCodeUsed: "recovery_code_used"
    case .emailChangeProposed: "email_change_proposed"
    }
  }
}
