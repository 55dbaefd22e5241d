import LatchkeyApplication
import LatchkeyBase
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import LatchkeyWire
import Testing

/// The limits of fields: one below, at and one above.
@Suite("Limits of fields")
struct LimitTests {
  /// A field, how much is put in, and whether it is taken.
  static let rows: [(String, Int, Bool)] = [
    ("page", 0, false), ("page", 1, true), ("page", 200, true), ("page", 201, false),
    ("page", -1, false), ("page", .max, false),
    ("name", 0, false), ("name", 1, true), ("name", 200, true), ("name", 201, false),
    ("login", 2, false), ("login", 3, true), ("login", 64, true), ("login", 65, false),
    ("phone", 0, true), ("phone", 4, false), ("phone", 5, true), ("phone", 20, true),
    ("phone", 21, false),
    ("locale", 1, false), ("locale", 2, true), ("locale", 35, true), ("locale", 36, false),
    ("emails", 0, false), ("emails", 1, true), ("emails", 10, true), ("emails", 11, false),
    ("address", 253, true), ("address", 254, true), ("address", 255, false),
    ("roles", 0, true), ("roles", 100, true), ("roles", 101, false),
    ("permissions", 15, true), ("permissions", 16, false),
    ("roleName", 0, false), ("roleName", 1, true), ("roleName", 64, true),
    ("roleName", 65, false),
    ("lockReason", 0, true), ("lockReason", 200, true), ("lockReason", 201, false),
    ("search", 0, true), ("search", 200, true), ("search", 201, false),
  ]

  @Test("Each field takes what fits and refuses the rest by name", arguments: Self.rows)
  func field(row: (String, Int, Bool)) async throws {
    try await ServedDesk.run { served in
      let ada = try await served.desk.bootstrap()
      let kim = try await served.desk.account("kim@example.com")
      let failure = try await Self.send(row.0, row.1, served, ada, kim)
      #expect((failure == nil) == row.2)
      if let failure {
        #expect(failure.code == .invalidArgument)
        #expect(failure.reason == "FIELD_INVALID")
        #expect(failure.facts?.field?.isEmpty == false)
      }
    }
  }

  private static func send(
    _ field: String, _ size: Int, _ served: ServedDesk, _ ada: Colleague, _ kim: Colleague
  ) async throws -> CallFailure? {
    let session = ada.session
    let letters = String(repeating: "x", count: max(min(size, 1_000), 0))
    var update = Agents.UpdateAgent(agent: .id(kim.id.rawValue))
    switch field {
    case "page":
      return try await served.failure(Agents.ListAgents(limit: size), session: session)
    case "name": update.displayName = letters
    case "login": update.loginName = letters
    case "phone": update.phone = String(repeating: "7", count: size)
    case "locale": update.locale = letters
    case "emails": update.emails = (0..<size).map { "kim\($0)@example.com" }
    case "address":
      // 64 before the @, then labels of 50.
      let local = String(repeating: "l", count: 60)
      var domain = Array(repeating: String(repeating: "d", count: 50), count: 4)
        .joined(separator: ".")
      domain = String(domain.suffix(size - local.count - 1 - 3)) + ".de"
      update.emails = ["\(local)@\(domain)"]
    case "roles":
      return try await served.failure(
        Agents.SetRoles(
          agent: .id(kim.id.rawValue), roleIDs: Array(repeating: 3, count: size)),
        session: session)
    case "permissions":
      return try await served.failure(
        Roles.CreateRole(
          name: "New", permissions: Array(repeating: PermissionName(.viewAudit), count: size)),
        session: session)
    case "roleName":
      return try await served.failure(
        Roles.CreateRole(name: letters, permissions: []), session: session)
    case "lockReason":
      return try await served.failure(
        Accounts.Lock(account: .id(kim.id.rawValue), reason: letters), session: session)
    default:
      return try await served.failure(
        Agents.ListAgents(limit: 5, search: letters), session: session)
    }
    return try await served.failure(update, session: session)
  }

