import LatchkeyBase
import LatchkeyDomain
import Testing

/// Which hashes of other systems are taken, judged before anything is stored or computed.
@Suite("Imported hashes")
struct ImportedHashTests {
  private static let bcryptRest = "7aGdxp8AhYh7s79C.vkhk.IzXSuYj1cgG8h5QKiLemdooi/ydIIIK"
  private static let sha512Rest =
    "pyc.TgbEVNY/jQh7$Prl7UeltF52a/yt0W/qPmgdhe/WR56C3JrKqmbDVO6j3GrFr0ZzGhsfcoZsKnbx/ssAPz/5OiJwXj6oVLQ.Z9/"
  private static let yescryptRest =
    "WgvFe4RUfSgZPHbOcVxGs/$9KCjfsEAhQwHhG6.42.SM0yFLZqeA0LsoUedgFvGJcA"
  private static let salt = "AAECAwQFBgcICQoLDA0ODw"
  private static let tag = "gYJZtjEAJqjg26xdLmknq8/bB7MiWPrE9hsYuA+SkIU"

  @Test(
    "T1 every known function is taken at both ends of its bounds, and kept as it is",
    arguments: [
      ("$2a$04$\(bcryptRest)", .bcrypt(cost: 4)), ("$2b$14$\(bcryptRest)", .bcrypt(cost: 14)),
      ("$2y$10$\(bcryptRest)", .bcrypt(cost: 10)),
      ("$6$\(sha512Rest)", .sha512Crypt(rounds: 5_000)),
      ("$6$rounds=1000$\(sha512Rest)", .sha512Crypt(rounds: 1_000)),
      ("$6$rounds=1000000$\(sha512Rest)", .sha512Crypt(rounds: 1_000_000)),
      ("$y$j75$\(yescryptRest)", .yescrypt(memoryKiB: 1_024)),
      ("$y$j9T$\(yescryptRest)", .yescrypt(memoryKiB: 16_384)),
      ("$y$jDT$\(yescryptRest)", .yescrypt(memoryKiB: 262_144)),
      (
        "$argon2id$v=19$m=262144,t=4,p=16$\(salt)$\(tag)",
        .argon2(.id, HashCost(memoryKiB: 262_144, passes: 4, lanes: 16))
      ),
      (
        "$argon2i$v=19$m=8,t=1,p=1$\(salt)$\(tag)",
        .argon2(.i, HashCost(memoryKiB: 8, passes: 1))
      ),
    ] as [(String, ImportedHash.Scheme)])
  func taken(text: String, scheme: ImportedHash.Scheme) throws {
    let imported = try ImportedHash(text, field: "password_hash")
    #expect(imported.scheme == scheme)
    #expect(imported.hash.phc == text)
    #expect(ImportedHash(stored: imported.hash) == imported)
    #expect(text.utf8.count <= ImportedHash.byteCountMax)
  }

  @Test(
    "T1 a hash that costs too much or too little is refused with the bound, never repeated",
    arguments: [
      ("$2b$03$\(bcryptRest)", "4 to 14"), ("$2b$15$\(bcryptRest)", "4 to 14"),
      ("$2b$31$\(bcryptRest)", "4 to 14"), ("$2b$99$\(bcryptRest)", "4 to 14"),
      ("$6$rounds=999$\(sha512Rest)", "1000 to 1000000"),
      ("$6$rounds=1000001$\(sha512Rest)", "1000 to 1000000"),
      ("$6$rounds=999999999$\(sha512Rest)", "1000 to 1000000"),
      ("$y$jET$\(yescryptRest)", "262144 KiB"), ("$y$jjj$\(yescryptRest)", "262144 KiB"),
      ("$argon2id$v=19$m=262145,t=1,p=1$\(salt)$\(tag)", "262144 KiB"),
      ("$argon2i$v=19$m=262144,t=5,p=1$\(salt)$\(tag)", "1048576 KiB"),
      ("$argon2i$v=19$m=8,t=17,p=1$\(salt)$\(tag)", "16 passes"),
      ("$argon2i$v=19$m=64,t=1,p=17$\(salt)$\(tag)", "16 lanes"),
    ])
  func tooMuch(text: String, bound: String) throws {
    let error = try #require(throws: FieldError.self) { try ImportedHash(text, field: "hash") }
    #expect(error.field == "hash")
    #expect(error.problem.contains(bound), "\(error.problem)")
    #expect(!error.problem.contains(text))
    #expect(ImportedHash(stored: PasswordHash(phc: text)) == nil)
  }

