import LatchkeyApplication
import LatchkeyBase
import LatchkeyCrypto
import LatchkeyDomain
import LatchkeySchema
import LatchkeyTesting
import Testing

/// The first sign-in of somebody whose password hash was imported.
@Suite("Sign-in with an imported hash")
struct ImportedHashSignInTests {
  /// 72 times "a", by bcrypt of cost 4.
  private static let bcrypt = "$2b$04$LGxT8JqEgKHZuGmBsUM1v.iBKher5Baisi3SeoZ0Vwmz1etDOKeG2"
  private static let right = String(repeating: "a", count: 72)

  private static func imported(
    _ desk: TestDesk, _ phc: String = Self.bcrypt
  ) async throws -> Colleague {
    let lee = try await desk.account("lee@example.com", .contact)
    let hash = try ImportedHash(phc, field: "password_hash").hash
    try await desk.change(lee.id) { $0.setPassword(hash) }
    return lee
  }

  @Test("T10 the first right password replaces the imported hash; sessions of before live on")
  func upgraded() async throws {
    let hasher = try Argon2idHasher()
    try await TestDesk.run(hasher: hasher) { desk in
      let lee = try await Self.imported(desk)
      let first = try await desk.session(lee.email, Self.right, .contact)
      let account = try await desk.account(lee.id)
      guard case .active(let hash) = account.credential else {
        Issue.record("The credential became \(account.credential).")
        return
      }
      #expect(!hasher.needsUpgrade(hash))
      #expect(try await desk.audit().last?.record.details == ["hash": "upgraded"])
      _ = try await desk.session(lee.email, Self.right, .contact)
      #expect(try await desk.works(first))
      #expect(
        try await desk.reason { try await desk.session(lee.email, Self.right + "b", .contact) }
          == .invalidCredentials)
    }
  }

  @Test("T10, T12 a password of which bcrypt saw a part only leads to the choice of another")
  func cut() async throws {
    try await TestDesk.run(hasher: try Argon2idHasher()) { desk in
      let lee = try await Self.imported(desk)
      let attempt = try await desk.attempt {
        let ticket = try await desk.ticket(lee.email, Self.right + "and more", .contact)
        #expect(ticket?.cause == .required(.expiredByPolicy))
      }
      #expect(attempt.entries == ["sign_in done"])
      let account = try await desk.account(lee.id)
      #expect(
        account.credential == .mustChange(PasswordHash(phc: Self.bcrypt), .expiredByPolicy))
      // The part that counts is no way around it.
      let ticket = try #require(try await desk.ticket(lee.email, Self.right, .contact))
      _ = try await desk.completeChange(ticket.token, "Brand-N3w-Words!")
      _ = try await desk.session(lee.email, "Brand-N3w-Words!", .contact)
    }
  }

  @Test("I12, T13 a wrong password at an imported hash: one answer, one evaluation of ours")
  func wrong() async throws {
    let hasher = try Argon2idHasher()
    try await TestDesk.run(hasher: hasher) { desk in
      let lee = try await Self.imported(desk)
      for identifier in [lee.email, "nobody@example.com"] {
        let before = hasher.evaluations
        let attempt = try await desk.attempt {
          try await desk.session(identifier, Self.right.dropLast() + "b", .contact)
        }
        #expect(attempt.refusal == Refusal(.invalidCredentials))
        #expect(hasher.evaluations == before + 1)
        #expect(!attempt.changed)
      }
      let account = try await desk.account(lee.id)
      #expect(account.credential.hash?.phc == Self.bcrypt)
    }
  }

  @Test("T10 two first sign-ins at once both succeed, and one hash stays")
  func twice() async throws {
    let hasher = try Argon2idHasher()
    var settings = DeskSettings()
    settings.attemptPatience = .hours(1)
    try await TestDesk.run(settings: settings, hasher: hasher) { desk in
      let lee = try await Self.imported(desk)
      async let one = desk.session(lee.email, Self.right, .contact)
      async let two = desk.session(lee.email, Self.right, .contact)
      let sessions = try await [one, two]
      for session in sessions { #expect(try await desk.works(session)) }
      let hash = try #require(try await desk.account(lee.id).credential.hash)
      #expect(!hasher.needsUpgrade(hash))
    }
  }
}
