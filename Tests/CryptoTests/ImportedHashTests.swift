import LatchkeyApplication
import LatchkeyBase
import LatchkeyCrypto
import LatchkeyDomain
import Testing

/// Made by other implementations: Python's bcrypt (OpenBSD's code), OpenSSL and passlib for
/// SHA-512-crypt, the reference yescrypt, the reference Argon2.
private let knownAnswers: [(password: String, hash: String)] = [
  (
    "correct horse battery staple",
    "$2b$04$7aGdxp8AhYh7s79C.vkhk.IzXSuYj1cgG8h5QKiLemdooi/ydIIIK"
  ),
  ("Grüße-ß-密碼-🔑", "$2a$05$CJ4tkO.6eJaxf3wiD8MPHeB7tkWTI3vGNM8ZhRiy48rOuRA5OIcNC"),
  ("Tr0ub4dor&3", "$2y$06$v6XXKxCVC/k3bCs7N32MQ.5SQtXQqL1/a08ULfQvo/19KHwVVPNoe"),
  ("", "$2b$04$dxk59GuAdY/g1AvI5MtWlu2duLCsozMLmO0sTtYfFHHSPSJNszPmm"),
  ("café", "$2b$10$CWpkJWprXJKnWhmAcIzeWuIkdImGvK5OSoTTGSfOZHg91lcFQLStW"),
  (
    "correct horse battery staple",
    "$6$pyc.TgbEVNY/jQh7$Prl7UeltF52a/yt0W/qPmgdhe/WR56C3JrKqmbDVO6j3GrFr0ZzGhsfcoZsKnbx/ssAPz/5OiJwXj6oVLQ.Z9/"
  ),
  (
    "Grüße-ß-密碼-🔑",
    "$6$ZysJGhu4Wdj/moKn$D.0m6PROpyfUkj6eGIJZQbtLqyHNBAO1mt5mOgwj0YfqHiG9qvrSCOpAxXEqmsrRiltoRORZ24dZyynLwv1Tn/"
  ),
  (
    "Tr0ub4dor&3",
    "$6$rounds=1000$x$IlRtjWMJnbHpnAFo0dwmHMG5iCr9OqLRsGQ5GIjssLErnpi43qHT3s82Mt9pg69yO2iKndNdqio5o5uA3uHdz."
  ),
  (
    String(repeating: "a", count: 300),
    "$6$rounds=5001$0123456789abcdef$irxudGgFwBkRSkFLseogUN13eOgb2a/XS51M27sIrs67f6s3q9QhAz2HF5odm3JJ1NWkCcoCBMnYaHchbLoPz0"
  ),
  ("Tr0ub4dor&3", "$y$j75$YwUCT30Zi1aNqPtTPw47J0$u2laV4wDYUaZpK6P0k2oe7QI0gD3lYFMx85zxMB5E34"),
  (
    "correct horse battery staple",
    "$y$j9T$WgvFe4RUfSgZPHbOcVxGs/$9KCjfsEAhQwHhG6.42.SM0yFLZqeA0LsoUedgFvGJcA"
  ),
  ("Grüße-ß-密碼-🔑", "$y$j7T$jgQJv65yq05nxhCLnSKcQ0$t2HU2wpD9Be/K4oxOvZ1PLYOR5jcTteuHyBgUU0UAs0"),
  ("", "$y$j75$O7J0qAmGqeyyKmBFMexUV0$poJQOLEa4fs9wVm/WzovB04.elvYQTTyZLponX7vpT1"),
]

/// 72 times "a", by bcrypt.
private let longBcrypt = "$2b$04$LGxT8JqEgKHZuGmBsUM1v.iBKher5Baisi3SeoZ0Vwmz1etDOKeG2"

@Suite("Hashes of other systems")
struct ImportedHashVerificationTests {
  private let hasher: Argon2idHasher

  init() throws {
    self.hasher = try Argon2idHasher()
  }

  private func verify(_ password: some Collection<UInt8>, _ hash: String) async throws -> Bool {
    try await self.hasher.verify(Secret(copying: password), against: PasswordHash(phc: hash))
  }

