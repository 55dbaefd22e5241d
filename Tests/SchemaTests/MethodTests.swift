import LatchkeySchema
import Testing

@Suite("Methods")
struct MethodTests {
  /// Frozen: a row may be added, and no row ever changes or goes.
  static let frozen: [UInt16: String] = [
    101: "Server.Ping",
    102: "Server.GetInfo",
    103: "Server.GetHealth",
    104: "Server.Describe",
    105: "Server.WatchHealth",
    201: "SignIn.SignIn",
    202: "SignIn.CompleteSecondFactor",
    203: "SignIn.CompletePasswordChange",
    204: "SignIn.Reauthenticate",
    205: "SignIn.SignOut",
    301: "Sessions.VerifySession",
    302: "Sessions.WatchRevocations",
    303: "Sessions.ListOwnSessions",
    304: "Sessions.RevokeOwnSessions",
    305: "Sessions.ListSessions",
    306: "Sessions.RevokeSessions",
    401: "Passwords.GetPasswordPolicy",
    402: "Passwords.CheckPassword",
    403: "Passwords.ChangePassword",
    501: "Recovery.RequestPasswordReset",
    502: "Recovery.InspectLink",
    503: "Recovery.CompletePasswordReset",
    504: "Recovery.CompleteActivation",
    505: "Recovery.ReportUnexpectedReset",
    506: "Recovery.ConfirmEmailChange",
    601: "Contacts.ProvisionRequester",
    602: "Contacts.GetContact",
    603: "Contacts.ListContacts",
    604: "Contacts.CreateContact",
    605: "Contacts.UpdateContact",
    606: "Contacts.SendActivation",
    607: "Contacts.DeactivateContact",
    608: "Contacts.ReactivateContact",
    609: "Contacts.MergeContacts",
    610: "Contacts.SetPassword",
    611: "Contacts.SendPasswordResetLink",
    612: "Contacts.PreviewTemporaryPassword",
    613: "Contacts.IssueTemporaryPassword",
    614: "Contacts.EraseContact",
    615: "Contacts.ImportContacts",
    616: "Contacts.ConvertToAgent",
    701: "Agents.GetAgent",
    702: "Agents.ListAgents",
    703: "Agents.CreateAgent",
    704: "Agents.UpdateAgent",
    705: "Agents.DeactivateAgent",
    706: "Agents.ReactivateAgent",
    707: "Agents.DeleteAgent",
    708: "Agents.SendInvitation",
    709: "Agents.SetRoles",
    710: "Agents.SendPasswordResetLink",
    711: "Agents.SetPassword",
    712: "Agents.TransferAccountAdministrator",
    801: "Accounts.ListLocked",
    802: "Accounts.Unlock",
    803: "Accounts.Lock",
    804: "Accounts.RequirePasswordChange",
    805: "Accounts.GetOwnAccount",
    806: "Accounts.UpdateOwnAccount",
    807: "Accounts.RequirePasswordChangeOfMany",
    901: "SecondFactor.GetStatus",
    902: "SecondFactor.BeginTOTPEnrollment",
    903: "SecondFactor.ConfirmTOTPEnrollment",
    904: "SecondFactor.RegenerateRecoveryCodes",
    905: "SecondFactor.DisableSecondFactor",
    906: "SecondFactor.ResetSecondFactor",
    1001: "Roles.ListRoles",
    1002: "Roles.GetRole",
    1003: "Roles.CreateRole",
    1004: "Roles.UpdateRole",
    1005: "Roles.CloneRole",
    1006: "Roles.DeleteRole",
    1007: "Roles.ExplainAccess",
    1101: "Settings.GetSettings",
    1102: "Settings.UpdateSettings",
    1201: "Mail.GetServer",
    1202: "Mail.UpdateServer",
    1203: "Mail.TestServer",
    1204: "Mail.ListTemplates",
    1205: "Mail.PreviewTemplate",
    1206: "Mail.UpdateTemplate",
    1207: "Mail.GetMessage",
    1208: "Mail.ListMessages",
    1209: "Mail.RetryMessage",
    1210: "Mail.CancelMessage",
    1211: "Mail.ListUndeliverable",
    1212: "Mail.ClearUndeliverable",
    1301: "Audit.ListEvents",
    1302: "Audit.TailEvents",
    1303: "Audit.ExportEvents",
    1304: "Audit.VerifyChain",
    1401: "Operator.Bootstrap",
    1402: "Operator.BreakGlass",
    1403: "Operator.Backup",
    1404: "Operator.Drain",
    1405: "Operator.RotateKeys",
    1406: "Operator.GetMetrics",
  ]

  @Test("Every number is frozen to its name")
  func numbersAreFrozen() {
    let declared = Dictionary(
      uniqueKeysWithValues: Method.allCases.map { ($0.rawValue, $0.declaration.name) })
    #expect(declared == Self.frozen)
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
