import Foundation
import LatchkeySchema
import Testing

@Suite("Methods")
struct MethodTests {
  /// What the lock has of one kind: its words by line.
  static func locked(_ kind: String) throws -> [[String]] {
    let file = Golden.root.appendingPathComponent("Protocol/Spec/schema.lock")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: " ").map(String.init) }.filter { $0.first == kind }
  }

  @Test("Every number is frozen to its name")
  func numbersAreFrozen() throws {
    let declared = Dictionary(
      uniqueKeysWithValues: Method.allCases.map { ("\($0.rawValue)", $0.declaration.name) })
    let frozen = Dictionary(
      uniqueKeysWithValues: try Self.locked("method").map { ($0[2], $0[1]) })
    #expect(declared == frozen)
    #expect(frozen.count >= 97)
  }

  @Test("A declaration belongs to the request that names the method", arguments: Method.allCases)
  func requestNamesItsMethod(method: Method) {
    let declaration = method.declaration
    #expect(declaration.request.method == method)
    #expect(String(reflecting: declaration.request) == "LatchkeySchema." + declaration.name)
  }

  @Test("A case is called like its method", arguments: Method.allCases)
  func caseIsCalledLikeTheMethod(method: Method) {
    let joined = method.declaration.name.split(separator: ".").joined()
    #expect(joined.prefix(1).lowercased() + joined.dropFirst() == String(describing: method))
  }

  @Test("Names are unique")
  func namesAreUnique() {
    #expect(Set(Method.allCases.map(\.declaration.name)).count == Method.allCases.count)
  }

  @Test("A service is a hundred numbers", arguments: Method.allCases)
  func hundredsAreServices(method: Method) {
    let service = method.declaration.name.prefix { $0 != "." }
    for other in Method.allCases where other.rawValue / 100 == method.rawValue / 100 {
      #expect(other.declaration.name.prefix { $0 != "." } == service)
    }
  }

  @Test("Number and name lead back to the method", arguments: Method.allCases)
  func lookup(method: Method) {
    #expect(Method(number: UInt64(method.rawValue)) == method)
    #expect(Method(name: method.declaration.name) == method)
  }

  @Test(
    "Other numbers are no method",
    arguments: [0, 100, 199, 65_535, 65_536, 65_536 + 711, .max] as [UInt64])
  func unknownNumber(number: UInt64) {
    #expect(Method(number: number) == nil)
  }

  @Test(
    "Other names are no method",
    arguments: ["", "Agents", "agents.setPassword", "Agents.SetPassword "])
  func unknownName(name: String) {
    #expect(Method(name: name) == nil)
  }

  @Test("Sensitive is what holds a secret", arguments: Method.allCases)
  func sensitiveIsWhatHoldsASecret(method: Method) throws {
    let schema = try SchemaShape()
    let declaration = method.declaration
    func holdsSecret(_ record: RecordShape?) -> Bool {
      (record?.fields ?? []).contains { field in
        isSecret(field.value)
      }
    }
    func isSecret(_ value: ValueShape) -> Bool {
      switch value {
      case .secret: true
      case .list(let element): isSecret(element)
      case .record(let name): holdsSecret(schema.records.first { $0.name == name })
      default: false
      }
    }
    let holds =
      holdsSecret(schema.record(of: declaration.request))
      || holdsSecret(schema.record(of: declaration.response))
      || holdsSecret(declaration.element.flatMap { schema.record(of: $0) })
    #expect(declaration.isSensitive == holds)
  }

  /// Methods that hash, copy or walk without taking a password.
  static let long: Set<Method> = [
    .auditVerifyChain, .signInCompleteSecondFactor, .contactsIssueTemporaryPassword,
    .accountsRequirePasswordChangeOfMany, .secondFactorConfirmTOTPEnrollment,
    .secondFactorRegenerateRecoveryCodes, .operatorBreakGlass, .operatorBackup,
    .operatorRotateKeys,
  ]

  @Test(
    "W4.5 every method has a longest time, by what it has to do, but for three that are endless",
    arguments: Method.allCases)
  func deadlines(method: Method) throws {
    let schema = try SchemaShape()
    let takesPassword = (schema.record(of: method.declaration.request)?.fields ?? []).contains {
      ["password", "newPassword", "current", "candidate"].contains($0.name)
    }
    let isLong = takesPassword || Self.long.contains(method)
    let expected: UInt32? =
      switch method {
      case .serverWatchHealth, .sessionsWatchRevocations, .auditTailEvents: nil
      case .auditExportEvents, .contactsImportContacts: 3_600_000
      case .mailTestServer: 120_000
      default: isLong ? 30_000 : 10_000
      }
    #expect(method.declaration.deadlineMillisecondsMax == expected)
    #expect(method.declaration.isEndless == (expected == nil))
  }
}