  @Test(
    "A request of up to 65536 bytes is looked at, a longer one is not",
    arguments: [
      (65_535, "SESSION_REQUIRED"), (65_536, "SESSION_REQUIRED"), (65_537, "MESSAGE_TOO_LARGE"),
    ])
  func request(size: Int, reason: String) async throws {
    try await ServedDesk.run { served in
      try await served.desk.bootstrap()
      // {1: {1: 1}, 99: h'00…'}: a field that nobody knows is ignored, but it is there.
      let filling = size - 10
      let body =
        [
          0xA2, 0x01, 0xA1, 0x01, 0x01, 0x18, 0x63, 0x59, UInt8(filling >> 8),
          UInt8(filling & 0xFF),
        ]
        + [UInt8](repeating: 0, count: filling)
      #expect(body.count == size)
      let failure = await served.send(.name("Agents.ReactivateAgent"), body: body)
      #expect(throws: CallFailure.self) { try failure.get() }
      if case .failure(let failure) = failure { #expect(failure.reason == reason) }
    }
  }

  @Test(
    "A secret of up to 4096 bytes is compared, a longer one is no request",
    arguments: [
      (4_095, "INVALID_CREDENTIALS"), (4_096, "INVALID_CREDENTIALS"), (4_097, "MALFORMED"),
    ])
  func secret(size: Int, reason: String) async throws {
    try await ServedDesk.run { served in
      _ = try await served.desk.account("kim@example.com")
      let failure = try await served.failure(
        SignIn.SignIn(
          population: .agent, identifier: "kim@example.com",
          password: Secret([UInt8](repeating: 65, count: size))))
      #expect(failure?.reason == reason)
    }
  }

  @Test(
    "A new password of up to 256 characters is set, a longer one is too long, and no hash is made",
    arguments: [(255, nil), (256, nil), (257, .tooLong), (1_024, .tooLong), (1_025, .tooLong)]
      as [(Int, LatchkeySchema.PasswordViolation?)])
  func password(size: Int, violation: LatchkeySchema.PasswordViolation?) async throws {
    try await ServedDesk.run { served in
      let ada = try await served.desk.bootstrap()
      let kim = try await served.desk.account("kim@example.com")
      let evaluations = served.desk.hasher.evaluations
      let failure = try await served.failure(
        Agents.SetPassword(
          agent: .id(kim.id.rawValue),
          newPassword: Secret("A1!" + String(repeating: "x", count: size - 3)),
          requireChangeAtNextSignIn: false), session: ada.session)
      #expect(failure?.facts?.violations == violation.map { [$0] })
      #expect(served.desk.hasher.evaluations == evaluations + (violation == nil ? 1 : 0))
    }
  }

  @Test("A permission or population that is not known here is refused by name")
  func unknownWords() async throws {
    try await ServedDesk.run { served in
      let ada = try await served.desk.bootstrap()
      let permission = try await served.failure(
        Roles.CreateRole(name: "New", permissions: [PermissionName(rawValue: "fly")]),
        session: ada.session)
      #expect(permission?.facts?.field == "permissions")
      let population = try await served.failure(
        Passwords.GetPasswordPolicy(population: PopulationName(rawValue: "robot")))
      #expect(population?.facts?.field == "population")
    }
  }

  @Test(
    "Invisible characters are refused",
    arguments: ["\u{202E}x", "a\u{0}b", "a\nb", "\u{200B}", " "])
  func invisible(text: String) async throws {
    try await ServedDesk.run { served in
      let ada = try await served.desk.bootstrap()
      let failure = try await served.failure(
        Agents.CreateAgent(
          displayName: text, email: "x@example.com", roleIDs: [], sendInvitation: false),
        session: ada.session)
      #expect(failure?.facts?.field == "displayName")
    }
  }
}
