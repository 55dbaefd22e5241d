import Foundation
import LatchkeyBase
import LatchkeySchema
import Testing

@Suite("Reasons and words")
struct ReasonTests {
  @Test("Every reason is frozen to its status")
  func statusesAreFrozen() throws {
    let declared = Dictionary(
      uniqueKeysWithValues: Reason.allCases.map { ($0.rawValue, "\($0.status.rawValue)") })
    let frozen = Dictionary(
      uniqueKeysWithValues: try MethodTests.locked("reason").map { ($0[1], $0[2]) })
    #expect(declared == frozen)
    #expect(frozen.count >= 54)
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
