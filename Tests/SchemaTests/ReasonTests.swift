import Foundation
import LatchkeyBase
import LatchkeySchema
import Testing

@Suite("Reasons and words")
struct ReasonTests {
  /// Frozen: a row may be added, and no row ever changes or goes.
  static let frozen: [String: UInt8] = [
    "FIELD_INVALID": 3,
    "PASSWORD_POLICY": 3,
    "NOT_FOUND": 5,
    "ADDRESS_IN_USE": 6,
    "LOGIN_NAME_IN_USE": 6,
    "ROLE_NAME_IN_USE": 6,
    "ACCOUNT_ADMINISTRATOR_PROTECTED": 7,
    "CANNOT_CHANGE_OWN_ROLES": 7,
    "CANNOT_GRANT_UNHELD_PERMISSION": 7,
    "CANNOT_TARGET_SELF": 7,
    "MISSING_PERMISSION": 7,
    "SCOPE_MISSING": 7,
    "STEP_UP_REQUIRED": 7,
    "TARGET_OUTRANKS_ACTOR": 7,
    "USE_CHANGE_OWN_PASSWORD": 7,
    "WRONG_POPULATION": 7,
    "OVERLOADED": 8,
    "TOO_MANY_ATTEMPTS": 8,
    "TOO_MANY_REQUESTS": 8,
    "ACCOUNT_DEACTIVATED": 9,
    "ACCOUNT_LOCKED": 9,
    "ALREADY_ACTIVATED": 9,
    "ALREADY_BOOTSTRAPPED": 9,
    "BUILT_IN_ROLE": 9,
    "CONFIRMATION_REQUIRED": 9,
    "CONTACT_HAS_NO_EMAIL": 9,
    "FORCE_PASSWORD_RESET_ACTIVE": 9,
    "IDEMPOTENCY_KEY_REUSED": 9,
    "LINK_EXPIRED": 9,
    "LINK_INVALID": 9,
    "LINK_SUPERSEDED": 9,
    "LINK_USED": 9,
    "MAIL_SERVER_NOT_CONFIGURED": 9, "MAIL_SERVER_FIXED": 9,
    "NOT_BOOTSTRAPPED": 9,
    "NOT_LOCAL_AUTHENTICATION": 9,
    "NO_SIGN_IN_IDENTIFIER": 9,
    "REPLY_NOT_RETAINED": 9,
    "ROLE_IN_USE": 9,
    "SECOND_FACTOR_ENROLLED": 9,
    "SECOND_FACTOR_NOT_ENROLLED": 9,
    "SECOND_FACTOR_REQUIRED": 9,
    "SECRET_NOT_RETRIEVABLE": 9,
    "USER_ACTIVATION_EMAIL_ENABLED": 9,
    "CONCURRENT_CHANGE": 10,
    "INTERNAL": 13,
    "STORE_UNAVAILABLE": 14,
    "CODE_INVALID": 16,
    "INVALID_CREDENTIALS": 16,
    "SERVICE_UNKNOWN": 16,
    "SESSION_EXPIRED": 16,
    "SESSION_INVALID": 16,
    "SESSION_REQUIRED": 16,
    "TICKET_INVALID": 16,
  ]

  @Test("Every reason is frozen to its status")
  func statusesAreFrozen() {
    let declared = Dictionary(
      uniqueKeysWithValues: Reason.allCases.map { ($0.rawValue, $0.status.rawValue) })
    #expect(declared == Self.frozen)
  }

  @Test("A reason is in capitals, and its case in camel case", arguments: Reason.allCases)
  func spelling(reason: Reason) {
    let words = reason.rawValue.split(separator: "_").map { $0.lowercased() }
    let camel = words[0] + words.dropFirst().map(\.capitalized).joined()
    #expect(camel == String(describing: reason))
    #expect(reason.rawValue == reason.rawValue.uppercased())
  }

  @Test("Every reason has one sentence of advice", arguments: Reason.allCases)
  func advice(reason: Reason) {
    #expect(reason.advice.hasSuffix("."))
    #expect(reason.advice.first?.isUppercase == true)
    #expect(!reason.advice.contains(". "))
  }

  static let vocabularies: [any Vocabulary.Type] = [
    AuditOutcome.self, AuthenticationSource.self, CallKindName.self, CallerRule.self,
    ContactFilter.self, HealthStatus.self,
    ImportOutcome.self, LinkDelivery.self, LinkFallbackReason.self, LinkKind.self, LockKind.self,
    MailKind.self, MailRoute.self, MailSecurity.self, MailState.self, MailStepName.self,
    PasswordChangeReason.self, PasswordViolation.self,
    PermissionName.self, PopulationName.self, ProvisionOutcome.self, RevocationKind.self,
    SettingKind.self, SettingProfile.self, SignInResult.self, StatusLabel.self,
    TemplatePart.self, TemplateRule.self, TemporaryPasswordAction.self,
  ]

  @Test("A vocabulary knows each of its words once, and keeps words that it does not know")
  func vocabularies() throws {
    func check<V: Vocabulary>(_ type: V.Type) {
      #expect(Set(V.known).count == V.known.count)
      #expect(V.known.allSatisfy { $0.isKnown })
      let newer = V(rawValue: "word of a newer version")
      #expect(!newer.isKnown)
      #expect(newer.rawValue == "word of a newer version")
      #expect("\(newer)" == newer.rawValue)
    }
    for vocabulary in Self.vocabularies { check(vocabulary) }
    let used = try SchemaShape().vocabularies.map(\.name)
    #expect(Set(used) == Set(Self.vocabularies.map { String(describing: $0) }))
  }

  @Test("Every permission and every violation has a text of its own for people")
  func texts() {
    #expect(Set(PermissionName.known.map(\.label)).count == PermissionName.known.count)
    #expect(PermissionName.known.allSatisfy { $0.label.first?.isUppercase == true })
    #expect(Set(PasswordViolation.known.map(\.text)).count == PasswordViolation.known.count)
    #expect(PasswordViolation.known.allSatisfy { $0.text.hasSuffix(".") })
    #expect(PermissionName(rawValue: "newer").label == "newer")
  }
}