  @Test("T10 a known answer verifies, its neighbours do not", arguments: 0..<13)
  func knownAnswer(row: Int) async throws {
    let (password, hash) = knownAnswers[row]
    _ = try ImportedHash(hash, field: "hash")
    #expect(try await self.verify(password.utf8, hash))
    #expect(try await !self.verify((password + "x").utf8, hash))
    if let first = password.utf8.first {
      #expect(try await !self.verify([first ^ 1] + password.utf8.dropFirst(), hash))
      #expect(try await !self.verify(password.utf8.dropLast(), hash))
    }
    #expect(self.hasher.needsUpgrade(PasswordHash(phc: hash)))
  }

  @Test("T10 Argon2i verifies, and is upgraded like any other foreign hash")
  func argon2i() async throws {
    for (password, phc) in [
      (
        "Tr0ub4dor&3",
        "$argon2i$v=19$m=4096,t=3,p=1$AAECAwQFBgcICQoLDA0ODw$uAu3lqwq651HrlPH1OzSfMVI12rQbZKutxMtumW83ew"
      ),
      (
        "Grüße",
        "$argon2i$v=19$m=8192,t=1,p=4$AAECAwQFBgcICQoLDA0ODw$oDj6brFqI01u5BWCOid9D99l86LpM+lb50jnvGCoQ7Y"
      ),
    ] {
      #expect(try await self.verify(password.utf8, phc))
      #expect(try await !self.verify((password + "x").utf8, phc))
      #expect(self.hasher.needsUpgrade(PasswordHash(phc: phc)))
    }
  }

  @Test("bcrypt sees 72 bytes and nothing from a NUL on, as where the hash came from")
  func truncation() async throws {
    let phrase = [UInt8](repeating: UInt8(ascii: "a"), count: 72)
    #expect(try await self.verify(phrase, longBcrypt))
    #expect(try await !self.verify(phrase.dropLast(), longBcrypt))
    for rest in [[UInt8(ascii: "b")], [UInt8](repeating: 0x62, count: 900), [0], [0, 0x62]] {
      #expect(try await self.verify(phrase + rest, longBcrypt))
    }
    let (password, hash) = knownAnswers[2]
    #expect(try await self.verify(Array(password.utf8) + [0], hash))
    #expect(try await self.verify(Array(password.utf8) + [0] + "more".utf8, hash))
    #expect(try await !self.verify([0] + Array(password.utf8), hash))
  }

  @Test("511 bytes are the most of a password that crypt(3) takes; a longer one never matches")
  func longest() async throws {
    let longest =
      "$6$rounds=1000$abc$zi2cK8H0GfBT4AHnNKNT751oVx0yXeU5pcc3rLFU4B1Lwaar4CrD5MYOHJlBosMLE4HRaU3tIIZ31ibEHYJ6I."
    let tooLong =
      "$6$rounds=1000$abc$JKQ7lLvisgBvdTAKH/lQK5C4bxyz59jPJB1YdShUDhfLDiWn0LoDLPeVxMh8mQE2J5oDKH6O/GqdAY6TgFTq90"
    let phrase = [UInt8](repeating: UInt8(ascii: "a"), count: 1_024)
    #expect(try await self.verify(phrase.prefix(511), longest))
    #expect(try await !self.verify(phrase.prefix(512), longest))
    #expect(try await !self.verify(phrase, longest))
    #expect(try await !self.verify(phrase.prefix(512), tooLong))
    #expect(try await !self.verify(phrase.prefix(511), tooLong))
  }

  @Test(
    "I12 a foreign hash costs one evaluation of ours as well, right or wrong", arguments: 0..<13)
  func evaluations(row: Int) async throws {
    let (password, hash) = knownAnswers[row]
    #expect(try await self.verify(password.utf8, hash))
    #expect(self.hasher.evaluations == 1)
    #expect(try await !self.verify("wrong".utf8, hash))
    #expect(self.hasher.evaluations == 2)
  }

  @Test("Foreign hashes wait in the same queue as our own, and are turned away when it is full")
  func queue() async throws {
    let hasher = try Argon2idHasher(
      Argon2idHasher.Configuration(threads: 1, queueLength: 0))
    let answers = await withTaskGroup(of: Bool?.self) { group in
      for _ in 0..<32 {
        group.addTask {
          try? await hasher.verify(
            Secret(copying: "Tr0ub4dor&3".utf8), against: PasswordHash(phc: knownAnswers[2].hash))
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(answers.contains(true))
    #expect(!answers.contains(false))
    #expect(hasher.queueDepth == 0)
  }
}
