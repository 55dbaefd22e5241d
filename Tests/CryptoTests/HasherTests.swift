import LatchkeyApplication
import LatchkeyBase
import LatchkeyCrypto
import LatchkeyDomain
import Testing

/// Made by another implementation (the reference C library by way of its Python binding), with the
/// salt 00 01 02 …
private let knownAnswers: [(password: [UInt8], phc: String)] = [
  (
    Array("correct horse battery staple".utf8),
    "$argon2id$v=19$m=19456,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$gYJZtjEAJqjg26xdLmknq8/bB7MiWPrE9hsYuA+SkIU"
  ),
  (
    Array("Tr0ub4dor&3".utf8),
    "$argon2id$v=19$m=12288,t=3,p=1$AAECAwQFBgcICQoLDA0ODw$yIJowSPL3Ne6YCmg1Sbgd3EJbc1T5lJbUbO5dxz2pt0"
  ),
  (
    Array("Grüße-ß-密碼-🔑".utf8),
    "$argon2id$v=19$m=19456,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$fjNBQpAXBS/Hr8yoMi8+xIO2HtfdKitf3I4Go0g1DxA"
  ),
  (
    [],
    "$argon2id$v=19$m=19456,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$MVSMP3rBIzE7F86FWHKNemRnE6hkgY2O2buZdxt7Gkw"
  ),
  (
    Array("abc\0def".utf8),
    "$argon2id$v=19$m=19456,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$FfCfxHVJQYVmbpGIrcIViVHDgMIcsvOkblt3ZyRVMHw"
  ),
  (
    [UInt8](repeating: UInt8(ascii: "a"), count: 4_096),
    "$argon2id$v=19$m=19456,t=2,p=1$AAECAwQFBgcICQoLDA0ODw$eS7NUurgeZCGOSFB9R7AJZpZchAfCUwOKwGF5I4/noU"
  ),
  (
    Array("lanes".utf8),
    "$argon2id$v=19$m=47104,t=1,p=4$AAECAwQFBgcICQoLDA0ODw$MuMlAWC7bNUN13jqR2MVB4dBinyTNNbk4+IrO84VU4A"
  ),
  (Array("short".utf8), "$argon2id$v=19$m=1024,t=2,p=1$AAECAwQFBgc$P0sXa/m21qLYBz9g3KEBKA"),
  (
    Array("longhash".utf8),
    "$argon2id$v=19$m=1024,t=2,p=1$AAECAwQFBgcICQoLDA0ODxAREhM$pIej8XKA6psyBTN8GOpolQny/hU5bSI9bhhP8RTPDUo7YbAB5ovDjA"
  ),
]

@Suite("Argon2id")
struct HasherTests {
  let hasher: Argon2idHasher

  init() throws {
    self.hasher = try Argon2idHasher()
  }

  @Test("Hashes of another implementation verify, and wrong passwords do not", arguments: 0..<9)
  func knownAnswer(row: Int) async throws {
    let (password, phc) = knownAnswers[row]
    let hash = PasswordHash(phc: phc)
    #expect(try await self.hasher.verify(Secret(copying: password), against: hash))
    #expect(try await !self.hasher.verify(Secret(copying: password + [0]), against: hash))
    if let first = password.first {
      let oneBitOff = [first ^ 1] + password.dropFirst()
      #expect(try await !self.hasher.verify(Secret(copying: oneBitOff), against: hash))
      #expect(try await !self.hasher.verify(Secret(copying: password.dropLast()), against: hash))
    }
  }