  @Test(
    "T1 what is no hash in its canonical spelling is refused",
    arguments: [
      "", "$", "$$", "x", "plain password", "5f4dcc3b5aa765d61d8327deb882cf99",
      "$1$abc$BXBqpb9BZcZhXLgbee.0s/", "$5$abc$x", "$2x$10$\(bcryptRest)", "$2$10$\(bcryptRest)",
      "$2b$4$\(bcryptRest)", "$2b$+4$\(bcryptRest)", "$2b$04$\(bcryptRest)x",
      "$2b$04$\(bcryptRest.dropLast())", "$2b$04\(bcryptRest)xx", "$2b$04$\(bcryptRest)\n",
      // Bits that no function reads, in the salt and in the hash.
      "$2b$04$7aGdxp8AhYh7s79C.vkhk/IzXSuYj1cgG8h5QKiLemdooi/ydIIIK",
      "$2b$04$7aGdxp8AhYh7s79C.vkhk.IzXSuYj1cgG8h5QKiLemdooi/ydIIIL",
      "$2b$04$7aGdxp8AhYh7s79C.vkhk.IzXSuYj1cgG8h5QKiLemdooi/ydIII=",
      "$6$\(sha512Rest.dropLast())", "$6$\(sha512Rest)x", "$6$\(sha512Rest.dropLast())z",
      "$6$$\(sha512Rest.split(separator: "$")[1])", "$6$rounds=$\(sha512Rest)",
      "$6$rounds=05000$\(sha512Rest)", "$6$rounds=5000\(sha512Rest)",
      "$6$rounds=1000000000000000000000$\(sha512Rest)", "$6$x\(sha512Rest)",
      "$6$a:b$\(sha512Rest.split(separator: "$")[1])",
      "$6$a b$\(sha512Rest.split(separator: "$")[1])",
      "$6$ä$\(sha512Rest.split(separator: "$")[1])",
      "$y$", "$y$j9T$", "$y$j9T", "$y$j9T$\(yescryptRest.dropLast())", "$y$j9T$\(yescryptRest)x",
      "$y$j9T$\(yescryptRest.dropLast())z", "$y$/9T$\(yescryptRest)", "$y$j9T5$\(yescryptRest)",
      "$y$j9z$\(yescryptRest)", "$y$j9T$=\(yescryptRest)", "$7$j9T$\(yescryptRest)",
      "$gy$j9T$\(yescryptRest)", "$argon2d$v=19$m=8,t=1,p=1$\(salt)$\(tag)",
      "$argon2i$v=16$m=8,t=1,p=1$\(salt)$\(tag)", "$argon2i$v=19$m=8,t=1,p=1$\(salt)$\(tag)=",
      "$y$j9T$" + String(repeating: "a", count: 500), String(repeating: "a", count: 100_000),
      "$2b$04$\(bcryptRest)\0", "\u{FEFF}$2b$04$\(bcryptRest)",
    ])
  func refused(text: String) {
    #expect(throws: FieldError.self) { try ImportedHash(text, field: "hash") }
    #expect(ImportedHash(stored: PasswordHash(phc: text)) == nil)
  }

  @Test(
    "Which part of a password each function saw, one byte below and beyond",
    arguments: [
      ("$2b$04$\(bcryptRest)", 72, false, true), ("$2b$04$\(bcryptRest)", 73, false, false),
      ("$2b$04$\(bcryptRest)", 10, true, false), ("$6$\(sha512Rest)", 1_024, false, true),
      ("$6$\(sha512Rest)", 10, true, false), ("$y$j9T$\(yescryptRest)", 1_024, false, true),
      ("$y$j9T$\(yescryptRest)", 10, true, false),
      ("$argon2i$v=19$m=8,t=1,p=1$\(salt)$\(tag)", 1_024, true, true),
      ("$argon2id$v=19$m=19456,t=2,p=1$\(salt)$\(tag)", 1_024, true, true),
    ])
  func seen(phc: String, count: Int, hasNUL: Bool, isWhole: Bool) {
    var bytes = [UInt8](repeating: UInt8(ascii: "a"), count: count)
    if hasNUL { bytes[count / 2] = 0 }
    #expect(PasswordHash(phc: phc).seesWhole(Secret(copying: bytes)) == isWhole)
  }
}