  @Test("A hash of our own has the configured cost and verifies only its own password")
  func roundTrip() async throws {
    let password = Secret(copying: "Übung-macht-1-Meister!".utf8)
    let hash = try await self.hasher.hash(password)
    #expect(hash.phc.hasPrefix("$argon2id$v=19$m=19456,t=2,p=1$"))
    #expect(try await self.hasher.verify(password, against: hash))
    #expect(
      try await !self.hasher.verify(Secret(copying: "übung-macht-1-Meister!".utf8), against: hash))
    #expect(try await self.hasher.hash(password) != hash)
  }

  @Test("Bytes after a NUL count, and so does byte 4096")
  func everyByteCounts() async throws {
    let long = [UInt8](repeating: UInt8(ascii: "a"), count: 4_096)
    for (left, right) in [
      (Array("abc\0def".utf8), Array("abc\0deg".utf8)),
      (Array("abc".utf8), Array("abc\0".utf8)),
      ([], [0]),
      (long, long.dropLast() + [UInt8(ascii: "b")]),
    ] as [([UInt8], [UInt8])] {
      let hash = try await self.hasher.hash(Secret(copying: left))
      #expect(try await self.hasher.verify(Secret(copying: left), against: hash))
      #expect(try await !self.hasher.verify(Secret(copying: right), against: hash))
    }
  }

  @Test("Every branch costs one evaluation, the one without a hash as well")
  func oneEvaluation() async throws {
    let password = Secret(copying: "Tr0ub4dor&3".utf8)
    let hash = try await self.hasher.hash(password)
    #expect(self.hasher.evaluations == 1)
    #expect(try await self.hasher.verify(password, against: hash))
    #expect(self.hasher.evaluations == 2)
    #expect(try await !self.hasher.verify(Secret(copying: "other".utf8), against: hash))
    #expect(self.hasher.evaluations == 3)
    #expect(try await !self.hasher.verify(password, against: nil))
    #expect(self.hasher.evaluations == 4)
  }

  @Test("What a stranger is compared with is a hash like any of its cost, so that it takes as long")
  func dummy() async throws {
    func parts(_ hash: PasswordHash) -> [Substring] {
      hash.phc.split(separator: "$", omittingEmptySubsequences: false)
    }
    let ours = try await self.hasher.hash(Secret(copying: "x".utf8))
    let dummy = self.hasher.dummy
    #expect(parts(dummy).dropLast(2) == parts(ours).dropLast(2))
    #expect(parts(dummy).map(\.count) == parts(ours).map(\.count))
    // Canonical base64 among it: what libsodium cannot read it refuses without any work.
    let read = try #require(ArgonHash(phc: dummy.phc))
    #expect(read.cost == self.hasher.cost && read.variant == .id)
    #expect(try Argon2idHasher().dummy != dummy)
  }

  @Test("Only other parameters ask for an upgrade")
  func upgrade() async throws {
    let wanted: [(String, Bool)] = [
      (knownAnswers[0].phc, false), (knownAnswers[1].phc, true), (knownAnswers[6].phc, true),
      ("$2b$12$abcdefghijklmnopqrstuv", true),
    ]
    for (phc, needed) in wanted {
      #expect(self.hasher.needsUpgrade(PasswordHash(phc: phc)) == needed, "\(phc)")
    }
    #expect(!self.hasher.needsUpgrade(try await self.hasher.hash(Secret(copying: "x".utf8))))
  }

  private static let salt = "AAECAwQFBgcICQoLDA0ODw"
  private static let tag = "gYJZtjEAJqjg26xdLmknq8/bB7MiWPrE9hsYuA+SkIU"

  @Test(
    "A hash in another spelling, or of absurd cost, is refused before any work",
    arguments: [
      "", "$", "plain", "$2b$15$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW",
      "$argon2d$v=19$m=19456,t=2,p=1$\(salt)$\(tag)",
      "$argon2id$v=16$m=19456,t=2,p=1$\(salt)$\(tag)",
      "$argon2id$m=19456,t=2,p=1$\(salt)$\(tag)",
      "$argon2id$v=19$m=019456,t=2,p=1$\(salt)$\(tag)",
      "$argon2id$v=19$m=+19456,t=2,p=1$\(salt)$\(tag)",
      "$argon2id$v=19$t=2,m=19456,p=1$\(salt)$\(tag)",
      "$argon2id$v=19$m=19456,t=2,p=1$\(salt)$\(tag)=",
      "$argon2id$v=19$m=19456,t=2,p=1$\(salt)$\(tag)\n",
      "$argon2id$v=19$m=19456,t=2,p=1$\(salt)$\(tag)\0",
      "$argon2id$v=19$m=19456,t=2,p=1$\(salt)$\(tag)$",
      "$argon2id$v=19$m=19456,t=2,p=1$\(salt)$gYJZtjEAJqjg26xdLmknq8/bB7MiWPrE9hsYuA+SkIV",
      "$argon2id$v=19$m=19456,t=2,p=1$AAECAwQFBg$\(tag)",
      "$argon2id$v=19$m=19456,t=2,p=1$\(salt)$gYJZtjEAJqjg26xdLmkn",
      "$argon2id$v=19$m=4194304,t=2,p=1$\(salt)$\(tag)",
      "$argon2id$v=19$m=262145,t=1,p=1$\(salt)$\(tag)",
      "$argon2id$v=19$m=19456,t=17,p=1$\(salt)$\(tag)",
      "$argon2id$v=19$m=19456,t=4294967295,p=1$\(salt)$\(tag)",
      "$argon2id$v=19$m=999999999999999999999,t=2,p=1$\(salt)$\(tag)",
      "$argon2id$v=19$m=19456,t=2,p=255$\(salt)$\(tag)",
      "$argon2id$v=19$m=0,t=0,p=0$\(salt)$\(tag)",
      "$argon2id$v=19$m=19456,t=2,p=1$\(salt)$" + String(repeating: "A", count: 200),
    ])
  func refusedHash(phc: String) async throws {
    await #expect(throws: HasherError.self) {
      try await self.hasher.verify(Secret(copying: "x".utf8), against: PasswordHash(phc: phc))
    }
    #expect(self.hasher.evaluations == 0)
  }

  @Test("64 verifications at once are all right")
  func parallel() async throws {
    let hash = PasswordHash(phc: knownAnswers[7].phc)
    let hasher = self.hasher
    let answers = try await withThrowingTaskGroup(of: (Int, Bool).self) { group in
      for number in 0..<64 {
        group.addTask {
          let password = number.isMultiple(of: 3) ? "wrong" : "short"
          return (number, try await hasher.verify(Secret(copying: password.utf8), against: hash))
        }
      }
      return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    #expect(answers.count == 64)
    for (number, answer) in answers {
      #expect(answer == !number.isMultiple(of: 3), "verification \(number)")
    }
    #expect(hasher.evaluations == 64)
    #expect(hasher.queueDepth == 0)
  }
}
